from __future__ import annotations

import pytest

from bpr.access.models import User
from tests.factories import UseCaseFactory, UserFactory
from usecases.models import UseCase


@pytest.fixture
def analyst(db: None) -> User:
    return UserFactory(username="analyst")


@pytest.fixture
def use_case(db: None) -> UseCase:
    return UseCaseFactory()
