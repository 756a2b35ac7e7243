"""Numbers taken by several processes at once, on a database file of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample import ROOT
from tests.web.server import COMMAND, environment

pytestmark = pytest.mark.slow
MAKE = (
    "import django; django.setup(); from tests.web import papers, world; world.build(); "
    "from huiqi.web.terms.loading import seed_demo; seed_demo(papers.PROVINCE)"
)
ISSUE = """
import django; django.setup()
from django.db import transaction
from tests.web.papers import approved
for turn in range(12):
    try:
        with transaction.atomic():
            approved()
            if turn % 3 == 2:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
"""
COUNT = """
import django; django.setup()
from huiqi.web.correspondence.models import IssuedLetter, Series
print(sorted(int(n.split("〕")[1][:-1]) for n in IssuedLetter.objects.values_list("number", flat=True)))
print(Series.objects.get().last)
"""


def test_numbers_given_at_once_have_neither_gap_nor_double(tmp_path: Path) -> None:
    env = environment(tmp_path)
    subprocess.run([*COMMAND, "site", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-c", MAKE], env=env, cwd=ROOT, check=True)
    several = [subprocess.Popen([sys.executable, "-c", ISSUE], env=env, cwd=ROOT) for _ in range(3)]
    assert [process.wait(120) for process in several] == [0, 0, 0]
    said = subprocess.run(
        [sys.executable, "-c", COUNT], env=env, cwd=ROOT, check=True, capture_output=True, text=True
    )
    numbers, last = said.stdout.splitlines()
    assert numbers == str(list(range(1, 25))) and last == "24"
