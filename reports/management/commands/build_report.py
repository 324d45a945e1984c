"""``manage.py build_report``: the road from the hearings to the report without a browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bpr.access.models import Membership, Project, Role, User
from bpr.core.snapshot import to_bytes
from bpr.jobs.errors import JobError
from reports.models import Assessment, Report
from reports.services import AssessmentFailed, assessment_run
from reports.services.reports import report_build_now, report_issue


class Command(BaseCommand):
    help = "成果報告書（PDF）とデータ一式を作り、フォルダに置きます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, help="事業の番号または名称")
        parser.add_argument("--out", required=True, type=Path, help="置くフォルダ（なければ作ります）")
        parser.add_argument("--assess", action="store_true", help="先に効果を算定し直します")
        parser.add_argument("--issue", action="store_true", help="作った版を発行します")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_of(options["project"])
        leader = leader_of(project)
        try:
            assessment = assessment_run(actor=leader, project=project) if options["assess"] else _latest(project)
            self.stdout.write(f"{assessment}から成果報告書を作っています")
            report = report_build_now(actor=leader, project=project, assessment=assessment)
        except (AssessmentFailed, JobError) as error:
            raise CommandError(str(error)) from error
        if options["issue"]:
            report = report_issue(actor=leader, report=report)
        for path in _write(report, options["out"]):
            self.stdout.write(f"  {path}")
        self.stdout.write(f"第{report.version}版（{report.get_state_display()}）、{report.page_count}ページ")


def project_of(text: str) -> Project:
    """The project of a number or name; CommandError where there is none or several."""
    found = Project.objects.filter(pk=int(text)) if text.isdecimal() else Project.objects.filter(name=text)
    if len(found) != 1:
        names = "、".join(f"{item.pk}: {item.name}" for item in Project.objects.all()) or "事業はまだありません"
        raise CommandError(f"事業「{text}」を1つに決められません。番号で指定してください（{names}）。")
    return found[0]


def leader_of(project: Project) -> User:
    """In whose name a command works."""
    member = Membership.objects.filter(project=project, role=Role.LEADER).select_related("user").first()
    if member is None:
        raise CommandError(f"事業「{project}」に統括責任者がいません。先に登録してください。")
    return member.user


def _latest(project: Project) -> Assessment:
    found = Assessment.objects.filter(project=project).order_by("-number").first()
    if found is None:
        raise CommandError("効果算定がまだありません。--assess を付けて実行してください。")
    return found


def _write(report: Report, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "report.pdf", folder / "bundle.zip", folder / "figures.json", folder / "content.json"]
    for stored, path in zip((report.file, report.bundle), paths, strict=False):
        with stored.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    paths[2].write_bytes(to_bytes(report.assessment.snapshot))
    paths[3].write_text(json.dumps(report.content, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    return paths
