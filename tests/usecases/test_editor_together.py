"""Two people save one diagram at the same moment, each in a transaction of their own: no save is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import IntegrityError, connection, transaction

from bpr.access.models import User
from tests.factories import World, world
from tests.usecases.tables import with_common
from usecases.models import (
    DraftEditor,
    DraftRevision,
    KeptCause,
    KeptDraft,
    ProcessDraft,
    ProcessModel,
    ProcessVersion,
)
from usecases.selectors.drafts import DraftState, draft_state
from usecases.services import (
    DiagramConflict,
    DraftMoved,
    NothingDrawn,
    VersionConflict,
    draft_editor_seen,
    draft_save,
    draft_save_version,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
T = TypeVar("T")
ROUNDS = 4


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def common(w: World) -> ProcessModel:
    return with_common(w.analyst, w.use_case).process_model


def _at_once(*tasks: Callable[[], T]) -> Sequence[T | Exception]:
    """What the tasks gave or raised, each begun at the same moment on a connection of its own."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], T]) -> T | Exception:
        barrier.wait(timeout=10)
        try:
            return task()
        except Exception as error:  # what was raised is what the tests look at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def _state(process: ProcessModel) -> DraftState:
    return draft_state(ProcessModel.objects.get(pk=process.pk))


def _saving(process: ProcessModel, person: User, name: str) -> Callable[[], ProcessDraft]:
    state = _state(process)
    xml = state.xml.replace("届を審査する", name) if "届を審査する" in state.xml else f"{state.xml}<!-- {name} -->"
    revision, base = state.revision, state.base_number
    return lambda: draft_save(actor=person, process_model=process, xml=xml, revision=revision, base_number=base)


def test_of_two_saves_at_once_one_is_kept_and_the_other_beside(w: World, common: ProcessModel) -> None:
    for round_number in range(ROUNDS):
        revision = _state(common).revision
        found = _at_once(
            _saving(common, w.analyst, f"一人目{round_number}"), _saving(common, w.leader, f"二人目{round_number}")
        )
        saved = [each for each in found if isinstance(each, ProcessDraft)]
        refused = [each for each in found if isinstance(each, DiagramConflict)]
        assert (len(saved), len(refused)) == (1, 1), found
        draft = ProcessDraft.objects.get(process_model=common)
        assert draft.bpmn == saved[0].bpmn
        assert draft.revision == revision + 1
        beside = KeptDraft.objects.filter(process_model=common, cause=KeptCause.REFUSED)
        assert beside.count() == round_number + 1
        assert {draft.bpmn, beside[0].bpmn} == {saved[0].bpmn, refused[0].kept.bpmn}
    numbers = list(DraftRevision.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == ROUNDS


def test_the_same_diagram_saved_twice_at_once_is_one_revision(w: World, common: ProcessModel) -> None:
    save = _saving(common, w.analyst, "同じ")
    found = _at_once(save, save)
    assert [type(each) for each in found] == [ProcessDraft, ProcessDraft], found
    assert _state(common).revision == 1


def test_of_two_versions_made_at_once_of_one_draft_there_is_one(w: World, common: ProcessModel) -> None:
    draft = _saving(common, w.analyst, "確かめる")()

    def made(person: User) -> Callable[[], ProcessVersion]:
        return lambda: draft_save_version(actor=person, process_model=common, reason="描いた", revision=draft.revision)

    found = _at_once(made(w.analyst), made(w.leader))
    assert sorted(isinstance(each, ProcessVersion) for each in found) == [False, True], found
    assert isinstance(next(each for each in found if isinstance(each, Exception)), DraftMoved | NothingDrawn)
    assert list(common.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_save_beside_the_making_of_a_version_is_in_one_of_them(w: World, common: ProcessModel) -> None:
    draft = _saving(common, w.analyst, "確かめる")()
    later = _saving(common, w.leader, "後から")
    found = _at_once(
        lambda: draft_save_version(actor=w.analyst, process_model=common, reason="描いた", revision=draft.revision),
        later,
    )
    assert any(isinstance(each, ProcessVersion | ProcessDraft) for each in found), found
    assert all(
        isinstance(each, ProcessVersion | ProcessDraft | DiagramConflict | DraftMoved | VersionConflict)
        for each in found
    ), found
    kept = [
        *ProcessDraft.objects.values_list("bpmn", flat=True),
        *KeptDraft.objects.values_list("bpmn", flat=True),
        *ProcessVersion.objects.values_list("bpmn", flat=True),
    ]
    assert any("後から" in xml for xml in kept)
    assert any("確かめる" in xml for xml in kept)


def test_two_signs_of_life_at_once_are_one_row(w: World, common: ProcessModel) -> None:
    def seen() -> None:
        draft_editor_seen(actor=w.analyst, process_model=common)

    assert _at_once(seen, seen) == [None, None]
    assert DraftEditor.objects.filter(process_model=common).count() == 1


def test_the_database_itself_allows_no_second_draft_and_no_revision_twice(w: World, common: ProcessModel) -> None:
    draft = _saving(common, w.analyst, "確かめる")()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessDraft.objects.create(process_model=common, bpmn="x", saved_by=w.leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftRevision.objects.create(draft=draft, number=draft.revision, bpmn="x")
