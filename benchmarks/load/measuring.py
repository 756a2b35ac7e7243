"""The load: everybody at their own pace with time to think, then without, by more and more people."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from random import Random
from threading import Thread

import psycopg

from . import figures
from .stand import Stand, cpu, memory
from .visiting import CODE, Look, Visitor

CROWDS = (2, 4, 8, 16)
WARM_LOOKS = 12


def measure(stand: Stand, seconds: float, think: float, workers: int | None) -> None:
    """Sign everybody in, look at pages, print what it took."""
    with stand.postgres() as database, stand.served(database, *_options(workers)) as (address, server):
        postgres = int((stand.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        visitors = _visitors(stand, address)
        began = time.monotonic()
        for visitor in visitors:
            visitor.sign_in(lambda login: _code(database, login))
        print(f"{len(visitors)} people signed in: {time.monotonic() - began:.0f} s", flush=True)
        warm = crowd(visitors, lambda v: _often(v, WARM_LOOKS))
        print(f"warm: {len(warm)} pages, {sum(1 for look in warm if look.fault)} faults")
        print(figures.faults(warm))
        before = cpu(server), cpu(postgres), time.process_time()
        looks = crowd(visitors, lambda v: _at_leisure(v, seconds, think))
        after = cpu(server), cpu(postgres), time.process_time()
        print(f"\n{len(visitors)} people, {think:g} s of think time, {seconds:g} s")
        print(figures.table(looks))
        print(figures.faults(looks))
        print(f"{len(looks) / seconds:.1f} pages/s; memory: site {memory(server):.0f} MiB", end=", ")
        print(f"PostgreSQL {memory(postgres):.0f} MiB")
        spent = [f"{b - a:.0f}" for a, b in zip(before, after)]
        print("seconds of processor: site {}, PostgreSQL {}, people {}".format(*spent))
        _throughput(visitors, min(seconds, 30))


def _options(workers: int | None) -> Sequence[str]:
    """The worker stays out: what the fill has left waiting for it is a publication's whole afterwards."""
    return ("--no-worker", *(() if workers is None else ("--workers", str(workers))))


def _visitors(stand: Stand, address: str) -> list[Visitor]:
    given = json.loads(stand.people.read_text(encoding="utf-8"))
    return [
        Visitor(address, login, role, given["words"], Random(number))
        for number, (login, role) in enumerate(given["people"])
    ]


def _code(database: str, login: str) -> str:
    """The code that was mailed last, from the outbox of the demo."""
    query = "SELECT body FROM accounts_message WHERE recipient = %s ORDER BY id DESC LIMIT 1"
    with psycopg.connect(database) as connection:
        row = connection.execute(query, [login]).fetchone()
    found = re.search(CODE, row[0] if row else "")
    assert found is not None
    return found[1]


def crowd(visitors: Sequence[Visitor], visit: Callable[[Visitor], None]) -> list[Look]:
    """Everybody at once, each in a thread; what they saw."""
    for visitor in visitors:
        visitor.pause()
    threads = [Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [look for visitor in visitors for look in visitor.looks]


def _often(visitor: Visitor, times: int) -> None:
    for _ in range(times):
        visitor.look()


def _at_leisure(visitor: Visitor, seconds: float, think: float) -> None:
    """Look, think between half as long again and half as long, look."""
    until = time.monotonic() + seconds
    time.sleep(visitor.drawn.uniform(0, think))
    while time.monotonic() < until:
        visitor.look()
        time.sleep(visitor.drawn.uniform(think / 2, think * 3 / 2))


def _without_pause(visitor: Visitor, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        visitor.look()


def _throughput(visitors: Sequence[Visitor], seconds: float) -> None:
    print("\nwithout think time")
    for number in (*CROWDS, len(visitors)):
        step = max(1, len(visitors) // number)
        some = visitors[::step][:number]
        looks = crowd(some, lambda v: _without_pause(v, seconds))
        spent = [look.spent for look in looks]
        faults = sum(1 for look in looks if look.fault)
        print(
            f"{len(some):3} people: {len(looks) / seconds:6.1f} pages/s, p50 {figures.quantile(spent, 0.5):.0f} ms, "
            f"p95 {figures.quantile(spent, 0.95):.0f} ms, {faults} faults",
            flush=True,
        )
        print(figures.faults(looks, 3), end="")
