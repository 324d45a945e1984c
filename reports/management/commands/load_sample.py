"""``manage.py load_sample``: the sample project, loaded once by the services that people use."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from bpr.access.models import Membership, Organisation, OrganisationKind, Project, Role
from hearings.models import Hearing, HearingState
from reports.services.sample import SAMPLE_PASSWORD, sample_load, sample_project


def _somebody_with_work(project: Project, role: Role) -> Membership | None:
    """A member of the role, hearing staff with an open hearing first: whoever tries it should find something to do."""
    members = Membership.objects.filter(project=project, role=role).select_related("user", "organisation")
    open_in = Hearing.objects.filter(use_case__project=project, state=HearingState.DRAFT).values("organisation")
    return members.filter(organisation__in=open_in).first() or members.first()


class Command(BaseCommand):
    help = "見本の事業を読み込みます。すでにあれば何もしません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="事業が1つでもあれば何もしません")

    def handle(self, *args: Any, **options: Any) -> None:
        project = sample_project()
        if project is None and options["if_empty"] and Project.objects.exists():
            return
        if project is None:
            project = self._load()
        self._accounts(project)

    def _load(self) -> Project:
        if not Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).exists():
            call_command("load_organisations", stdout=self.stdout)
        project = sample_load(say=self.stdout.write)
        self.stdout.write(f"見本の事業を読み込みました: {project}")
        return project

    def _accounts(self, project: Project) -> None:
        """One account per role."""
        self.stdout.write(f"\nサインインできる人（パスワードはすべて {SAMPLE_PASSWORD}）")
        for role in Role:
            member = _somebody_with_work(project, role)
            if member:
                where = f"（{member.organisation}）" if member.organisation else ""
                self.stdout.write(f"  {member.user.username:<10} {role.label}{where}")
