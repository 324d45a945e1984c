"""People and their passwords."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import Token

from bpr.access.models import User
from bpr.access.services.audit import audit_record, field_values

# Without letters and digits that are mistaken for each other when read out or copied from paper.
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_GROUPS = 4
_GROUP_LENGTH = 4


def initial_password() -> str:
    """A password that nobody can guess and everybody can copy from paper, e.g. ``kq7m-x2wd-…``."""
    alphabet = _LETTERS + _DIGITS
    groups = ["".join(secrets.choice(alphabet) for _i in range(_GROUP_LENGTH)) for _g in range(_GROUPS)]
    return "-".join(groups)


@transaction.atomic
def user_create(
    *,
    actor: User | None,
    username: str,
    display_name: str,
    password: str,
    must_change_password: bool = True,
    is_superuser: bool = False,
) -> User:
    """A new person who can sign in. ``must_change_password``: the person chooses an own one at the first sign-in.

    Raises:
        ValidationError: the user name is taken or not allowed, or the password is too weak.
    """
    user = User(
        username=username,
        display_name=display_name,
        must_change_password=must_change_password,
        is_superuser=is_superuser,
    )
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    user.save()
    changes = field_values(user, ("username", "display_name", "is_superuser"))
    audit_record(actor=actor, action="create", obj=user, project=None, changes=changes)
    return user


@transaction.atomic
def password_set(*, actor: User | None, user: User, password: str, must_change: bool = False) -> None:
    """A new password for ``user``; sessions and API tokens of the old one end. The password is never recorded.

    Raises:
        ValidationError: the password is too weak.
    """
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    Token.objects.filter(user=user).delete()
    audit_record(actor=actor, action="password", obj=user, project=None)


def language_set(*, user: User, language: str) -> None:
    """Remember the language in which ``user`` wants the pages. A taste, not a change of record: not audited."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def user_activate(*, actor: User, user: User, active: bool) -> None:
    """Let a person sign in, or no longer.

    Raises:
        ValidationError: administrators would lock themselves out.
    """
    if user == actor and not active:
        raise ValidationError(_("自分の利用を止めることはできません。ほかのシステム管理者に依頼してください。"))
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        Token.objects.filter(user=user).delete()
    audit_record(actor=actor, action="change", obj=user, project=None, changes={"is_active": [not active, active]})
