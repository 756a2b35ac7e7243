"""What each column of a sheet is: an identity, or a fact in some unit; and which kind a sheet holds.

Header names are those of the vocabulary, Chinese or English, with an optional unit:
``保费``, ``premium``, ``保费(万元)``, ``保险.保费``. Without a unit money is in 元, a ratio is a
plain fraction (0.6 for 60%) and everything else in the fact's own unit; a cell may also carry
its unit itself (``200万元``, ``60%``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import HuiqiError, Place, Problem, did_you_mean, fail
from ..literals import DAY_UNITS, MONEY_UNITS, RATIO_UNITS
from ..types import DAYS, MONEY, NUMBER, RATIO_SCALE, Quantity
from ..vocabulary import Fact, Kind, Vocabulary
from ..vocabulary.model import REGION_FACT, region_fact
from .layout import CODE, NAME, RECORD_CODE
from .reading import Source

ENGLISH = {CODE: "credit code", NAME: "name", REGION_FACT: "location", RECORD_CODE: "record number"}
REJECT_HEADERS = ("行号", "出错列", "错误码", "退回原因")
UNIT = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")
STEM_END = re.compile(r"[\s._\-(（\[【0-9]")


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its position, and the identity or fact it holds.

    ``shift`` is how many decimal places a cell without a unit moves to become a stored integer.
    """

    index: int
    name: str
    fact: Fact | None
    shift: int = 0


@dataclass(frozen=True)
class Sheet:
    """A source with its kind and its columns by name (identity or fact).

    ``reported`` are positions of columns that a reject file put there, not the sender.
    """

    source: Source
    kind: Kind
    columns: Mapping[str, Column]
    reported: frozenset[int] = frozenset()

    def absent(self) -> tuple[str, ...]:
        """Facts of the kind that no column states."""
        return tuple(name for name in self.kind.facts if name not in self.columns)


def identities(kind: Kind) -> tuple[str, ...]:
    """The columns that tell a kind's rows apart, and whose they are."""
    return (CODE, NAME, REGION_FACT) if kind.is_subject else (RECORD_CODE, CODE)


def code_columns(kind: Kind) -> tuple[str, ...]:
    """Columns of credit codes: of the row's own subject and, where the kind ties, of the other."""
    return (CODE, kind.tie.fact) if kind.tie else (CODE,)


def needed_columns(kind: Kind) -> tuple[str, ...]:
    """Columns a kind's sheet must have: identities, and what says to whom a row ties."""
    return tuple(dict.fromkeys((*identities(kind), *code_columns(kind))))


def resolve(source: Source, vocabulary: Vocabulary) -> Sheet:
    """Find out a sheet's kind and columns.

    Raises:
        HuiqiError: R0305 (kind), R0306 to R0309, every problem of the header.
    """
    kind = _kind_by_name(source, vocabulary) or _kind_by_header(source, vocabulary)
    columns, problems = _columns(source, kind)
    if problems:
        raise HuiqiError(problems)
    return Sheet(source, kind, columns, _reported(source, _known(kind)))


def _kind_by_name(source: Source, vocabulary: Vocabulary) -> Kind | None:
    """The kind a sheet's or a file's name says, the sheet's name first."""
    stem = Path(source.path).name.split(".")[0]
    for words in (source.sheet, STEM_END.split(source.sheet)[0], stem, STEM_END.split(stem)[0]):
        for kind in vocabulary.kinds.values():
            if words and _folded(words) in (_folded(kind.name), _folded(kind.english)):
                return kind
    return None


def _kind_by_header(source: Source, vocabulary: Vocabulary) -> Kind:
    fitting = [k for k in vocabulary.kinds.values() if not _columns(source, k)[1]]
    if len(fitting) == 1:
        return fitting[0]
    why = "表头与多类都相符" if fitting else "表头与哪一类都不相符"
    hint = did_you_mean(source.sheet or source.path.stem, vocabulary.kinds)
    hint = hint or "把文件或工作表命名为种类，例如 " + "、".join(list(vocabulary.kinds)[:3])
    raise fail("R0305", f"看不出 {source.label} 是哪一类：{why}", hint, source.place)


