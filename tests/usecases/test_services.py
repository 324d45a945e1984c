"""Versions, reviews, drafts, measures: what the services allow and record."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import ValidationError

from bpr.access.models import AuditEntry, User
from bpr.core.steps import StepTableError, rows_to_model
from tests.factories import OrganisationFactory, UserFactory
from tests.usecases.tables import REMOVED, to_be_steps, with_common, with_to_be
from usecases import services
from usecases.models import Measure, ProcessSide, ProcessVersion, ToBeDraft, UseCase, VersionState
from usecases.selectors import version_latest, version_rows
from usecases.to_be_rows import to_be_rows_parse
from usecases.to_be_table import shaped


@pytest.fixture
def reviewer(db: None) -> User:
    return UserFactory(username="reviewer")


def _saved(analyst: User, use_case: UseCase, base: int = 1) -> ProcessVersion:
    rows, removed = to_be_rows_parse(use_case=use_case, steps=to_be_steps(), removed=REMOVED)
    return services.to_be_save(
        actor=analyst, use_case=use_case, rows=rows, removed=removed, base_number=base, reason="案"
    )


def test_a_version_is_immutable_but_for_its_state(analyst: User, use_case: UseCase) -> None:
    version = with_common(analyst, use_case)
    version.reason = "別の理由"
    with pytest.raises(TypeError, match="immutable"):
        version.save()
    version.state = VersionState.APPROVED
    version.save(update_fields=["state"])
    version.refresh_from_db()
    assert version.reason == "確認済の団体の中央値"


def test_the_hash_is_that_of_the_bpmn_and_the_same_content_makes_no_new_version(
    analyst: User, use_case: UseCase
) -> None:
    first = with_common(analyst, use_case)
    assert first.sha256 == hashlib.sha256(first.bpmn.encode()).hexdigest()
    assert with_common(analyst, use_case).pk == first.pk
    other = services.version_create(
        actor=analyst,
        use_case=use_case,
        side=ProcessSide.COMMON,
        model=rows_to_model(version_rows(first)[:1], name="短い", organisation="市"),
    )
    assert (other.number, other.sha256 != first.sha256) == (2, True)


def test_every_version_leaves_an_audit_entry(analyst: User, use_case: UseCase) -> None:
    version = with_common(analyst, use_case)
    entry = AuditEntry.objects.get(action="version")
    assert (entry.actor, entry.object_id, entry.changes) == (
        analyst, str(version.pk), {"sha256": [None, version.sha256]},
    )  # fmt: skip


def test_the_clone_keeps_every_step(analyst: User, use_case: UseCase) -> None:
    to_be = with_to_be(analyst, use_case)
    values = [row.values for row in version_rows(to_be)]
    assert {each.change for each in values} == {"kept"}
    assert [each.origin_keys for each in values] == [(each.common_key,) for each in values]


def test_without_a_common_as_is_there_is_nothing_to_clone(analyst: User, use_case: UseCase) -> None:
    with pytest.raises(services.NothingToClone, match="共通の現行"):
        services.to_be_clone(actor=analyst, use_case=use_case)


def test_one_as_is_becomes_the_common_and_keeps_the_taxonomy(analyst: User, use_case: UseCase) -> None:
    use_case.common_steps = [{"key": "annai", "name": "案内する"}]
    use_case.save()
    common = with_common(analyst, use_case)
    as_is = services.version_create(
        actor=analyst,
        use_case=use_case,
        side=ProcessSide.AS_IS,
        organisation=OrganisationFactory(name="周南市"),
        model=rows_to_model(version_rows(common)[2:], name="現行", organisation="周南市"),
    )
    adopted = services.common_adopt(actor=analyst, use_case=use_case, source=as_is)
    assert (adopted.number, len(version_rows(adopted))) == (2, 3)
    assert "周南市" not in adopted.reason  # everybody reads it; only the audit log, for leaders, keeps the source
    source = AuditEntry.objects.get(action="adopt").changes["source"][1]
    assert "周南市" in source
    assert use_case.common_steps[0]["key"] == "annai"


def test_saving_against_a_newer_version_overwrites_nothing(analyst: User, use_case: UseCase) -> None:
    with_to_be(analyst, use_case)
    newer = _saved(analyst, use_case)
    with pytest.raises(services.VersionConflict) as caught:
        _saved(analyst, use_case)
    assert caught.value.newer == newer
    assert ProcessVersion.objects.filter(process_model=newer.process_model).count() == 2
    assert newer.removed[0]["reason"] == "記録がシステムに残る"


def test_rows_that_make_no_process_are_refused(analyst: User, use_case: UseCase) -> None:
    with_to_be(analyst, use_case)
    with pytest.raises(StepTableError):
        services.to_be_save(actor=analyst, use_case=use_case, rows=[], removed=[], base_number=1)


def test_a_draft_is_kept_in_order_and_ends_with_its_version(analyst: User, use_case: UseCase, reviewer: User) -> None:
    with_to_be(analyst, use_case)
    table = shaped({"steps": to_be_steps(), "removed": REMOVED})

    def save(actor: User, revision: int) -> ToBeDraft:
        return services.to_be_draft_save(actor=actor, use_case=use_case, table=table, base_number=1, revision=revision)

    assert save(analyst, 0).revision == 1
    assert save(reviewer, 1).revision == 2
    with pytest.raises(services.DraftConflict) as caught:
        save(analyst, 1)
    assert caught.value.theirs
    assert caught.value.theirs.saved_by == reviewer
    _saved(analyst, use_case)
    assert not ToBeDraft.objects.exists()
    with pytest.raises(services.DraftConflict) as caught:
        save(reviewer, 2)
    assert caught.value.theirs is None


def test_dropping_a_draft_is_recorded_with_what_it_held(analyst: User, use_case: UseCase) -> None:
    table = shaped({"steps": to_be_steps()})
    services.to_be_draft_save(actor=analyst, use_case=use_case, table=table, base_number=0, revision=0)
    services.to_be_draft_discard(actor=analyst, use_case=use_case)
    assert not ToBeDraft.objects.exists()
    assert AuditEntry.objects.get(action="discard").changes["table"][0]["steps"][0]["task"] == "届を受け付ける"


# review


def test_the_author_cannot_approve_the_own_version(analyst: User, use_case: UseCase) -> None:
    version = services.version_submit(actor=analyst, version=with_common(analyst, use_case))
    with pytest.raises(services.ReviewRefused, match="自分が作った版"):
        services.version_review(actor=analyst, version=version, approved=True)
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW


def test_sending_back_needs_a_reason(analyst: User, reviewer: User, use_case: UseCase) -> None:
    version = services.version_submit(actor=analyst, version=with_common(analyst, use_case))
    with pytest.raises(services.ReviewRefused, match="理由"):
        services.version_review(actor=reviewer, version=version, approved=False, reason="  ")
    services.version_review(actor=reviewer, version=version, approved=False, reason="割合が違う")
    version.refresh_from_db()
    assert version.state == VersionState.SENT_BACK
    assert services.version_submit(actor=analyst, version=version).state == VersionState.IN_REVIEW


def test_an_approval_names_the_hash(analyst: User, reviewer: User, use_case: UseCase) -> None:
    version = services.version_submit(actor=analyst, version=with_common(analyst, use_case))
    review = services.version_review(actor=reviewer, version=version, approved=True)
    assert (review.sha256, review.reviewer) == (version.sha256, reviewer)
    entry = AuditEntry.objects.filter(action="review").order_by("pk").last()
    assert entry
    assert entry.changes["state"] == ["in_review", "approved"]
    with pytest.raises(services.ReviewRefused, match="すでに"):
        services.version_submit(actor=analyst, version=version)
    with pytest.raises(services.ReviewRefused, match="審査中"):
        services.version_review(actor=reviewer, version=version, approved=True)


def test_a_reply_belongs_to_the_element_of_its_thread(analyst: User, reviewer: User, use_case: UseCase) -> None:
    version = with_common(analyst, use_case)
    first = services.comment_add(actor=reviewer, version=version, text=" だれが？ ", element_id="Task_r1")
    reply = services.comment_add(actor=analyst, version=version, text="窓口です", parent=first)
    assert (first.text, reply.element_id) == ("だれが？", "Task_r1")
    services.comment_resolve(actor=analyst, comment=first)
    assert first.resolved_by == analyst
    with pytest.raises(services.ReviewRefused):
        services.comment_add(actor=analyst, version=version, text=" ")


# measures


def test_a_measure_that_steps_name_stays(analyst: User, use_case: UseCase) -> None:
    with_to_be(analyst, use_case)
    _saved(analyst, use_case)
    measure = Measure.objects.get()
    with pytest.raises(ValidationError, match="使っている作業"):
        services.measure_delete(actor=analyst, measure=measure)
    services.measure_save(actor=analyst, use_case=use_case, code="M1", kind="automate", title="新しい名前")
    measure.refresh_from_db()
    assert measure.title == "新しい名前"
    spare = services.measure_save(actor=analyst, use_case=use_case, code="M2", kind="automate", title="使わない")
    services.measure_delete(actor=analyst, measure=spare)
    assert list(Measure.objects.values_list("code", flat=True)) == ["M1"]
    assert AuditEntry.objects.filter(action="delete", object_name="M2 使わない").exists()


def test_changes_are_recorded_with_old_and_new(analyst: User, use_case: UseCase) -> None:
    services.use_case_update(actor=analyst, use_case=use_case, name="転入届")
    entry = AuditEntry.objects.get(action="change")
    assert entry.changes["name"][1] == "転入届"
    services.use_case_update(actor=analyst, use_case=use_case, name="転入届")
    assert AuditEntry.objects.filter(action="change").count() == 1


def test_latest_is_the_highest_number(analyst: User, use_case: UseCase) -> None:
    with_to_be(analyst, use_case)
    saved = _saved(analyst, use_case)
    assert version_latest(use_case=use_case, side=ProcessSide.TO_BE) == saved
    assert version_latest(use_case=use_case, side=ProcessSide.AS_IS) is None
