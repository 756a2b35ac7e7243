"""Writes ``docs/register.md`` from the vocabulary: ``python -m huiqi.register.reference``.

The page is a function of the vocabulary and this module alone; a test checks that it is current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..types import DATE, NUMBER, RATIO_SCALE, Enumeration
from ..vocabulary import Fact, Kind, Vocabulary, load_vocabulary
from .headers import ENGLISH, identities, shifts
from .layout import physical_type
from .problems import ERRORS
from .store import range_text, stored_text

KIND_COLUMNS = ("kind", "English", "belongs to", "facts", "what a row is")
FACT_COLUMNS = (
    "fact",
    "English",
    "type",
    "range or members",
    "units in a header",
    "stored as",
    "owner",
    "can change",
    "step",
    "question",
)
GROUPS = "R01 the store, R02 the generator, R03 files and headers, R04 rows.\n\n"
VOCABULARY = Path("policies/vocabulary")
PAGE = Path("docs/register.md")

INTRODUCTION = """\
# The register

*Generated from `policies/vocabulary` by `python -m huiqi.register.reference`; do not edit.*

The register holds subjects (enterprises and institutions) and their records. What can be known
about each kind stands below: it is what rules may name, what imports accept, and what the
generator makes.

## Files for import

`huiqi import 企业.csv 保险.xlsx … --out STORE` reads CSV (UTF-8 with or without a byte order
mark, UTF-16, GB18030), Excel (`.xlsx .xlsm .xls .xlsb .ods`; formulas by their last value) and
Parquet. The kind is the file's or the sheet's name, Chinese or English (`企业-2022.csv` is
企业), else the one kind that the header fits.

- **Headers** are facts, Chinese or English, with an optional unit: `保费`, `premium`,
  `保费(万元)`. A header that is no fact stops the import and suggests one.
- **Identity columns** must be there: {subject_identities} for subjects, {record_identities} for
  records. A place may be empty; the others may not.
- **Numbers** are read exactly, never through a float: money without a unit is in 元, a ratio
  without a unit is a fraction (0.6 is 60%). A cell may carry its own unit (`200万元`, `60%`).
  More decimals than the register stores, and scientific notation, are refused.
- **Dates** are `2022-12-31`, `2022/12/31`, `2022.12.31`, `20221231` or `2022年12月31日`.
- **Yes and no** are 是/否, 真/假, true/false, 1/0, Y/N.
- **Unknown** is an empty cell, `?`, 未知 or 不详. Unknown is never zero.
- **Regions** are codes, GB/T 2260 codes or names; 所在地 is a lowest authority (a county, or an
  area with its own jurisdiction), or another province. **Industries** are codes of GB/T 4754-2017: keep them as
  text, or Excel drops a leading 0.
- **Duplicates**: of rows with the same identity the first good one is kept.
- A row replaces the row of the same identity in the newest snapshot of the store; facts for
  which the file has no column keep what is known. `--fresh` starts from nothing.

Each bad row goes to `STORE/rejects/<file>.rejects.csv` with its line, columns, error codes and
reasons, followed by its own cells; mend it there and import that file. Accepted and rejected
rows always add up to the rows read.

## The store

`STORE/snapshots/0001/` and so on are immutable. Each holds `manifest.json`, `subjects.parquet`
(number, code, name, kind, region; sorted by code), `groups.parquet` (see below) and
`kinds/<kind>.parquet`: a subject's `number`, 所在地 and facts, or a record's owner `number`,
`record` (its position), 编号 and facts. Quantities are BIGINT in stored units: fen, ratio × 10⁶, counts, days, numbers × their
scale.

"""

TIES = """\
## Groups of related enterprises

A kind of record whose vocabulary page says `关联: 事实，自 起始日期 至 终止日期` *ties*: each row ties
its owner to another subject of the owner's kind, whose credit code stands in the fact named. A row
states a relation of control. Whoever reported it decided that it is one; no share is compared, and a
minority holding or any other relation between enterprises is no row.

Subjects that ties connect, directly or through others, are a *group*. `groups.parquet` has a row
for each member of a group of two or more: `number`, and `group`, the smallest number in it. The
groups are found anew for every snapshot, so that a later import may join or part them.

- A tie counts on the snapshot's day: from its first day on, and no longer on its last. A first or
  last day that is unknown takes no tie away. A relation that has ended gets its last day in a
  later import.
- The fact named must be there, may not be empty (R0402), must be a sound code (R0401) of a subject
  of that kind on the register (R0416) and another than the owner (R0415).
- Who controls from outside the register, a person or an enterprise of elsewhere, connects nobody.

`huiqi explain` names the members of an enterprise's group.

"""

GENERATOR = """\
## The generator

`huiqi generate --enterprises N --seed S --out STORE` makes a register from a province folder.
`population.toml` there says how facts are spread; whatever it leaves out follows from type and
range, so a new fact or kind needs no entry.