def _columns(source: Source, kind: Kind) -> tuple[dict[str, Column], list[Problem]]:
    known = _known(kind)
    reported = _reported(source, known)
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    for index, header in enumerate(source.header):
        place = Place(source.label, 1, index + 1)
        if index in reported or not header.strip():
            continue
        try:
            column = _column(index, header, known, kind)
        except HuiqiError as error:
            problems += [Problem(p.code, p.message, p.hint, place) for p in error.problems]
            continue
        if column.name in columns:
            problems.append(Problem("R0308", f"“{column.name}”有两列", "只保留一列", place))
        columns[column.name] = column
    for name in needed_columns(kind):
        if name not in columns:
            hint = f"“{kind.name}”必须有列 " + "、".join(needed_columns(kind))
            problems.append(Problem("R0307", f"缺少“{name}”一列", hint, source.place))
    return columns, problems


def _reported(source: Source, known: Mapping[str, tuple[str, Fact | None]]) -> frozenset[int]:
    """Columns that stand in reject files before the sender's own; a fact of that name goes first."""
    headers = enumerate(source.header)
    return frozenset(i for i, h in headers if h.strip() in REJECT_HEADERS and _folded(h) not in known)


def _known(kind: Kind) -> dict[str, tuple[str, Fact | None]]:
    """Folded header to (name, fact)."""
    return {
        folded: (name, fact) for name, fact, spelling in _spellings(kind) for folded in [_folded(spelling)]
    }


def _spellings(kind: Kind) -> Iterator[tuple[str, Fact | None, str]]:
    for fact in kind.facts.values():
        yield fact.name, fact, fact.english or fact.name
        yield fact.name, fact, fact.name
    for name in identities(kind):
        place = kind.facts.get(name, region_fact(kind.name)) if name == REGION_FACT else None
        yield name, place, ENGLISH[name]
        yield name, place, name
    if kind.tie:
        yield kind.tie.fact, kind.facts[kind.tie.fact], f"{kind.tie.fact}{CODE}"
    if kind.owner:
        for owner in (kind.owner, kind.owner_role or kind.owner):
            yield CODE, None, f"{owner}{CODE}"
            yield CODE, None, owner


def _folded(header: str) -> str:
    return re.sub(r"[\s_]+", " ", header.strip().lower()).replace("（", "(").replace("）", ")")


def _column(index: int, header: str, known: Mapping[str, tuple[str, Fact | None]], kind: Kind) -> Column:
    bare = _folded(header).removeprefix(f"{kind.name}.")
    if bare in known:
        name, fact = known[bare]
        return Column(index, name, fact, default_shift(fact) if fact else 0)
    found = UNIT.fullmatch(bare)
    if found and found[1] in known:
        name, fact = known[found[1]]
        return Column(index, name, fact, _stated_shift(fact, found[2], name))
    spellings = [s for _, _, s in _spellings(kind)]
    hint = did_you_mean(found[1] if found else bare, spellings) or "可用的列见 docs/register.md"
    raise fail("R0306", f"“{kind.name}”没有“{header.strip()}”这个事实", hint)


def _stated_shift(fact: Fact | None, unit: str, name: str) -> int:
    units = shifts(fact) if fact else {}
    if unit not in units:
        hint = f"可用的单位是 {'、'.join(units)}" if units else f"“{name}”没有单位"
        raise fail("R0309", f"“{name}”不能以“{unit}”为单位", hint)
    return units[unit]


def shifts(fact: Fact) -> dict[str, int]:
    """Units in which a fact may be stated, with the decimal places from each to stored integers."""
    if not isinstance(fact.type, Quantity):
        return {}
    if fact.type == MONEY:
        return {unit: _places(size) for unit, size in MONEY_UNITS.items()}
    if fact.type == NUMBER:
        ratio = fact.scale == RATIO_SCALE
        return {unit: _places(fact.scale // size) for unit, size in RATIO_UNITS.items() if ratio}
    names: Sequence[str] = list(DAY_UNITS) if fact.type == DAYS else [fact.type.unit]
    return dict.fromkeys(names, _places(fact.scale))


def default_shift(fact: Fact) -> int:
    """The decimal places from a cell without a unit: money is in 元, the rest in base units."""
    return _places(MONEY_UNITS["元"]) if fact.type == MONEY else _places(fact.scale)


def _places(power_of_ten: int) -> int:
    return len(str(power_of_ten)) - 1
