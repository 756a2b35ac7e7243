"""At the same moment: two officers decide, two clerks submit, two begin; one of each pair has it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sample import ROOT
from tests.web.claims.stages import enact
from tests.web.postgres import postgres
from tests.web.server import environment

pytestmark = pytest.mark.slow
Race = Callable[[str, str, tuple[str, str]], list[str]]


def go(tries: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    """Everybody is ready: now."""
    for one in tries:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return tries


def outcome(one: subprocess.Popen[str]) -> str:
    """What became of a try."""
    return one.communicate(timeout=300)[0].strip()


@pytest.fixture(params=["sqlite", "postgresql"])
def race(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Race]:
    """Bring a claim to a stage, then let two people do the same at once."""
    env = {**environment(tmp_path), "RACE_POLICIES": str(enact(tmp_path)["POLICIES"])}

    def run(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.web.claims.race", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=env, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def both(stage: str, action: str, logins: tuple[str, str]) -> list[str]:
        number = run("make", stage).communicate(timeout=300)[0].split()[-1]
        tries = [run("act", action, login, number) for login in logins]
        for one in tries:
            assert one.stdout is not None and one.stdout.readline() == "ready\n"
        return sorted(outcome(t) for t in go(tries))

    with ExitStack() as stack:
        if request.param == "postgresql":
            env["HUIQI_DATABASE_URL"] = stack.enter_context(postgres())
        yield both


def test_two_officers_decide_at_once(race: Race) -> None:
    done, failed = race("last", "approve", ("officer-above", "officer-above-two"))
    assert done == "done" and failed.startswith("failed “公示中”")


def test_two_clerks_submit_at_once(race: Race) -> None:
    done, failed = race("draft", "submit", ("clerk", "owner"))
    assert done == "done" and failed.startswith("failed “已提交”")


def test_two_begin_the_same_claim_at_once(race: Race) -> None:
    done, failed = race("withdrawn", "start", ("clerk", "owner"))
    assert done == "done" and "已有一件" in failed


def test_everything_else_holds_on_postgresql_too() -> None:
    with postgres() as address:
        env = {**os.environ, "HUIQI_DATABASE_URL": address}
        command = [sys.executable, "-m", "pytest", "tests/web/claims", "-m", "not slow and not browser"]
        ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert ran.returncode == 0, ran.stdout[-4000:]
