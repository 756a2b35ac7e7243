"""The world is built once for the session; each test is rolled back."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.web.published import made, published, restored
from tests.web.world import build

__all__ = ["made", "published", "restored"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        build()
    yield


@pytest.fixture(autouse=True)
def _database(db: None, settings: pytest.FixtureRequest) -> None:
    """Every test here may use the database; mail lands in the outbox, nothing is counted yet."""
    cache.clear()
    settings.EMAIL_BACKEND = "huiqi.web.accounts.outbox.Outbox"
