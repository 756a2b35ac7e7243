"""A register of 200 enterprises, a run of a whole policy over it, published by two people: made once a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from huiqi.register.generate import generate
from huiqi.web.accounts.services import add_staff, ask_binding, confirm_binding
from huiqi.web.actor import CLOCK
from huiqi.web.catalogue.editions import edition_of
from huiqi.web.entitlements.models import Entitlement
from huiqi.web.jobs.services import enqueue
from huiqi.web.publication.services import propose_publication, publish
from huiqi.web.runs.models import Run
from huiqi.web.runs.services import start_run
from huiqi.web.terms.loading import seed_demo
from tests.sample import PROVINCE
from tests.web.databases import Fork
from tests.web.working import work_off
from tests.web.world import PASSWORD, acting

POLICY = "jiangxi-2022-20"
DAY, AFTER_THE_END = date(2022, 10, 10), date(2023, 1, 15)
CITY = "3601"
OWNER = "entitled"


@dataclass(frozen=True)
class Published:
    """Where it lies; the run people see, a later one, and a firm of the city with much to its name."""

    data: Path
    run: int
    later: int
    firm: str


def determined(as_of: date = DAY) -> Run:
    """A finished run."""
    edition = edition_of(POLICY)
    assert edition is not None
    run = start_run(acting("policy"), edition=edition, as_of=as_of)
    work_off()
    return Run.objects.get(pk=run.pk)


def put_out(run: Run) -> None:
    """Proposed by one policy officer, published by another."""
    row = propose_publication(acting("policy"), run=run, reason="按月发布")
    work_off()
    row.refresh_from_db()
    publish(acting("policy-two"), publication=row)
    work_off()


@pytest.fixture(scope="session")
def made(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Published, Fork]]:
    """What it is, and the state of the database with it."""
    data = tmp_path_factory.mktemp("published")
    found: list[Published] = []
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with override_settings(DATA=data):
            fork = Fork(lambda: found.append(publish_a_run(data)))
        yield found[0], fork
        fork.drop()


def publish_a_run(data: Path) -> Published:
    """The world with a register in ``data``, which is the site's folder, and a published run over it."""
    edition = edition_of(POLICY)
    assert edition is not None
    generate(PROVINCE, edition.package.vocabulary, 200, 7, data / "register", DAY)
    enqueue(CLOCK, name="load-register", arguments={"number": 1})
    work_off()
    run = determined()
    put_out(run)
    return Published(data, run.pk, determined(AFTER_THE_END).pk, _bound(run))


@pytest.fixture(scope="module")
def restored(made: tuple[Published, Fork], django_db_blocker: pytest.FixtureRequest) -> Iterator[Published]:
    """The database with it, for the tests of one module."""
    found, fork = made
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        fork.enter()
        yield found
        fork.leave()


def _bound(run: Run) -> str:
    """A firm of the city with something of every kind, as far as there is one, and its owner."""
    kinds: dict[str, set[str]] = {}
    for row in Entitlement.objects.filter(run=run, region__startswith=CITY):
        kinds.setdefault(row.credit_code, set()).add(row.status)
    firm = max(kinds, key=lambda code: (len(kinds[code]), code))
    add_staff(CLOCK, login=OWNER, name="李负责", password=make_password(PASSWORD))
    asked = ask_binding(acting(OWNER), credit_code=firm)
    confirm_binding(acting("officer-above"), mandate=asked, basis="营业执照原件")
    return firm


@pytest.fixture
def published(restored: Published, db: None, settings: object) -> Published:
    """The site's data folder is that of the session's run; the province has a demo's provisions."""
    settings.DATA = restored.data  # type: ignore[attr-defined]
    seed_demo(PROVINCE)
    return restored
