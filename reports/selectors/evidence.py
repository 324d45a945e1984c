"""Evidence as one person may read it: with a link to the hearing row where the person may open it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.policy import Action, Person, restrict
from bpr.core.values import Confidence, Evidence, EvidenceKind
from bpr.logs.selectors import evidence_urls, log_id_of
from hearings.models import Hearing
from hearings.selectors import reference_url
from reports.selectors.sight import Sight

_HEARING = re.compile(r"hearing:(\d+)(?:/|$)")
_TO_BE = re.compile(r"to_be:(\d+)(?:/|$)")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One piece of evidence in words; ``url`` is "" where the person may not open what stands behind it."""

    kind: EvidenceKind
    source: str
    post: str
    obtained_on: str
    confidence: Confidence
    url: str


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """Turns evidence into what one person may read of it."""

    sight: Sight
    project_id: int
    hearings: frozenset[int]  # those that the person may open
    logs: Mapping[str, str]  # addresses of references into logs that the person may open

    def of(self, evidence: Iterable[Evidence]) -> list[Proof]:
        return [self._proof(item) for item in evidence]

    def _proof(self, item: Evidence) -> Proof:
        url = self._url(item.reference)
        foreign = _foreign_words(item.reference)
        hidden = bool(self.sight.own and foreign and not url)
        return Proof(
            kind=item.kind,
            source=foreign if hidden else item.source,
            post="" if hidden else item.respondent_post,
            obtained_on="" if hidden else item.obtained_on,
            confidence=item.confidence,
            url=url,
        )

    def _url(self, reference: str) -> str:
        hearing = _hearing_id(reference)
        if hearing:
            return reference_url(self.project_id, reference) if hearing in self.hearings else ""
        if log_id_of(reference):
            return self.logs.get(reference, "")
        if reference.startswith("assumption:"):
            return f"{reverse('reports:assumptions', args=[self.project_id])}#{reference.removeprefix('assumption:')}"
        version = self._to_be_version(reference)
        return reverse("usecases:version", args=[self.project_id, version]) if version else ""

    def _to_be_version(self, reference: str) -> int | None:
        """The version of the to-be process, as it was when the assessment was run, that a reference points into."""
        found = _TO_BE.match(reference)
        cases = self.sight.assessment.sources.get("cases", ()) if found else ()
        return next((case["to_be"] for case in cases if found and case["use_case"] == int(found[1])), None)


def proofs_for(user: Person, sight: Sight, evidence: Iterable[Evidence]) -> Proofs:
    """What ``user`` may read of ``evidence``; one query for all hearings in it and one for all logs."""
    references = [item.reference for item in evidence]
    ids = {number for reference in references if (number := _hearing_id(reference))}
    rows = Hearing.objects.filter(pk__in=ids, use_case__project=sight.assessment.project_id)
    visible = restrict(user, Action.VIEW, rows).values_list("pk", flat=True)
    project_id = sight.assessment.project_id
    logs = evidence_urls(user, project_id, references)
    return Proofs(sight=sight, project_id=project_id, hearings=frozenset(visible), logs=logs)


def _foreign_words(reference: str) -> str:
    """What evidence of another organisation is called for those who must not see whose it is; "" for all else."""
    if _hearing_id(reference):
        return _("他団体のヒアリング")
    return _("他団体の操作ログ") if log_id_of(reference) else ""


def _hearing_id(reference: str) -> int:
    """Number of the hearing that a reference points into, 0 where it points elsewhere."""
    found = _HEARING.match(reference)
    return int(found[1]) if found else 0
