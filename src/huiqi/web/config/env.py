"""Every setting the environment can give, with its help; ``python -m huiqi.web.config.env`` prints the page.

Two modes: ``demo`` fills what is missing with generated keys and marks every page; ``production``
refuses to start while something is missing or only fit for a demo.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ...errors import HuiqiError, Problem

DEMO, PRODUCTION = "demo", "production"
DEMO_TODAY = "2022-10-10"
SHORTEST_KEY = 32
GENERATED = "generated.keys"


@dataclass(frozen=True)
class Variable:
    """One environment variable: its demo default, whether production needs it, and what it means."""

    name: str
    default: str
    required: bool
    help: str


VARIABLES = (
    Variable("HUIQI_MODE", DEMO, False, "`demo` or `production`"),
    Variable(
        "HUIQI_DATA", "site", False, "folder of the embedded database, collected files and generated keys"
    ),
    Variable("HUIQI_DATABASE_URL", "", False, "`postgres://…`; empty: SQLite in `HUIQI_DATA`"),
    Variable("HUIQI_PROVINCE", "", False, "folder of the province; empty: the only one under `provinces/`"),
    Variable("HUIQI_POLICIES", "policies", False, "folder of packages and of the vocabulary they share"),
    Variable(
        "HUIQI_PACKAGES",
        "",
        True,
        "packages in force, comma-separated; a demo takes all under `HUIQI_POLICIES`",
    ),
    Variable("HUIQI_STACKING", "", False, "files of stacking rules in force, comma-separated"),
    Variable("HUIQI_SECRET_KEY", "", True, "signs cookies; 32 characters or more"),
    Variable(
        "HUIQI_FIELD_KEYS", "", True, "encrypt phones and identity numbers; comma-separated, newest first"
    ),
    Variable(
        "HUIQI_DIGEST_KEY",
        "",
        True,
        "keys the digests of personal data and the check codes of letters; never changes",
    ),
    Variable("HUIQI_HOSTS", "localhost,127.0.0.1,[::1]", True, "names the site answers to"),
    Variable(
        "HUIQI_ORIGIN",
        "http://localhost:8000",
        True,
        "`https://…` as people see it; links in mail and on letters begin with it",
    ),
    Variable("HUIQI_PROXIES", "0", False, "how many trusted proxies stand before the site"),
    Variable("HUIQI_TODAY", DEMO_TODAY, False, "the business date a demo starts on; refused in production"),
    Variable(
        "HUIQI_MAIL_URL", "", True, "`smtp://user:password@host:port`; a demo keeps its mail on the site"
    ),
    Variable("HUIQI_MAIL_FROM", "huiqi@localhost", True, "sender of the site's mail"),
    Variable("HUIQI_MAX_UPLOAD", "20971520", False, "largest request, in bytes; above it 413"),
)


class Environment:
    """The variables as given, with the defaults of the mode filled in.

    Raises:
        HuiqiError: U0104, everything that is missing or unfit for production, together.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.mode = given.get("HUIQI_MODE", DEMO)
        self.demo = self.mode == DEMO
        if problems := list(self._problems()):
            raise HuiqiError(problems)
        self.data = Path(self["HUIQI_DATA"]).absolute()

    def __getitem__(self, name: str) -> str:
        default = next(v.default for v in VARIABLES if v.name == name)
        return self._given.get(name) or default

    def _problems(self) -> list[Problem]:
        if self.mode not in (DEMO, PRODUCTION):
            return [_problem(f"HUIQI_MODE 不能是“{self.mode}”", "应为 demo 或 production")]
        if self.demo:
            return []
        missing = [v.name for v in VARIABLES if v.required and not self._given.get(v.name)]
        found = [_problem(f"正式运行必须设置 {name}", "见 docs/settings.md") for name in missing]
        if self._given.get("HUIQI_TODAY"):
            found.append(_problem("正式运行不能改动业务日期", "去掉 HUIQI_TODAY"))
        short = [n for n in ("HUIQI_SECRET_KEY", "HUIQI_DIGEST_KEY") if 0 < len(self[n]) < SHORTEST_KEY]
        return found + [_problem(f"{name} 太短", f"至少 {SHORTEST_KEY} 个字符") for name in short]

    def key(self, name: str, generate: Callable[[], str]) -> str:
        """A key from the environment; in a demo one made once and kept in the data folder."""
        if given := self._given.get(name):
            return given
        return _kept(self.data / GENERATED, name, generate)

    def list(self, name: str) -> list[str]:
        """A comma-separated variable."""
        return [part.strip() for part in self[name].split(",") if part.strip()]

    @property
    def today(self) -> date:
        """The business date a demo starts on."""
        return date.fromisoformat(self["HUIQI_TODAY"])


def token() -> str:
    """A random key for signatures and digests."""
    return secrets.token_urlsafe(48)


def _kept(path: Path, name: str, generate: Callable[[], str]) -> str:
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}
    if name not in kept:
        kept[name] = generate()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{key}={value}\n" for key, value in kept.items()))
    return kept[name]


def _problem(message: str, hint: str) -> Problem:
    return Problem("U0104", message, hint)


HEAD = """# Settings of the site

Written by `make docs` from `src/huiqi/web/config/env.py`. Production does not start while a required
one is missing; a demo uses the default, and makes the keys itself.

| variable | default | required in production | meaning |
|---|---|---|---|
"""


def page() -> str:
    """``docs/settings.md``."""
    rows = (
        f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {'yes' if v.required else ''} | {v.help} |\n"
        for v in VARIABLES
    )
    return HEAD + "".join(rows)


def load() -> Environment:
    """The environment of this process."""
    return Environment(os.environ)


if __name__ == "__main__":
    print(page(), end="")
