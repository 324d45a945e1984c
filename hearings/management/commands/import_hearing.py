"""``manage.py import_hearing``: take a filled hearing workbook without a browser."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from bpr.access.models import User
from bpr.access.policy import Action, restrict
from bpr.workflow.problems import SheetInvalid
from hearings.models import Hearing
from hearings.services import WorkbookOlder, hearing_submit, workbook_import
from hearings.workbook.problems import WorkbookInvalid


class Command(BaseCommand):
    help = "Excelのヒアリングシートを取り込みます。すべて正しいときだけ保存します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="記入済みの .xlsx")
        parser.add_argument("--project", type=int, required=True, help="事業の番号")
        parser.add_argument("--use-case", required=True, help="ユースケースのコード")
        parser.add_argument("--organisation", required=True, help="団体コードまたは団体名")
        parser.add_argument("--actor", required=True, help="取り込む人の利用者名")
        parser.add_argument("--overwrite", action="store_true", help="下書きより古いExcelでも取り込む")
        parser.add_argument("--submit", action="store_true", help="取り込んだあと提出する")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = self._actor(options["actor"])
        hearing = self._hearing(actor, options)
        try:
            hearing = self._import(actor, hearing, options)
            if options["submit"]:
                hearing = hearing_submit(actor=actor, hearing=hearing)
        except OSError as error:
            raise CommandError(f"ファイルを読めません：{error}") from error
        except WorkbookOlder as older:
            raise CommandError(self._warning(older)) from older
        except (WorkbookInvalid, SheetInvalid) as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"取り込みました：{hearing}（改訂{hearing.revision}、{hearing.get_state_display()}）")

    def _import(self, actor: User, hearing: Hearing, options: dict[str, Any]) -> Hearing:
        file: Path = options["file"]
        overwrite: bool = options["overwrite"]
        return workbook_import(
            actor=actor, hearing=hearing, data=file.read_bytes(), filename=file.name, overwrite=overwrite
        )

    def _warning(self, older: WorkbookOlder) -> str:
        lines = [f"{item.place}：今の下書き「{item.old}」→ Excel「{item.new}」" for item in older.overwritten]
        head = "このExcelは今の下書きより古いため、取り込んでいません。取り込むと、次のところが置き換わります。"
        return "\n".join([head, *lines, "取り込むときは --overwrite を付けてください。今の下書きは履歴に残ります。"])

    def _actor(self, username: str) -> User:
        actor = User.objects.filter(username=username, is_active=True).first()
        if actor is None:
            raise CommandError(f"利用者「{username}」がいません")
        return actor

    def _hearing(self, actor: User, options: dict[str, Any]) -> Hearing:
        """The hearing that ``actor`` may see; a foreign one does not exist for them."""
        rows = restrict(actor, Action.VIEW, Hearing.objects.select_related("use_case__project", "organisation"))
        rows = rows.filter(use_case__project=options["project"], use_case__code=options["use_case"])
        name = options["organisation"]
        hearing = rows.filter(organisation__code=name).first() or rows.filter(organisation__name=name).first()
        if hearing is None:
            raise CommandError("ヒアリングが見つかりません。事業・ユースケース・団体と、利用者の権限を確かめてください")
        return hearing
