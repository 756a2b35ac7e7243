"""The real server on a database of its own, with the world of the other tests in it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sample import PROVINCE, ROOT
from tests.web import settings as given

MAKE = """import django; django.setup()
from django.conf import settings
from tests.web import papers, registered, world
from tests.web.claims import live
world.build()
papers.furnish()
registered.load(settings.DATA)
registered.seat("person", "统计")
live.build()
"""
KEYS = ("HUIQI_SECRET_KEY", "HUIQI_DIGEST_KEY", "HUIQI_FIELD_KEYS")
COMMAND = [sys.executable, "-m", "huiqi"]


def environment(folder: Path) -> dict[str, str]:
    """A demo in that folder."""
    kept = {name: os.environ[name] for name in KEYS}
    assert given.ENV.demo
    return {
        **os.environ,
        **kept,
        "HUIQI_DATA": str(folder),
        "HUIQI_PROVINCE": str(PROVINCE),
        "DJANGO_SETTINGS_MODULE": "huiqi.web.config.settings",
    }


@contextmanager
def served(folder: Path, make: str = MAKE, options: tuple[str, ...] = ("--no-worker",)) -> Iterator[str]:
    """The address of a site that runs until the end of the block; ``make`` fills its database."""
    with running(folder, make, options) as (address, _):
        yield address


@contextmanager
def running(
    folder: Path, make: str = MAKE, options: tuple[str, ...] = ("--no-worker",)
) -> Iterator[tuple[str, int]]:
    """As :func:`served`, with the number of the server's first process."""
    env = environment(folder)
    subprocess.run([*COMMAND, "site", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-c", make], env=env, cwd=ROOT, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*COMMAND, "serve", *options, "--port", str(port)], env=env, cwd=ROOT, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server has stopped")
