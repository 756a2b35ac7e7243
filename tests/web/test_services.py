"""Services, money, encrypted fields, languages: what holds in every application."""

import ast
import doctest
import re
from importlib import import_module

import polib
import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.test import Client

from huiqi.tree.measure import Status
from huiqi.web.accounts.models import Person
from huiqi.web.claims.models import Decision, Mark, Opposition, Route
from huiqi.web.claims.shown import TITLES
from huiqi.web.claims.states import State
from huiqi.web.core import money
from huiqi.web.core.service import SERVICES
from huiqi.web.core.templatetags.huiqi import money as shown
from huiqi.web.permissions import NAMES, permissions
from huiqi.web.security.digests import digest, masked
from tests.project.tree import SOURCE
from tests.web.world import named

WEB = SOURCE / "web"
LOCALE = WEB / "locale" / "en" / "LC_MESSAGES"
# Reached only through a service, or by the command line.
WITHOUT_ACTOR = {"audit.seal_entries", "audit.set_root"}
COMPOSED = {"core.advance", "core.begin_days"}
PUBLIC = [
    *sorted((WEB / "ui/templates/ui").glob("*.html")),
    *sorted((WEB / "accounts/templates").rglob("*.html")),
    *sorted((WEB / "correspondence/templates").rglob("*.html")),
    *sorted((WEB / "inbox/templates").rglob("*.html")),
    *sorted((WEB / "terms/templates").rglob("*.html")),
    *sorted((WEB / "catalogue/templates").rglob("*.html")),
    *sorted((WEB / "portal/templates").rglob("*.html")),
    *sorted((WEB / "claims/templates").rglob("*.html")),
    *sorted((WEB / "documents/templates").rglob("*.html")),
    *sorted((WEB / "registry/templates").rglob("*.html")),
    WEB / "inspection/templates/inspection/roots.html",
]
STAFF_PAGES = {
    WEB / "ui/templates/ui/demo.html",
    WEB / "claims/templates/claims/bulk.html",
    WEB / "claims/templates/claims/desk.html",
    WEB / "accounts/templates/accounts/kinships.html",
    WEB / "accounts/templates/accounts/staff.html",
}
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.S)
VARIABLE = re.compile(r"{{ (\w+) }}")
LAW = re.compile(r'<(\w+)[^>]*lang="zh[^"]*"[^>]*>.*?</\1>', re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
DEFAULT = re.compile(r'default:"[^"]*[\u4e00-\u9fff]')
MARKED = re.compile(r"""{% translate (["'])(.+?)\1 %}|\b_\((["'])(.+?)\3\)""")


def test_every_public_function_of_a_services_module_is_a_service() -> None:
    public = {
        f"{path.parent.name}.{node.name}"
        for path in WEB.glob("*/services.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    for path in WEB.glob("*/services.py"):
        import_module(f"huiqi.web.{path.parent.name}.services")
    wrapped = {name.removeprefix("huiqi.web.").replace(".services", "") for name in SERVICES}
    assert public - wrapped == WITHOUT_ACTOR | COMPOSED


def test_every_action_is_used_by_a_page_a_query_or_a_service() -> None:
    sources = [p.read_text(encoding="utf-8") for p in WEB.rglob("*.py") if p.name != "permissions.py"]
    assert [a for a in permissions() if not any(f'"{a}"' in text for text in sources)] == []


def test_no_model_is_missing_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_money_is_written_as_people_write_it() -> None:
    assert doctest.testmod(money).failed == 0
    assert shown(None) == "待定"
    assert (
        str(shown(123_456_789))
        == '<data class="num" value="123456789" title="1,234,567.89 元">123.46万元</data>'
    )
    assert [money.short(fen) for fen in (0, 1, -120_000_000, 99_999_999, 10**12)] == [
        "0元",
        "0.01元",
        "−120万元",
        "100万元",
        "100亿元",
    ]


def test_an_encrypted_field_is_cipher_in_the_table_and_found_by_its_digest() -> None:
    person = named("owner")
    person.phone = "13800001234"
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM accounts_person WHERE id = %s", [person.pk])
        stored, index = cursor.fetchone()
    assert "13800001234" not in stored and stored != index
    assert (
        Person.objects.get(phone_index=digest("accounts.Person.phone", "13800001234")).phone == "13800001234"
    )


def test_keys_rotate(settings: object) -> None:
    person = named("owner")
    person.phone = "13800001234"
    person.save()
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]  # type: ignore[attr-defined]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_KEYS = [new]  # type: ignore[attr-defined]
    assert named("owner").phone == "13800001234"


@pytest.mark.parametrize(
    "value, expected", [("13800001234", "138****1234"), ("1234567", "*******"), ("", "")]
)
def test_numbers_are_masked(value: str, expected: str) -> None:
    assert masked(value) == expected


def english() -> set[str]:
    """What has an English translation."""
    return {entry.msgid for entry in polib.pofile(str(LOCALE / "django.po")) if entry.msgstr}


def test_every_word_of_the_public_pages_is_there_in_english() -> None:
    sources = [
        *PUBLIC,
        *WEB.glob("*/views.py"),
        *WEB.glob("*/forms.py"),
        WEB / "accounts" / "registering.py",
        WEB / "accounts" / "own.py",
        WEB / "ui" / "navigation.py",
        WEB / "inbox" / "kinds.py",
        WEB / "claims" / "public.py",
        WEB / "registry" / "values.py",
        WEB / "catalogue" / "questions.py",
    ]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    found = {m[2] or m[4] for text in texts for m in MARKED.finditer(text)}
    whole = {VARIABLE.sub(r"%(\1)s", m[1]) for text in texts for m in BLOCK.finditer(text)}
    assert (found | whole) - english() == set()


def test_nothing_on_a_page_of_the_public_or_a_firm_is_left_unmarked() -> None:
    """Words of the law and of firms stay Chinese, and say so (``lang="zh"``)."""
    left = {}
    for path in set(PUBLIC) - STAFF_PAGES:
        text = LAW.sub("", BLOCK.sub("", path.read_text(encoding="utf-8")))
        if found := {*CHINESE.findall(TAG.sub("", text)), *DEFAULT.findall(text)}:
            left[path.name] = found
    assert left == {}


def test_what_a_state_a_move_or_a_refusal_is_called_is_there_in_english() -> None:
    labels = {str(n) for e in (State, Decision, Route, Mark.Kind, Opposition.Outcome) for _, n in e.choices}
    refusals = {
        part.value
        for app in ("claims", "documents")
        for path in (WEB / app).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Failed"
        for part in node.args
        if isinstance(part, ast.Constant)
    }
    assert ({*labels, *TITLES.values(), *NAMES.values(), *map(str, Status)} | refusals) - english() == set()


def test_the_compiled_catalogue_is_current() -> None:
    catalogue = polib.pofile(str(LOCALE / "django.po"))
    assert (LOCALE / "django.mo").read_bytes() == catalogue.to_binary(), "run make messages"


def test_a_visitor_reads_chinese_whatever_the_browser_prefers(client: Client) -> None:
    answer = client.get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert answer["Content-Language"] == "zh-hans" and 'lang="zh-hans"' in answer.content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert client.get("/")["Content-Language"] == "en"
