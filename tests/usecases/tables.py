"""Small tables of a common as-is and a to-be, as people type them."""

from __future__ import annotations

from typing import Any

from bpr.access.models import User
from usecases.models import ProcessVersion, UseCase
from usecases.services import common_save, measure_save, to_be_clone

BASIS = "確認済の団体の中央値"


def step(number: int, key: str, task: str, **cells: str) -> dict[str, Any]:
    """A row of the section's staff with ten minutes; ``cells`` say what is different."""
    row = {"key": f"r{number}", "number": str(number), "common_key": key, "task": task, "performer": "市民課"}
    return row | {"performer_kind": "原課", "minutes": "10", "evidence_kind": "推計"} | cells


def common_steps() -> list[dict[str, Any]]:
    """受付 → 審査 (10 % back to 受付) → 入力 → 照合 → 保存."""
    return [
        step(1, "uketsuke", "届を受け付ける", forms_read="転入届 1枚"),
        step(2, "shinsa", "届を審査する", next="1（10% 不備あり）、3（90% 不備なし）"),
        step(3, "nyuryoku", "住民記録に入力する", system="住民記録システム"),
        step(4, "shougou", "入力を照合する", minutes="5"),
        step(5, "hozon", "届を保存する", waiting="1日"),
    ]


def to_be_row(number: int, task: str, change: str, origins: list[str], **cells: str) -> dict[str, Any]:
    return step(number, "", task, change=change, **cells) | {"key": f"t{number}", "origin_keys": origins}


def to_be_steps() -> list[dict[str, Any]]:
    """Kept, merged by a system, new; 保存 is removed."""
    return [
        to_be_row(1, "届を受け付ける", "維持", ["uketsuke"], forms_read="転入届 1枚"),
        to_be_row(2, "事前の情報で審査する", "変更", ["shinsa"], minutes="4", measure="M1"),
        to_be_row(
            3, "入力し照合する", "自動化", ["nyuryoku", "shougou"], performer="住民記録システム",
            performer_kind="システム", minutes="0.5", measure="M1",
        ),
        to_be_row(4, "結果を知らせる", "新設", [], minutes="1", measure="M1"),
    ]  # fmt: skip


REMOVED = [{"common_key": "hozon", "measure": "M1", "reason": "記録がシステムに残る"}]


def with_common(actor: User, use_case: UseCase) -> ProcessVersion:
    return common_save(actor=actor, use_case=use_case, steps=common_steps(), basis=BASIS)


def with_to_be(actor: User, use_case: UseCase) -> ProcessVersion:
    """A common as-is, a measure M1, and the to-be cloned from it."""
    with_common(actor, use_case)
    measure_save(actor=actor, use_case=use_case, code="M1", kind="data_link", title="まとめて照会する")
    return to_be_clone(actor=actor, use_case=use_case)