| key | meaning |
|---|---|
| `main`, `known_at` | the subject kind that N counts; the day whose state is shown |
| `[defaults]` `unknown`, `at_edges`, `outside`, `dates` | shares and the window of dates where a fact says nothing |
| `[places]`, `[industries]` | weights of lowest regions; of industries by code prefix |
| `["kind"]` `rate` | subjects per 10,000 of the main kind, or records per owner on average |
| `minimum` | the fewest subjects of a kind there are |
| `grows_with` | a fact of the owner with whose square root the number of records grows |
| `name` | pattern of names: {place}, {word}, {industry}, {form} |
| `prefix` | the first two characters of credit codes |
| `["kind".facts]` | fact = distribution |
| `[["kind".profiles]]` `share`, `facts` | a share of the rows whose facts are spread together |

A distribution may have `unknown` (share) and, by type: numbers `median` and `sigma`
(log-normal), `between` (uniform), `edges` and `at_edges` (values planted at thresholds),
`round`, `of` (a multiple of another fact); dates `between`, `edges`, `at_edges`, `after` and
`days`; enumerations, texts, regions and industries `weights` or `values`; regions also `outside` (the share that lies in
other provinces); yes/no `true`.

Of records that tie, `rate` is the number of relations per owner; they make chains, trees and stars
of 2 to 8 and, in a register large enough, one group of 50.

"""


def render(vocabulary: Vocabulary) -> str:
    """The whole page."""
    subjects = [k for k in vocabulary.kinds.values() if k.is_subject]
    records = [k for k in vocabulary.kinds.values() if not k.is_subject]
    head = INTRODUCTION.replace("{subject_identities}", _identities(subjects))
    parts = [
        head.replace("{record_identities}", _identities(records)),
        TIES,
        GENERATOR,
        _overview(vocabulary),
    ]
    parts += ["\n## Subjects\n", *map(_section, subjects), "\n## Records\n", *map(_section, records)]
    if vocabulary.enumerations:
        parts.append(_enumerations(vocabulary))
    parts.append(_errors())
    return "".join(parts)


def _head(columns: Sequence[str]) -> tuple[str, str]:
    """The first two lines of a table."""
    return f"| {' | '.join(columns)} |\n", "|" + "---|" * len(columns) + "\n"


def _members(type_: Enumeration) -> str:
    """Members, with < between those of an order."""
    if not type_.ordered:
        return "、".join(type_.members)
    outside = [m for m in type_.members if m not in type_.ranks]
    return "、".join([" < ".join(type_.ranks), *outside])


def _identities(kinds: list[Kind]) -> str:
    return "、".join(f"{n} (`{ENGLISH[n]}`)" for n in identities(kinds[0])) if kinds else "none"


def _overview(vocabulary: Vocabulary) -> str:
    lines = ["## Kinds\n\n", *_head(KIND_COLUMNS)]
    for kind in vocabulary.kinds.values():
        owner = f"{kind.owner} ({kind.owner_role})" if kind.owner else "—"
        link = f"[{kind.name}](#{kind.name})"
        lines.append(f"| {link} | {kind.english} | {owner} | {len(kind.facts)} | {kind.about} |\n")
    return "".join(lines)


def _section(kind: Kind) -> str:
    lines = [f"\n### {kind.name}\n\n{kind.about}\n\n", *_ties(kind), *_head(FACT_COLUMNS)]
    lines += (f"| {' | '.join(_row(fact))} |\n" for fact in kind.facts.values())
    return "".join(lines)


def _ties(kind: Kind) -> Iterator[str]:
    if tie := kind.tie:
        yield f"Ties the owner to {tie.fact}, from {tie.since} until the day before {tie.until}.\n\n"


def _row(fact: Fact) -> Iterator[str]:
    yield from (fact.name, fact.english or "—", _type(fact), _range(fact))
    yield "、".join(shifts(fact)) or "—"
    yield f"{physical_type(fact.type)}" + (f" × {fact.scale:,}" if fact.scale > 1 else "")
    yield from (fact.owner or "—", fact.influence)
    yield stored_text(fact.step, fact) if fact.step is not None and fact.type != DATE else "—"
    yield fact.question or "—"


def _type(fact: Fact) -> str:
    if isinstance(fact.type, Enumeration):
        return fact.type.name or ("有序枚举" if fact.type.ordered else "枚举")
    if fact.type == NUMBER:
        return "比例" if fact.scale == RATIO_SCALE else "数值"
    return str(fact.type)


def _range(fact: Fact) -> str:
    if isinstance(fact.type, Enumeration):
        return _members(fact.type)
    return range_text(fact) if fact.low is not None else "—"


def _enumerations(vocabulary: Vocabulary) -> str:
    lines = ["\n## Named enumerations\n\n", *_head(("name", "members, from low to high where ordered"))]
    lines += (f"| {named.name} | {_members(named)} |\n" for named in vocabulary.enumerations.values())
    return "".join(lines)


def _errors() -> str:
    lines = ["\n## Error codes\n\n", GROUPS, *_head(("code", "meaning"))]
    lines += (f"| {code} | {meaning} |\n" for code, meaning in ERRORS.items())
    return "".join(lines)


def main(arguments: list[str]) -> None:
    """Write the page; arguments: the vocabulary folder and the page, both optional."""
    folder = Path(arguments[0]) if arguments else VOCABULARY
    page = Path(arguments[1]) if len(arguments) > 1 else PAGE
    page.write_text(render(load_vocabulary(folder)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
