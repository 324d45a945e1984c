from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from bpr.core.assessment import Assessment
from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import TOTAL, Quantity, Side
from bpr.core.inputs import CostSharing, Investment, SharingMember
from bpr.core.snapshot import SCHEMA_VERSION, SnapshotError, digest, from_bytes, from_json, to_bytes, to_json
from bpr.core.values import ChangeKind, Evidence, EvidenceKind, FormUse, StepValues
from tests.core.flow_models import D, chain, step
from tests.core.test_assessment import case, run, three_organisations


@pytest.fixture(scope="module")
def frozen() -> Assessment:
    return three_organisations()


def test_nothing_is_lost_on_the_way_out_and_back(frozen: Assessment) -> None:
    content = to_bytes(to_json(frozen))
    read = from_bytes(content)
    assert read == frozen
    assert to_bytes(to_json(read)) == content
    assert read.figure(TOTAL, Quantity.TOTAL_YEN, Side.SAVING).formula
    assert read.by_measure(Quantity.TOTAL_YEN) == frozen.by_measure(Quantity.TOTAL_YEN)


def test_investment_and_missing_sides_survive() -> None:
    result = run(case("a"), case("b", to_be=None), investments=(Investment(name="構築", year=2, initial_yen=D(1)),))
    assert from_bytes(to_bytes(to_json(result))) == result


def test_who_bears_what_survives() -> None:
    sharing = CostSharing(equal_part=D("0.5"), members=(SharingMember(key="a", name="a市", population=9),))
    own = Investment(name="端末", initial_yen=D(7), organisation="a", use_case="tennyu")
    result = run(investments=(own, Investment(name="構築", initial_yen=D(3))), sharing=sharing)
    assert [(row.shared_yen, row.own_yen) for row in result.burdens] == [(3, 7)]
    assert from_bytes(to_bytes(to_json(result))) == result


def test_a_record_of_schema_2_is_read_with_the_defaults_of_what_came_later() -> None:
    """Written by the version before it said who bears a cost; two towns, one of them without a to-be."""
    read = from_bytes((Path(__file__).parent / "cases" / "snapshot_v2.json").read_bytes())
    assert read.value(TOTAL, Quantity.TOTAL_YEN) == 1_810_493
    assert [row.saving for row in read.by_measure(Quantity.STAFF_HOURS)] == [
        D("113.73"), D("312.77"), D("71.08"), D("42.65"),
    ]  # fmt: skip
    assert read.investment is not None
    assert [(item.organisation, item.use_case) for item in read.investments] == [("", "")] * 2
    assert (read.sharing, read.burdens) == (None, ())
    assert not any(row.by_frequency for row in read.by_step(Quantity.STAFF_HOURS))
    assert from_json(to_json(read)) == read  # written anew it is of this version


def test_the_hash_follows_the_content_only(frozen: Assessment) -> None:
    data = to_json(frozen)
    assert digest(data) == digest(json.loads(json.dumps(data)))
    assert len(digest(data)) == 64
    changed = copy.deepcopy(data)
    changed["assessment"]["figures"][0]["value"] = "1"
    assert digest(changed) != digest(data)


def test_a_whole_project_stays_under_three_megabytes() -> None:
    """10 organisations × 6 use cases × 15 steps, each step with evidence of its own."""
    cases = [
        case(f"団体{o}", f"u{u}", as_is=_long(f"団体{o}/u{u}"), to_be=_long("")) for o in range(10) for u in range(6)
    ]
    content = to_bytes(to_json(run(*cases, draws=100)))
    assert len(content) < 3_000_000


def _long(place: str) -> ProcessModel:
    return chain(*(_step(place, number) for number in range(15)))


def _step(place: str, number: int) -> StepValues:
    evidence = Evidence(kind=EvidenceKind.MEASURED, source="ヒアリング", reference=f"hearing:{place}/step:s{number}",
                        respondent_post="係長", obtained_on="2026-07-03")  # fmt: skip
    return step(
        f"s{number}", "7", number=str(number), evidence=(evidence,) if place else (),
        change=None if place or number % 2 else ChangeKind.CHANGED, measure="" if place else "M1",
        forms_made=(FormUse(name=f"帳票{number}"),), forms_read=(FormUse(name=f"届{number}"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data.update(schema="other"), "記録ではありません"),
        (lambda data: data.update(schema_version=SCHEMA_VERSION + 1), f"版（{SCHEMA_VERSION + 1}）は読めません"),
        (lambda data: data["assessment"].pop("policy"), "壊れています.*項目が足りません"),
        (lambda data: data["assessment"].update(extra=1), "知らない項目があります.*extra"),
        (lambda data: data["assessment"]["figures"][0].update(value="abc"), "値を読めません.*value"),
        (lambda data: data["assessment"]["figures"][0].update(quantity="abc"), "値を読めません.*quantity"),
    ],
)
def test_what_cannot_be_read_says_why(frozen: Assessment, damage, message: str) -> None:  # type: ignore[no-untyped-def]
    data = copy.deepcopy(to_json(frozen))
    damage(data)
    with pytest.raises(SnapshotError, match=message):
        from_json(data)


def test_bytes_that_are_not_json_are_refused() -> None:
    with pytest.raises(SnapshotError, match="JSONとして読めません"):
        from_bytes(b"PK\x03\x04")
