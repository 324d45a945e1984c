"""``manage.py assess``: run and freeze one assessment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.management.commands.build_report import leader_of, project_of
from reports.services import AssessmentFailed, assessment_run


class Command(BaseCommand):
    help = "効果を算定して固定します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, help="事業の番号または名称")
        parser.add_argument("--title", default="", help="算定の名称")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_of(options["project"])
        try:
            assessment = assessment_run(actor=leader_of(project), project=project, title=options["title"])
        except AssessmentFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{assessment}　SHA-256 {assessment.sha256}")
        for text in assessment.sources["left_out"]:
            self.stdout.write(f"  含めなかったもの: {text}")
