"""Findings of the diagrams' check: what blocks a review, what may be acknowledged, who sees it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bpr.access.models import AuditEntry, User
from bpr.core.bpmn.rules import Topic
from tests.core.bpmn.rule_examples import FOLDER
from tests.factories import World, client_as, world
from usecases import services
from usecases.models import FindingAcknowledgement, ProcessSide, ProcessVersion, UseCase, VersionState
from usecases.selectors.findings import findings_panel, project_findings, version_finding_lines

WARNING = "missing_minutes/invalid-unsaid"
GOOD = "missing_minutes/valid-said"
ERROR = "share_sum/invalid-too-little"
BPR = "resident_asked_twice/invalid-documents"


@pytest.fixture
def w(db: None) -> World:
    return world()


def drawn(
    actor: User, use_case: UseCase, example: str, side: str = ProcessSide.TO_BE, **more: object
) -> ProcessVersion:
    """A new version from an example file of the rules."""
    data = (FOLDER / f"{example}.bpmn").read_bytes()
    version, _repairs = services.version_import(
        actor=actor, use_case=use_case, side=side, data=data, filename="図.bpmn", **more
    )
    return version


def acknowledge(actor: User, version: ProcessVersion, **changed: str) -> FindingAcknowledgement:
    asked = {"rule": "missing_minutes", "element_id": "t1", "reason": "実測の結果を待っている"} | changed
    return services.finding_acknowledge(actor=actor, version=version, **asked)


def open_rules(version: ProcessVersion) -> set[str]:
    return {line.finding.rule for line in version_finding_lines(version) if line.acknowledgement is None}


# errors


def test_a_version_with_errors_is_not_put_before_the_council(analyst: User, use_case: UseCase) -> None:
    version = drawn(analyst, use_case, ERROR)
    with pytest.raises(services.ReviewRefused) as refused:
        services.version_submit(actor=analyst, version=version)
    told = str(refused.value)
    assert "審査に出せません" in told
    assert "作業「作業1をする」の前の分岐から出る枝の割合が、合わせて90%です" in told
    assert "合計が100%になるように" in told
    version.refresh_from_db()
    assert version.state == VersionState.DRAFT


def test_an_error_blocks_the_approval_but_not_the_sending_back(w: World) -> None:
    version = drawn(w.analyst, w.use_case, ERROR)
    version.state = VersionState.IN_REVIEW  # as it may stand from before a rule was added
    version.save(update_fields=["state"])
    with pytest.raises(services.ReviewRefused, match="承認できません"):
        services.version_review(actor=w.council, version=version, approved=True)
    assert not version.reviews.exists()
    services.version_review(actor=w.council, version=version, approved=False, reason="割合を直す")
    version.refresh_from_db()
    assert version.state == VersionState.SENT_BACK


def test_the_refusal_speaks_the_language_of_the_person(analyst: User, use_case: UseCase) -> None:
    version = drawn(analyst, use_case, ERROR)
    with translation.override("en"), pytest.raises(services.ReviewRefused, match="make 90% in all"):
        services.version_submit(actor=analyst, version=version)


def test_warnings_do_not_block(analyst: User, use_case: UseCase) -> None:
    version = drawn(analyst, use_case, WARNING)
    assert services.version_submit(actor=analyst, version=version).state == VersionState.IN_REVIEW


def test_a_change_after_the_approval_needs_a_new_one(w: World) -> None:
    first = drawn(w.analyst, w.use_case, WARNING)
    services.version_submit(actor=w.analyst, version=first)
    review = services.version_review(actor=w.council, version=first, approved=True)
    second = drawn(w.analyst, w.use_case, GOOD)
    first.refresh_from_db()
    assert (first.state, review.sha256) == (VersionState.APPROVED, first.sha256)
    assert (second.number, second.state) == (first.number + 1, VersionState.DRAFT)
    assert second.sha256 != review.sha256
    assert not second.reviews.exists()
    with pytest.raises(services.ReviewRefused, match="審査中の版だけ"):
        services.version_review(actor=w.council, version=second, approved=True)


def test_what_was_changed_behind_the_hash_is_not_approved(w: World) -> None:
    version = services.version_submit(actor=w.analyst, version=drawn(w.analyst, w.use_case, GOOD))
    ProcessVersion.objects.filter(pk=version.pk).update(bpmn=version.bpmn.replace("作業1", "作業9"))
    with pytest.raises(services.ReviewRefused, match="ハッシュ"):
        services.version_review(actor=w.council, version=version, approved=True)


# acknowledging


def test_an_acknowledgement_names_who_why_and_the_version(analyst: User, use_case: UseCase) -> None:
    version = drawn(analyst, use_case, WARNING)
    assert "missing_minutes" in open_rules(version)
    made = acknowledge(analyst, version, reason=" 実測の結果を待っている ")
    assert open_rules(version) == set()
    assert (made.reason, made.by, made.sha256) == ("実測の結果を待っている", analyst, version.sha256)
    assert made.message == "作業「作業1をする」の処理時間が入っていません"
    entry = AuditEntry.objects.get(action="acknowledge")
    assert (entry.reason, entry.changes["finding"][1]) == (made.reason, "missing_minutes t1")


def test_it_holds_for_later_versions_while_the_same_is_found(analyst: User, use_case: UseCase) -> None:
    first = drawn(analyst, use_case, WARNING)
    acknowledge(analyst, first)
    mended = drawn(analyst, use_case, GOOD)
    assert version_finding_lines(mended) == []
    again = drawn(analyst, use_case, WARNING)
    assert open_rules(again) == set()


def test_it_does_not_hold_for_versions_before_it(analyst: User, use_case: UseCase) -> None:
    first, _mended = drawn(analyst, use_case, WARNING), drawn(analyst, use_case, GOOD)
    acknowledge(analyst, drawn(analyst, use_case, WARNING))
    assert open_rules(first) == {"missing_minutes"}


@pytest.mark.parametrize(
    ("example", "changed", "why"),
    [
        (WARNING, {"reason": "　 "}, "理由を書いて"),
        (WARNING, {"element_id": "t2"}, "見つからなくなって"),
        (WARNING, {"rule": "dead_end"}, "見つからなくなって"),
        (ERROR, {"rule": "share_sum", "element_id": "x1"}, "誤りは了承できません"),
    ],
)
def test_what_cannot_be_acknowledged(
    analyst: User, use_case: UseCase, example: str, changed: dict[str, str], why: str
) -> None:
    version = drawn(analyst, use_case, example)
    with pytest.raises(services.FindingRefused, match=why):
        acknowledge(analyst, version, **changed)
    assert not FindingAcknowledgement.objects.exists()


def test_only_the_newest_version_and_only_once(analyst: User, use_case: UseCase) -> None:
    old, _good, new = (drawn(analyst, use_case, example) for example in (WARNING, GOOD, WARNING))
    with pytest.raises(services.FindingRefused, match="最新の版"):
        acknowledge(analyst, old)
    acknowledge(analyst, new)
    with pytest.raises(services.FindingRefused, match="すでに了承"):
        acknowledge(analyst, new)


def test_taken_back_it_is_open_again_and_the_log_keeps_it(analyst: User, use_case: UseCase) -> None:
    version = drawn(analyst, use_case, WARNING)
    services.finding_withdraw(actor=analyst, acknowledgement=acknowledge(analyst, version))
    assert open_rules(version) == {"missing_minutes"}
    assert AuditEntry.objects.get(action="unacknowledge").reason == "実測の結果を待っている"


# pages


def _address(w: World, version: ProcessVersion, name: str = "version", **more: int) -> str:
    return reverse(f"usecases:{name}", kwargs={"project_id": w.project.pk, "version_id": version.pk, **more})


def test_the_team_writes_the_reason_on_the_page_and_the_council_reads_it(w: World) -> None:
    version = drawn(w.analyst, w.use_case, WARNING)
    analyst, council = client_as(w.analyst), client_as(w.council)
    page = analyst.get(_address(w, version)).content.decode()
    assert "作業「作業1をする」の処理時間が入っていません" in page
    assert 'data-lights="t1"' in page
    assert 'name="reason"' in page.split('id="findings"')[1].split('id="comments"')[0]
    sent = {"rule": "missing_minutes", "element_id": "t1", "reason": "実測の結果を待っている"}
    answer = analyst.post(_address(w, version, "finding_acknowledge"), sent, follow=True)
    assert "理由を残して了承しました" in answer.content.decode()
    read = council.get(_address(w, version)).content.decode().split('id="findings"')[1].split('id="comments"')[0]
    assert "実測の結果を待っている" in read
    assert "了承を取り消す" not in read
    assert "理由を書いて了承する" not in read


def test_a_refused_reason_is_told_and_nothing_is_stored(w: World) -> None:
    version = drawn(w.analyst, w.use_case, WARNING)
    sent = {"rule": "missing_minutes", "element_id": "t1", "reason": " "}
    answer = client_as(w.analyst).post(_address(w, version, "finding_acknowledge"), sent, follow=True)
    assert "このままでよい理由を書いてください" in answer.content.decode()
    assert not FindingAcknowledgement.objects.filter(version=version).exists()


def test_another_process_s_acknowledgement_is_not_withdrawn_here(w: World) -> None:
    address = _address(w, w.version, "finding_withdraw", acknowledgement_id=w.other_acknowledgement.pk)
    assert client_as(w.analyst).post(address).status_code == 404
    assert FindingAcknowledgement.objects.filter(pk=w.other_acknowledgement.pk).exists()


def test_instead_of_the_button_there_is_the_way_to_the_errors(w: World) -> None:
    page = client_as(w.analyst).get(_address(w, drawn(w.analyst, w.use_case, ERROR))).content.decode()
    assert "誤り1件を直すと審査に出せます" in page
    assert _address(w, w.version, "version_submit") not in page
    assert "理由を書いて了承する" not in page.split("合わせて90%です")[1].split("</li>")[0]


def test_errors_stand_first_and_topics_follow_each_other(analyst: User, use_case: UseCase) -> None:
    panel = findings_panel(version_finding_lines(drawn(analyst, use_case, ERROR)))
    assert [group.severity.value for group in panel.groups] == ["error"]
    assert (panel.errors, panel.acknowledged) == (1, ())


def test_the_project_s_list_counts_what_is_open_by_topic(w: World) -> None:
    drawn(w.analyst, w.use_case, BPR)
    rows = project_findings(w.analyst, w.project, topic=Topic.BPR)
    assert [(row.version.process_model.side, row.warnings, row.errors) for row in rows] == [("to_be", 1, 0)]
    assert rows[0].lines[0].finding.rule == "resident_asked_twice"
    everything = project_findings(w.analyst, w.project)
    own = next(row for row in everything if row.version == w.version)
    assert (own.acknowledged, {line.finding.rule for line in own.lines}) == (1, {"missing_minutes"})


def test_hearing_staff_see_their_own_organisation_in_the_list(w: World) -> None:
    seen = {row.version.process_model.organisation for row in project_findings(w.hearing_staff, w.project)}
    assert w.city in seen
    assert w.town not in seen
    assert project_findings(w.foreign_leader, w.project) == []


def test_the_list_page_filters_by_topic(w: World) -> None:
    drawn(w.analyst, w.use_case, BPR)
    client, address = client_as(w.analyst), reverse("usecases:findings", args=[w.project.pk])
    assert "処理時間が入っていません" in client.get(address).content.decode()
    filtered = client.get(address, {"topic": "bpr"}).content.decode()
    assert "2回求めています" in filtered
    assert "処理時間が入っていません" not in filtered
    assert client.get(address, {"topic": "nonsense"}).status_code == 200


# API


def test_the_api_gives_findings_with_their_acknowledgement_in_the_language_asked(w: World) -> None:
    version = drawn(w.analyst, w.use_case, WARNING)
    acknowledge(w.analyst, version)
    address = reverse("process-version-findings", args=[version.pk])
    client = client_as(w.council)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    (finding,) = client.get(address).json()
    assert (finding["rule"], finding["severity"], finding["topic"]) == ("missing_minutes", "warning", "figures")
    assert finding["message"] == "Step “作業1をする” has no handling time"
    assert finding["acknowledgement"]["reason"] == "実測の結果を待っている"
    assert finding["acknowledgement"]["version_number"] == version.number
    assert finding["related"] == []
