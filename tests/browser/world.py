"""What the browser tests find: the sample, and two small projects, made by the services that people use.

``python -m tests.browser.world`` makes the database of the environment with all of it. Every test that changes
something has a hearing or a project of its own, so that the server and its database start once for all of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import django
from django.core.management import call_command

PASSWORD = "mihon-bpr-2026"

#: Role → user name of the sample project.
SAMPLE_PEOPLE = {
    "leader": "tokatsu",
    "analyst": "bunseki",
    "hearing_staff": "shunan",
    "council": "iin",
    "observer": "observer",
    "ministry": "soumu",
}
SAMPLE_PROJECT = "（見本）令和8年度 自治体間業務データ連携 検討・実証事業"

ROAD_PROJECT = "転入手続の見直し事業"
ROAD_USE_CASE = "転入届と住所の変更"
SHEET_PROJECT = (
    "入力を試す事業（令和8年度 東部広域市町村圏における行政手続のオンライン化と添付書類の省略に関する調査研究）"
)

#: Use case for one test each; the last one has a name as long as laws give them.
KEYBOARD, IME, LOST, CONFLICT, UPLOAD = (
    "キーボードの業務",
    "変換の業務",
    "途中でやめる業務",
    "二人で書く業務",
    "児童手当法に基づく児童手当の認定及び額改定の請求に係る所得情報・年金情報・生活保護情報の照会に関する事務",
)

DRAW_PROJECT = "図を描く事業"
#: Use case whose common as-is is drawn, for one test each.
DRAW, PAIR, ROWS, KEYS, COUNTS = "描く業務", "二人で描く業務", "表と図の業務", "キーで描く業務", "回数の業務"

KUDAMATSU, HIKARI = "下松市", "光市"
#: User name → (name on the screen, role, organisation)
PEOPLE = {
    "leader1": ("取りまとめ 統子", "leader", ""),
    "analyst1": ("分析 析男", "analyst", ""),
    "kudamatsu1": ("下松 花子", "hearing_staff", KUDAMATSU),
    "kudamatsu2": ("下松 次郎", "hearing_staff", KUDAMATSU),
    "hikari1": ("光 太郎", "hearing_staff", HIKARI),
    "council1": ("協議 委員", "council", ""),
    "ministry1": ("所管 省子", "ministry", ""),
}
COMMON_STEPS = [
    {"key": key, "number": number, "name": name}
    for key, number, name in (
        ("receive", "1", "届出の受付"),
        ("identify", "2", "本人確認"),
        ("enter", "3", "異動の入力"),
        ("notify", "4", "関係課への連絡"),
    )
]


def _members(project: Any, organisations: dict[str, Any]) -> dict[str, Any]:
    from bpr.access.models import User
    from bpr.access.services import member_add, user_create

    found = {}
    for username, (display_name, role, organisation) in PEOPLE.items():
        user = User.objects.filter(username=username).first() or user_create(
            actor=None, username=username, display_name=display_name, password=PASSWORD, must_change_password=False
        )
        member_add(actor=None, project=project, user=user, role=role, organisation=organisations.get(organisation))
        found[username] = user
    return found


def _project(name: str, use_cases: tuple[str, ...], *, common_steps: list[dict[str, str]]) -> None:
    from bpr.access.models import Organisation
    from bpr.access.services import participation_add, project_create
    from hearings.services import hearings_open
    from usecases.services import category_create, use_case_create

    project = project_create(actor=None, name=name, fiscal_year=2026, hearing_due_on=date(2099, 3, 31))
    organisations = {each.name: each for each in Organisation.objects.filter(name__in=(KUDAMATSU, HIKARI))}
    for organisation in organisations.values():
        participation_add(actor=None, project=project, organisation=organisation)
    analyst = _members(project, organisations)["analyst1"]
    category = category_create(actor=analyst, project=project, code="A", name="申請受付型")
    made = [
        use_case_create(
            actor=analyst,
            project=project,
            category=category,
            code=f"A{order}",
            name=use_case,
            common_steps=common_steps,
        )
        for order, use_case in enumerate(use_cases, start=1)
    ]
    hearings_open(actor=analyst, project=project, use_cases=made, organisations=list(organisations.values()))


def make() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_sample")
    _project(ROAD_PROJECT, (ROAD_USE_CASE,), common_steps=COMMON_STEPS)
    _project(DRAW_PROJECT, (DRAW, PAIR, ROWS, KEYS, COUNTS), common_steps=COMMON_STEPS)
    _project(SHEET_PROJECT, (KEYBOARD, IME, LOST, CONFLICT, UPLOAD), common_steps=[])


if __name__ == "__main__":
    django.setup()
    make()
