"""A register in memory, the sample package in force, and the demo's terms."""

from pathlib import Path

import pytest

from huiqi.web.claims import register as source
from tests.web.claims.stages import Register, seed, write_policies


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    found = Register()
    monkeypatch.setattr(source, "known", found.known)
    return found


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_policies(tmp_path_factory.mktemp("policies"))


@pytest.fixture(autouse=True)
def _claims(register: Register, policies: Path, settings: pytest.FixtureRequest) -> None:
    settings.IN_FORCE = str(policies)
    seed()
