"""A register in memory, the sample package in force, and the demo's terms."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from huiqi.web.catalogue.editions import editions
from huiqi.web.claims import register as source
from tests.web.claims.stages import Register, enact, enroll, seed


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    found = Register()
    monkeypatch.setattr(source, "known", found.known)
    return found


@pytest.fixture(scope="session")
def sample_in_force(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return enact(tmp_path_factory.mktemp("policies"))


@pytest.fixture(autouse=True)
def _claims(
    register: Register, sample_in_force: dict[str, object], settings: Any, tmp_path: Path
) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    for name, value in sample_in_force.items():
        setattr(settings, name, value)
    editions.cache_clear()
    seed()
    enroll()
    yield
    editions.cache_clear()


@pytest.fixture
def enacted(tmp_path: Path, settings: Any) -> Callable[..., None]:
    """Put something else in force: see :func:`enact`."""

    def put(**given: str) -> None:
        for name, value in enact(tmp_path, **given).items():
            setattr(settings, name, value)

    return put
