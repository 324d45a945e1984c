"""What hangs on a use case, and so keeps it from being deleted."""

from __future__ import annotations

from django.db.models import CASCADE

from usecases.models import Measure, Precondition, UseCase, VerificationItem

#: Said about a use case, not work done on it: they go with it.
_FACTS = (Measure, Precondition, VerificationItem)


def work_on(use_case: UseCase) -> list[str]:
    """What people know the rows by that would be lost with the use case: ヒアリング, 業務プロセス …

    Apps above this one hang their rows on a use case too; so the model is asked for its relations.
    """
    relations = [
        relation
        for relation in UseCase._meta.related_objects
        if relation.on_delete is CASCADE and relation.related_model not in _FACTS
    ]
    return [
        str(relation.related_model._meta.verbose_name)
        for relation in relations
        if relation.related_model._default_manager.filter(**{relation.field.name: use_case}).exists()
    ]
