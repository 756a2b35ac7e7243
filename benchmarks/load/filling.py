"""Filling the stand: a register, a published run, people, and claims in every state; Django is set up before."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.management import call_command

from benchmarks.measuring import register
from huiqi.codes.provinces import only_province
from huiqi.web.catalogue.editions import editions
from huiqi.web.claims.models import Claim
from huiqi.web.entitlements.models import Entitlement
from huiqi.web.jobs.models import Job, State
from huiqi.web.jobs.worker import perform, take
from huiqi.web.publication.services import propose_publication, publish
from huiqi.web.registry.models import Firm
from huiqi.web.runs.queries import shown
from huiqi.web.runs.services import start_run

from . import cases, people
from .copies import Copier, Original, original
from .stand import Stand

AS_OF = date(2022, 10, 10)
MEASURES = 12
WORDS = 400
LONG = timedelta(hours=2)
SHARES = {
    "draft": 6,
    "submitted": 12,
    "not-accepted": 3,
    "review": 14,
    "supplementing": 5,
    "last-review": 12,
    "publicity": 8,
    "approved": 22,
    "rejected": 8,
    "withdrawn": 4,
    "reconsidering": 3,
    "closed": 3,
}
"""Of a hundred claims."""


def fill(stand: Stand) -> None:
    """Everything, into an empty database."""
    with told("register loaded"):
        _load(stand)
    counties = Counter(Firm.objects.exclude(authority=None).values_list("authority", flat=True))
    where = people.places([key for key, _ in counties.most_common()])
    seated = people.seat(where)
    with told("run determined, loaded and published"):
        _publish()
    print(f"{Entitlement.objects.count():,} entitlements of {stand.enterprises:,} enterprises")
    firms = _entitled()
    seated += people.bind(firms)
    with told("a claim in each state"):
        made = cases.build(_common(), where)
    with told(f"{stand.claims:,} claims"):
        _copy(made, firms, stand.claims - len(made))
    written = {"people": seated, "words": list(_words(stand.enterprises))}
    stand.people.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say how long it took."""
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def _load(stand: Stand) -> None:
    province = only_province()
    call_command("migrate", verbosity=0)
    call_command("load_authorities", province, verbosity=0)
    call_command("seed_terms", province, verbosity=0)
    shutil.copytree(register(stand.enterprises), stand.data / "register")
    call_command("load_register")


def _publish() -> None:
    """A run of every package over everybody, proposed by one policy officer and published by another."""
    proposed = []
    for edition in editions():
        run = start_run(people.acting("policy-1"), edition=edition, as_of=AS_OF)
        _work("determine")
        run.refresh_from_db()
        proposed.append(propose_publication(people.acting("policy-1"), run=run, reason="按月发布"))
        _work("load-publication")
    for row in proposed:
        row.refresh_from_db()
        publish(people.acting("policy-2"), publication=row)


def _work(name: str) -> None:
    """Do the one job that waits; what the publication enqueues stays waiting."""
    row = take(LONG)
    assert row is not None and row.name == name, row
    perform(row, LONG)
    done = Job.objects.get(pk=row.pk)
    assert done.state == State.DONE, done.outcome


def _entitled() -> list[Firm]:
    """Firms that are entitled to something, mixed over the province; those that owners act for stand first."""
    codes = Entitlement.objects.order_by().values("credit_code")
    rows = Firm.objects.select_related("authority__parent__parent").filter(credit_code__in=codes)
    found = [f for f in rows if f.authority is not None and f.authority.level == "county"]
    random.Random(1).shuffle(found)
    return found


def _common() -> list[str]:
    """The measures under which most are 符合."""
    about = {name: said for run in shown().values() for name, said in run.measures.items()}
    counts = {name: said["statuses"].get("符合", 0) for name, said in about.items()}
    return sorted(counts, key=lambda name: -counts[name])[:MEASURES]


def _copy(made: Sequence[Claim], firms: Sequence[Firm], wanted: int) -> None:
    """Copies of claims, in the shares of their states; a firm has one of a measure at most."""
    by_state: dict[str, list[Original]] = {}
    for claim in made:
        by_state.setdefault(claim.state, []).append(original(claim))
    print("  " + ", ".join(f"{state} {len(rows)}" for state, rows in sorted(by_state.items())))
    states = [s for s in SHARES if s in by_state]
    weights = [SHARES[s] for s in states]
    taken = {(c.credit_code, c.measure) for c in made}
    copier, drawn, number = Copier(), random.Random(2), 0
    while wanted > 0:
        firm = firms[number % len(firms)]
        of = drawn.choice(by_state[drawn.choices(states, weights)[0]])
        key = (firm.credit_code, of.claim.measure)
        number += 1
        if key not in taken:
            taken.add(key)
            copier.copy(of, firm)
            wanted -= 1
    copier.finish()


def _words(enterprises: int) -> Iterator[str]:
    """What people type: parts of names, codes and their beginnings."""
    drawn = random.Random(3)
    for name, code in Firm.objects.values_list("name", "credit_code")[:: max(1, enterprises // WORDS)]:
        start = drawn.randrange(max(1, len(name) - 6))
        yield drawn.choice((name, name[start : start + drawn.randint(2, 6)], code, code[:10]))
