"""An empty database filled with the demo, by the services that people use; no row is written by itself."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from ...register.store import open_store
from ..accounts.models import Person
from ..actor import CLOCK
from ..catalogue.editions import edition_of
from ..core.service import require
from ..core.services import advance
from ..jobs.services import enqueue
from ..jobs.worker import work
from ..publication.services import propose_publication, publish
from ..registry.sources import register
from ..runs.services import start_run
from . import disputes, people
from .people import acting
from .script import Script, script
from .stages import ABOVE, Stages
from .story import Story

POLICY, POLICY_TOO = "policy-one", "policy-two"
Say = Callable[[str], None]


def empty() -> bool:
    """Whether nobody has an account yet."""
    return not Person.objects.exists()


def populate(made: Path, say: Say = lambda words: None) -> None:
    """Tell the whole story over a register that was made up; ``made`` is its store.

    Raises:
        Refused: outside a demo.
        Failed: the register is too small for the story.
    """
    require(CLOCK, "demo.fill")
    played, began = script(), time.monotonic()

    def done(words: str) -> None:
        say(f"{words}（{time.monotonic() - began:.0f} 秒）")

    people.admit(played)
    done(f"{len(played.players)} 个人物")
    _load(made)
    done("登记库")
    _publish(played, "首次发布")
    done("测算已由两人发布")
    _tell(played)
    done("两种途径的申请，各种状态")
    work_off()


def _load(made: Path) -> None:
    """The register as it was made, taken over by the job that takes any."""
    shutil.copytree(made, register(), dirs_exist_ok=True)
    number = open_store(register()).at().number
    enqueue(CLOCK, name="load-register", arguments={"number": number})
    work_off()


def _publish(played: Script, reason: str) -> None:
    """Determined, proposed by one policy officer, published by another."""
    edition = edition_of(played.package)
    assert edition is not None, f"{played.package} is in force"
    run = start_run(acting(POLICY), edition=edition)
    work_off()
    run.refresh_from_db()
    row = propose_publication(acting(POLICY), run=run, reason=reason)
    work_off()
    publish(acting(POLICY_TOO), publication=row)
    work_off()


def _tell(played: Script) -> None:
    stages = Stages(played)
    story = Story(stages)
    story.first_day()
    _pass(7)
    story.second_week()
    _pass(7)
    story.third_week()
    _pass(8)
    disputes.overtake(stages, played.corrected)
    disputes.contest(stages.review(), played.contested)
    work_off()
    _publish(played, "按月发布，计入更正")
    story.last_week()
    story.principal()


def _pass(working_days: int) -> None:
    advance(acting(ABOVE), working_days=working_days)


def work_off() -> None:
    """Do every job that is due."""
    work(Event(), once=True)
