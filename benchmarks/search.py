"""Loading the site's firms from a register, and finding one: on SQLite, or where HUIQI_DATABASE_URL says.

``python -m benchmarks.search [ENTERPRISES]`` prints seconds and, for a province, a city and a county,
milliseconds at the median, p95 and the longest; nothing here is asserted.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import register

DATA = Path("build/bench/site")
QUERIES = 300
SHOWN = 51


def main() -> None:
    """Measure, and print."""
    store = register(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
    shutil.rmtree(DATA, ignore_errors=True)
    os.environ.update(HUIQI_DATA=str(DATA), DJANGO_SETTINGS_MODULE="huiqi.web.config.settings")
    import django

    django.setup()
    shutil.copytree(store, DATA / "register")
    _load()
    _search()


def _load() -> None:
    from django.core.management import call_command

    from huiqi.codes.provinces import only_province

    call_command("migrate", verbosity=0)
    call_command("load_authorities", only_province(), verbosity=0)
    call_command("load_register")


def _search() -> None:
    from huiqi.web.authorities.models import Authority
    from huiqi.web.authorities.queries import under
    from huiqi.web.registry.models import Firm
    from huiqi.web.registry.searching import found

    codes = Authority.objects.filter(level__in=("province", "city", "county")).order_by("code")
    for authority in [codes.filter(level=level).first() for level in ("province", "city", "county")]:
        assert authority is not None
        rows = Firm.objects.select_related("authority").filter(authority__in=under(authority.code))
        spent = []
        for words in _words(list(Firm.objects.values_list("name", "credit_code")[::997])):
            began = time.perf_counter()
            list(found(rows, words)[:SHOWN])
            spent.append((time.perf_counter() - began) * 1000)
        spent.sort()
        middle, high = spent[len(spent) // 2], spent[len(spent) * 95 // 100]
        print(f"{authority.level:9} median {middle:5.1f} ms, p95 {high:5.1f} ms, longest {spent[-1]:5.1f} ms")


def _words(firms: list[tuple[str, str]]) -> Iterator[str]:
    """What people type: whole names, parts of two to six characters, beginnings of codes, common words."""
    drawn = random.Random(1)
    for _ in range(QUERIES):
        name, code = drawn.choice(firms)
        start = drawn.randrange(max(1, len(name) - 6))
        part = name[start : start + drawn.randint(2, 6)]
        yield drawn.choice((name, part, part, code, code[: drawn.randint(6, 12)], "有限公司", "科技有限"))


if __name__ == "__main__":
    main()
