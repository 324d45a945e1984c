"""``manage.py load_organisations``: all municipalities and prefectures into the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bpr.access.organisation_table import MUNICIPALITIES, PREFECTURES, TableError, municipalities, prefectures
from bpr.access.services import organisation_import


class Command(BaseCommand):
    help = "市区町村と都道府県を団体の一覧に読み込みます。何度実行しても同じ結果になります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipalities", type=Path, default=MUNICIPALITIES, help="市区町村の表（CSV, UTF-8）")
        parser.add_argument("--prefectures", type=Path, default=PREFECTURES, help="都道府県の表（CSV, UTF-8）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = prefectures(options["prefectures"]) + municipalities(options["municipalities"])
        except (TableError, OSError) as error:
            raise CommandError(str(error)) from error
        names = f"{options['prefectures'].name}, {options['municipalities'].name}"
        result = organisation_import(actor=None, rows=rows, name=names)
        self.stdout.write(
            f"団体 {len(rows)} 件: 追加 {result.created} 件、変更 {result.changed} 件、そのまま {result.unchanged} 件"
        )
