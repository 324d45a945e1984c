"""Matches corrected by hand: kept, used by every comparison, and written into the to-be as its step map."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from bpr.access.models import AuditEntry, User
from bpr.core.steps import rows_to_model
from bpr.core.values import ChangeKind
from reports.models import Assumption
from tests.factories import OrganisationFactory, World, world
from tests.usecases.tables import REMOVED, to_be_steps, with_common, with_to_be
from usecases import services
from usecases.match_keys import MatchMap
from usecases.models import MatchCorrection, ProcessSide, ProcessVersion, UseCase
from usecases.selectors import version_latest, version_model, version_rows
from usecases.selectors.comparison import compared
from usecases.selectors.matches import correction_between, match_choice
from usecases.selectors.side_by_side import proposals_for, side_by_side_of
from usecases.to_be_rows import to_be_rows_parse


@pytest.fixture
def w(db: None) -> World:
    return world()


def _to_be(actor: User, use_case: UseCase) -> tuple[ProcessVersion, ProcessVersion]:
    """The common as-is and a to-be with a kept, a changed, an automated and a new step; 保存 is removed."""
    cloned = with_to_be(actor, use_case)
    rows, removed = to_be_rows_parse(use_case=use_case, steps=to_be_steps(), removed=REMOVED)
    after = services.to_be_save(
        actor=actor, use_case=use_case, rows=rows, removed=removed, base_number=cloned.number, reason="改革案"
    )
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    assert common
    return common, after


def _keys(version: ProcessVersion) -> dict[str, str]:
    return {row.task: row.values.key for row in version_rows(version)}


def _matched(before: ProcessVersion, after: ProcessVersion) -> dict[str, tuple[ChangeKind, list[str]]]:
    lines = compared(before, after).lines
    found = {line.after[0].task: (line.kind, [step.task for step in line.before]) for line in lines if line.after}
    return found | {line.before[0].task: (line.kind, []) for line in lines if not line.after and line.before}


def test_a_correction_is_used_from_then_on_and_audited(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    old, new = _keys(common), _keys(after)
    services.match_correct(
        actor=analyst, before=common, after=after, key=new["結果を知らせる"], is_after=True,
        partners=[old["届を保存する"]],
    )  # fmt: skip

    assert _matched(common, after)["結果を知らせる"][1] == ["届を保存する"]
    assert "届を保存する" not in _matched(common, after)
    assert AuditEntry.objects.filter(action="match").count() == 1
    assert compared(common, after).corrected.count == 1
    turned = correction_between(after.process_model, common.process_model)
    assert turned.partners == {old["届を保存する"]: (new["結果を知らせる"],)}


def test_a_step_before_can_be_given_a_partner_or_none(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    old, new = _keys(common), _keys(after)
    correct = {"actor": analyst, "before": common, "after": after, "key": old["届を保存する"], "is_after": False}
    services.match_correct(**correct, partners=[new["入力し照合する"]])
    joint = _matched(common, after)["入力し照合する"]
    assert joint[1] == ["住民記録に入力する", "入力を照合する", "届を保存する"]

    services.match_correct(**correct, partners=[])
    assert _matched(common, after)["届を保存する"] == (ChangeKind.REMOVED, [])
    assert _matched(common, after)["入力し照合する"][1] == ["住民記録に入力する", "入力を照合する"]


def test_a_correction_can_be_taken_back(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    proposed = _matched(common, after)
    correct = {
        "actor": analyst,
        "before": common,
        "after": after,
        "key": _keys(after)["届を受け付ける"],
        "is_after": True,
    }
    services.match_correct(**correct, partners=[])
    assert _matched(common, after)["届を受け付ける"][1] == []
    services.match_forget(**correct)

    assert _matched(common, after) == proposed


def test_a_step_that_is_not_there_is_refused(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    with pytest.raises(services.MatchRefused, match="開き直して"):
        services.match_correct(actor=analyst, before=common, after=after, key="gone", is_after=True, partners=[])
    assert not MatchCorrection.objects.exists()


def test_choices_are_the_likeliest_first(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    choice = match_choice(common, after, key=_keys(after)["事前の情報で審査する"], is_after=True)
    assert choice is not None
    assert choice.partners[0].line.task == "届を審査する"
    assert choice.partners[0].is_chosen
    assert len(choice.partners) == len(version_rows(common))
    assert match_choice(common, after, key="gone", is_after=True) is None


def test_swapping_turns_partners_round() -> None:
    corrected = MatchMap(partners={"n1": ("o1", "o2"), "n2": ()}, without=frozenset({"o3"}))
    turned = corrected.swapped()

    assert turned.partners == {"o1": ("n1",), "o2": ("n1",), "o3": ()}
    assert turned.without == frozenset({"n2"})
    assert turned.swapped().without == corrected.without


# the step map


def test_corrected_matches_become_the_step_map(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    services.match_correct(
        actor=analyst, before=common, after=after, key=_keys(after)["結果を知らせる"], is_after=True,
        partners=[_keys(common)["届を保存する"]],
    )  # fmt: skip
    version = services.step_map_adopt(actor=analyst, before=common, after=after, reason="保存は通知に変わる")

    rows = {row.task: row.values for row in version_rows(version)}
    assert version.number == after.number + 1
    assert version.reason == "保存は通知に変わる"
    assert version.removed == []
    assert rows["結果を知らせる"].origin_keys == ("hozon",)
    assert rows["結果を知らせる"].change is ChangeKind.CHANGED
    assert rows["届を受け付ける"].change is ChangeKind.KEPT
    places = [{node.id: node.bounds for node in version_model(each).nodes} for each in (after, version)]
    assert places[0] == places[1]


def test_without_a_difference_there_is_no_new_version(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    assert services.step_map_adopt(actor=analyst, before=common, after=after, reason="確認した") == after


def test_only_the_newest_pair_without_a_draft_becomes_the_step_map(analyst: User, use_case: UseCase) -> None:
    common, after = _to_be(analyst, use_case)
    adopt = {"actor": analyst, "before": common, "after": after}
    with pytest.raises(services.MatchRefused, match="理由"):
        services.step_map_adopt(**adopt, reason=" ")
    with pytest.raises(services.MatchRefused, match="共通の現行"):
        services.step_map_adopt(actor=analyst, before=after, after=common, reason="逆")
    first = ProcessVersion.objects.get(process_model=after.process_model, number=1)
    with pytest.raises(services.MatchRefused, match="新しい版"):
        services.step_map_adopt(actor=analyst, before=common, after=first, reason="古い版")


# pages


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_corrects_a_match_and_shows_yen_and_the_year(w: World) -> None:
    common, after = _to_be(w.analyst, _case(w))
    client = _client(w.analyst)
    address = reverse("usecases:compare", args=[w.project.pk])
    query = {"before": common.pk, "after": after.pk, "wage": "3000", "cases": "1200"}
    page = client.get(address, query).content.decode()
    assert "1件あたりの増減（円）" in page
    assert "年1,200件では" in page
    assert 'id="complexity"' in page

    overlay = client.get(address, query | {"view": "overlay"}).content.decode()
    assert 'id="diagram-overlay"' in overlay
    assert 'id="diagram-before"' not in overlay

    wrong = client.get(address, query | {"wage": "高い"}).content.decode()
    assert "1件あたりの増減（円）" not in wrong
    assert "field--error" in wrong

    pair = {"before": common.pk, "after": after.pk, "step": _keys(after)["結果を知らせる"], "side": "after"}
    chosen = {**pair, "partner": [_keys(common)["届を保存する"]]}
    choices = client.get(reverse("usecases:match", args=[w.project.pk]), pair).content.decode()
    assert "届を保存する" in choices
    answer = client.post(reverse("usecases:match", args=[w.project.pk]), chosen, follow=True).content.decode()
    assert "作業の対応1件を、人が手で決めています。" in answer
    assert "手で決めた対応" in answer


def test_the_page_starts_from_the_figures_of_the_project_and_takes_others(w: World) -> None:
    common, after = _to_be(w.analyst, _case(w))
    Assumption.objects.create(
        project=w.project, key="labour_yen_per_hour", value="4321", evidence_kind="published", source="公表資料"
    )
    address = reverse("usecases:compare", args=[w.project.pk])
    query = {"before": common.pk, "after": after.pk}

    page = _client(w.analyst).get(address, query).content.decode()
    assert 'value="4321"' in page
    assert "1件あたりの増減（円）" in page
    assert 'value="５０００"' in _client(w.analyst).get(address, query | {"wage": "５０００"}).content.decode()
    assert "1件あたりの増減（円）" not in _client(w.analyst).get(address, query | {"wage": ""}).content.decode()


def test_the_first_lines_say_how_the_versions_differ_and_diagrams_mark_steps_only(w: World) -> None:
    common, after = _to_be(w.analyst, _case(w))
    address = reverse("usecases:compare", args=[w.project.pk])
    query = {"before": common.pk, "after": after.pk}

    answer = _client(w.analyst).get(address, query)
    comparison = answer.context["comparison"]
    assert f"{len(comparison.changed_lines)}件の作業が違います" in answer.content.decode()
    assert comparison.marked.elements == ()
    assert comparison.marked.entries == comparison.diff.entries
    everything = _client(w.analyst).get(address, query | {"marks": "all"})
    assert everything.context["comparison"].marked is everything.context["comparison"].diff


def _case(w: World) -> UseCase:
    return services.use_case_create(
        actor=w.analyst, project=w.project, category=w.category, code="M1", name="転入届の受付"
    )


def _as_is(w: World, case: UseCase, *, hidden: bool) -> ProcessVersion:
    """An as-is drawn like the common one; ``hidden``: nobody said which common step a step is."""
    common = version_latest(use_case=case, side=ProcessSide.COMMON)
    assert common
    rows = [
        replace(row, values=replace(row.values, key=f"own{at}", common_key="" if hidden else row.values.common_key))
        for at, row in enumerate(version_rows(common))
    ]
    return services.version_create(
        actor=w.analyst, use_case=case, side=ProcessSide.AS_IS, organisation=w.city,
        model=rows_to_model(rows, name="現行", organisation=w.city.name),
    )  # fmt: skip


def test_steps_without_a_common_step_are_proposed_and_accepted(w: World) -> None:
    case = _case(w)
    with_common(w.analyst, case)
    version = _as_is(w, case, hidden=True)
    table = side_by_side_of(w.analyst, case)
    (proposals,) = proposals_for(table)
    assert (table.columns[0].missing, table.columns[0].own) == (5, 5)
    assert [item.task for item in proposals.items] == [item.common_name for item in proposals.items]

    answer = _client(w.analyst).post(
        reverse("usecases:common_steps_accept", args=[w.project.pk, case.pk]),
        {"version": version.pk, "match": [item.value for item in proposals.items]},
        follow=True,
    )
    assert "5件の作業を共通作業に対応づけました。" in answer.content.decode()
    table = side_by_side_of(w.analyst, case)
    assert (table.columns[0].missing, table.columns[0].own) == (0, 0)
    assert proposals_for(table) == ()


def test_another_order_than_the_common_as_is_is_marked(w: World) -> None:
    case = _case(w)
    common = with_common(w.analyst, case)
    rows = version_rows(common)
    rows = [replace(row, next=replace(row.next, kind=rows[0].next.kind, branches=())) for row in rows]
    turned = [rows[0], rows[1], rows[3], rows[2], rows[4]]
    services.version_create(
        actor=w.analyst, use_case=case, side=ProcessSide.AS_IS, organisation=OrganisationFactory(name="順序市"),
        model=rows_to_model(turned, name="現行"),
    )  # fmt: skip
    table = side_by_side_of(w.analyst, case)

    assert table.columns[0].moved == 1
    assert [row.name for row in table.rows if row.cells[0] and row.cells[0].is_moved] in (
        ["住民記録に入力する"], ["入力を照合する"]
    )  # fmt: skip


def test_hearing_staff_compare_only_what_they_may_see(w: World) -> None:
    case = _case(w)
    common = with_common(w.analyst, case)
    version = _as_is(w, case, hidden=False)
    query = {"before": common.pk, "after": version.pk}
    address = reverse("usecases:compare", args=[w.project.pk])

    assert _client(w.hearing_staff).get(address, query).status_code == 200
    assert _client(w.other_staff).get(address, query).status_code == 404
    assert "対応を直す" not in _client(w.hearing_staff).get(address, query).content.decode()
