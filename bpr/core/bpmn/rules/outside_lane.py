"""A shape drawn outside its lane or pool seems to be somebody else's work."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Lane, Node, Pool
from bpr.core.bpmn.shapes import holds


def check(diagram: Checked) -> Iterator[Finding]:
    pools = {pool.process: pool for pool in diagram.model.pools if pool.process}
    for node in diagram.drawn:
        band = _missed(node, diagram.model.lane_of.get(node.id), pools.get(node.parent))
        if band is not None:
            name, where = diagram.named(node), band.name.strip() or band.id
            kind_ja, kind_en = ("レーン", "lane") if isinstance(band, Lane) else ("プール", "pool")
            yield Finding(
                rule="outside_lane",
                severity=Severity.WARNING,
                topic=Topic.DRAWING,
                element_id=node.id,
                related=(band.id,),
                ja=Words(
                    f"{name.ja}が、属している{kind_ja}「{where}」の外に描かれています",
                    "図形を中に移すか、作業者を直してください",
                ),
                en=Words(
                    sentence(f"{name.en} is drawn outside its {kind_en} “{where}”"),
                    "Move the shape into it, or correct the performer.",
                ),
            )


def _missed(node: Node, lane: Lane | None, pool: Pool | None) -> Lane | Pool | None:
    """The narrowest band that the node belongs to and does not lie in."""
    for band in (lane, pool):
        if band is not None and band.bounds and node.bounds:
            return None if holds(band.bounds, node.bounds) else band
    return None
