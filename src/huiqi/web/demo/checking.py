"""Whether a demo runs: it is started as people start it, every player's front page is fetched, and a letter."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from ...errors import fail
from .script import script

WAIT = 600.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LETTER = re.compile(r'href="(/letters/\d+/)"')


@contextmanager
def running(register: Path) -> Iterator[str]:
    """The address of a demo that runs inside; it is ended as Ctrl-C would end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "huiqi", "serve", "--demo", str(register), "--port", str(port)]
    with subprocess.Popen(command) as server:
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + WAIT
    while server.poll() is None and time.monotonic() < ends:
        try:
            build_opener().open(address, timeout=30).close()
            return
        except URLError:
            time.sleep(0.2)
    raise fail("U0110", "演示没有启动", "看看上面的输出")


def check(address: str) -> Iterator[str]:
    """What was fetched, in words.

    Raises:
        HuiqiError: U0110, a page does not answer, or nobody sees a letter.
    """
    letter = ""
    for login, player in script().players.items():
        if not player.shown:
            continue
        visitor = build_opener(HTTPCookieProcessor(CookieJar()))
        token = TOKEN.search(_page(visitor, f"{address}/demo/"))
        assert token is not None
        given = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        _page(visitor, f"{address}/demo/as/{login}/", given)
        front = _page(visitor, f"{address}/")
        if player.name not in front:
            raise fail("U0110", f"首页没有显示 {player.name}", "重新建立演示：make demo-reset")
        yield f"{player.title} {player.name}：首页"
        letter = letter or _letter(visitor, address)
    if not letter:
        raise fail("U0110", "没有取到文书", "重新建立演示：make demo-reset")
    yield f"文书：{letter}"


def _letter(visitor: OpenerDirector, address: str) -> str:
    """The address of a letter that this player sees and that is a PDF; empty: none."""
    try:
        found = LETTER.search(_page(visitor, f"{address}/letters/"))
    except URLError:
        return ""
    if found is None:
        return ""
    with visitor.open(f"{address}{found[1]}", timeout=60) as answer:
        return found[1] if answer.read(5) == b"%PDF-" else ""


def _page(visitor: OpenerDirector, address: str, given: bytes | None = None) -> str:
    with visitor.open(address, given, timeout=60) as answer:
        text: str = answer.read().decode()
        return text
