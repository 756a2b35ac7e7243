"""What the site serves beside its pages, and how every answer is sent."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

import huiqi.web.ui
from tests.web.world import visit

VENDOR = Path(huiqi.web.ui.__file__).parent / "static" / "vendor"
LISTED = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))
FILES = {name: digest for package in LISTED.values() for name, digest in package["files"].items()}


def test_every_vendored_file_is_listed_as_it_was_published() -> None:
    present = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    assert present - {"vendor.toml"} == set(FILES)
    for name, digest in FILES.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_every_vendored_package_brings_its_licence() -> None:
    for name, package in LISTED.items():
        assert package["licence"] in {"MIT", "0BSD", "Apache-2.0"}
        assert any(file.endswith("LICENSE") for file in package["files"]), name


def test_static_files_are_collected_under_their_hash(tmp_path: Path) -> None:
    storage = {"staticfiles": {"BACKEND": "huiqi.web.ui.storage.Storage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storage):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = [p.name for p in (tmp_path / "site").iterdir()]
    assert any(re.fullmatch(r"site\.[0-9a-f]{12}\.css", name) for name in names)


def test_pages_name_only_static_files_that_exist(client: Client) -> None:
    page = client.get("/").content.decode()
    for path in re.findall(r'(?:href|src)="/static/([^"]+)"', page):
        assert finders.find(path), path


def test_no_page_runs_a_script_of_its_own(client: Client) -> None:
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "script-src" not in policy
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", answer.content.decode())


def test_answers_are_framed_by_nobody_and_guessed_by_nobody(client: Client) -> None:
    answer = client.get("/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "owner", "password": "x"})
    assert answer.status_code == 403 and "表单已失效" in answer.content.decode()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    class Untouched:
        """A body that must not be read."""

        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = client.generic(
        "POST", "/sign-in/", CONTENT_LENGTH=str(200 * 2**20), **{"wsgi.input": Untouched()}
    )
    assert answer.status_code == 413 and "20 MB" in answer.content.decode()


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize("proxies, expected", [(0, "127.0.0.1"), (1, "192.0.2.7"), (2, "198.51.100.9")])
def test_only_trusted_proxies_say_where_somebody_is(settings: object, proxies: int, expected: str) -> None:
    settings.PROXIES = proxies  # type: ignore[attr-defined]
    answer = visit("owner").get("/account/", HTTP_X_FORWARDED_FOR="198.51.100.9, 192.0.2.7")
    assert answer.wsgi_request.actor.address == expected


def test_nothing_that_breaks_tells_how(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("huiqi.web.demo.views.outbox", lambda count: 1 / 0)
    answer = client.get("/demo/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode() and "ZeroDivision" not in answer.content.decode()
