"""A visitor: a browser without scripts that signs in, looks at pages, and picks links from what it has seen."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import quote, urlencode, urlsplit

from .pages import LINKS, PAGES, Page

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CODE = re.compile(r"验证码是 (\d{6})")
PATIENCE = 60
KEPT = 200


@dataclass(frozen=True)
class Look:
    """One page as it was answered: its name, milliseconds from the request to the last byte, and whether well."""

    page: str
    spent: float
    at: float
    fault: str = ""


@dataclass
class Visitor:
    """A person with a browser; ``words`` are what they search for."""

    address: str
    login: str
    role: str
    words: list[str]
    drawn: Random
    cookies: dict[str, str] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)

    def sign_in(self, code_of: object) -> None:
        """Through the pages that people use; ``code_of`` finds the one-time code that was mailed to a login."""
        given = {"login": self.login, "password": PASSWORD}
        status, _, where = self._post("/sign-in/", given)
        if status == 302 and where.startswith("/sign-in/code/"):
            assert callable(code_of)
            status, _, where = self._post(where, {"code": code_of(self.login)})
        if status != 302:
            raise SystemExit(f"{self.login} was not let in: {status}")
        where = self._get("/")[2]
        if where:
            self.seen["front"] = [where]

    def pause(self) -> None:
        """Let go of the connection, which a server need not keep open for long."""
        self._connection.close()
        self.looks.clear()

    def look(self) -> Look:
        """One page of those that this person uses; what is looked up from a list is picked from what was listed."""
        page = self._choose()
        path = self._path(page)
        began = time.perf_counter()
        try:
            status, body, _ = self._get(path)
            fault = "" if status == 200 else f"{status} {path}"
        except (OSError, HTTPException) as error:
            body, fault = "", f"{type(error).__name__} {path}"
            self._connection.close()
        spent = (time.perf_counter() - began) * 1000
        if page.lists:
            self._learn(body, page.lists)
        found = Look(page.name, spent, began, fault)
        self.looks.append(found)
        return found

    def _choose(self) -> Page:
        usable = [p for p in PAGES if self.role in p.roles and (not p.link or self.seen.get(p.link))]
        return self.drawn.choices(usable, [p.weight for p in usable])[0]

    def _path(self, page: Page) -> str:
        if page.link:
            return self.drawn.choice(self.seen[page.link]) + page.path
        return page.path.format(words=quote(self.drawn.choice(self.words)), page=self.drawn.randint(1, 3))

    def _learn(self, body: str, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            if found := LINKS[kind].findall(body):
                self.seen[kind] = [*found, *self.seen.get(kind, [])][:KEPT]

    def _get(self, path: str) -> tuple[int, str, str]:
        return self._answered("GET", path, None)

    def _post(self, path: str, given: dict[str, str]) -> tuple[int, str, str]:
        _, body, _ = self._get(path)
        token = TOKEN.search(body)
        assert token is not None, path
        return self._answered("POST", path, urlencode({"csrfmiddlewaretoken": token[1], **given}))

    def _answered(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text, answer.headers.get("Location", "")
