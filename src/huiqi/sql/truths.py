"""Comparisons, membership and logic in SQL: one nullable column each, with its causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..codes.hierarchy import prefixes
from ..tree.nodes import Members
from ..types import NOT_APPLICABLE, Enumeration
from . import expr as q
from .expr import Sql, exp
from .numbers import ordering
from .values import Bound, Flag, SqlBool, SqlMembers, SqlNum, SqlText, flag_and, flag_or


def constant(value: bool) -> SqlBool:
    """TRUE or FALSE."""
    return SqlBool(q.true() if value else q.false(), nullable=False)


def decided(value: Sql) -> SqlBool:
    """A condition that is never undecided."""
    return SqlBool(value, nullable=False)


def open_number(value: SqlNum) -> Sql:
    """Whether a number is not one known point."""
    if value.raw is not None:
        return q.is_null(value.raw)
    if value.point:
        return q.false()
    if value.low is None or value.high is None:
        return q.true()
    differs = q.negation(ordering(exp.EQ, value.low, value.high))
    parts = [q.is_true(differs)]
    if value.high.nullable:
        parts.append(q.is_null(value.high.num))
    if value.low.nullable:
        parts.append(q.is_null(value.low.num))
    if value.undefined is not None:
        parts = [q.either([*parts, q.is_null(value.undefined)])]
        parts = [q.both([q.negation(q.is_true(value.undefined)), *parts])]
    return q.either(parts)


def causes_of(operands: Sequence[tuple[Sql, Flag, Flag]]) -> tuple[Flag, Flag]:
    """The causes of an undecided result, from its operands' (open, k, s)."""
    able = [o for o in operands if not q.is_const(o[0], False) and (o[1] is not False or o[2] is not False)]
    if len(able) == 1:
        return able[0][1], able[0][2]
    same_k = {o[1] for o in able if isinstance(o[1], bool)}
    same_s = {o[2] for o in able if isinstance(o[2], bool)}
    constant_flags = all(isinstance(o[1], bool) and isinstance(o[2], bool) for o in able)
    if constant_flags and len(same_k) == 1 and len(same_s) == 1:
        return same_k.pop(), same_s.pop()
    return flag_or(flag_and(o, k) for o, k, _ in able), flag_or(flag_and(o, s) for o, _, s in able)


def compare_numbers(operator: str, a: SqlNum, b: SqlNum) -> SqlBool:
    """A comparison of numbers or dates."""
    if operator in "≤>":
        operator, a, b = {"≤": "≥", ">": "<"}[operator], b, a
    flip = operator in "<≠"
    test = _equal if operator in "=≠" else _at_least
    value, nullable = test(a, b, flip)
    value, nullable = _guarded(value, nullable, (a, b))
    k, s = causes_of([(open_number(x), x.k, x.s) for x in (a, b)])
    return SqlBool(value, nullable, k, s, _source(value, a, b))


def _source(value: Sql, a: SqlNum, b: SqlNum) -> Sql | None:
    """The fact that alone leaves a comparison open, where it is compared as it stands."""
    plain = not isinstance(value, exp.Case)
    if plain and a.raw is not None and _fixed(b):
        return a.raw
    return b.raw if plain and b.raw is not None and _fixed(a) else None


def _guarded(value: Sql, nullable: bool, operands: tuple[SqlNum, SqlNum]) -> tuple[Sql, bool]:
    undefined = [x.undefined for x in operands if x.undefined is not None]
    if not undefined:
        return value, nullable
    none = [(q.is_true(u), q.false()) for u in undefined]
    perhaps = [(q.is_null(u), q.null()) for u in undefined]
    return q.case([*none, *perhaps], value), True


def _at_least(a: SqlNum, b: SqlNum, flip: bool) -> tuple[Sql, bool]:
    """a ≥ b, or a < b where ``flip``."""
    yes = _maybe(exp.GTE, a.low, b.high)
    no = _maybe(exp.LT, a.high, b.low)
    if _direct(a, b):
        simple = _simple(exp.LT if flip else exp.GTE, a, b, yes, no, flip)
        if simple is not None:
            return simple
    return _three(yes, no, flip)


def _equal(a: SqlNum, b: SqlNum, flip: bool) -> tuple[Sql, bool]:
    yes = q.false()
    if a.low is not None and a.high is not None and b.low is not None and b.high is not None:
        yes = q.both([_maybe(exp.GTE, a.low, b.high), _maybe(exp.GTE, b.low, a.high)])
    no = q.either([_maybe(exp.LT, a.high, b.low), _maybe(exp.LT, b.high, a.low)])
    if _direct(a, b):
        simple = _simple(exp.NEQ if flip else exp.EQ, a, b, yes, no, flip)
        if simple is not None:
            return simple
    return _three(yes, no, flip)


def _direct(a: SqlNum, b: SqlNum) -> bool:
    """Two points, or a fact beside a constant: ranges can be weighed once, at compile time."""
    return (a.point and b.point) or (a.raw is not None and _fixed(b)) or (b.raw is not None and _fixed(a))


def _fixed(value: SqlNum) -> bool:
    return value.point and value.low is not None and value.low.low == value.low.high


def _simple(
    kind: type[exp.Binary], a: SqlNum, b: SqlNum, yes: Sql, no: Sql, flip: bool
) -> tuple[Sql, bool] | None:
    """Facts and constants compared as they stand, NULL where unknown, unless ranges decide."""
    if isinstance(yes, exp.Boolean) and isinstance(no, exp.Boolean) and (yes.this or no.this):
        return (q.true() if yes.this is not flip else q.false()), False
    assert a.low is not None and b.low is not None
    left = a.low if a.raw is None else _raw(a)
    right = b.low if b.raw is None else _raw(b)
    return ordering(kind, left, right), a.raw is not None or b.raw is not None


def _raw(value: SqlNum) -> Bound:
    assert value.raw is not None and value.low is not None and value.high is not None
    return Bound(
        value.raw, value.low.low, value.high.high, value.low.scale, nullable=True, huge=value.low.huge
    )


def _maybe(kind: type[exp.Binary], a: Bound | None, b: Bound | None) -> Sql:
    """Never NULL: an unbounded side proves nothing."""
    if a is None or b is None:
        return q.false()
    found = ordering(kind, a, b)
    return q.is_true(found) if a.nullable or b.nullable else found


def _three(yes: Sql, no: Sql, flip: bool) -> tuple[Sql, bool]:
    if isinstance(yes, exp.Boolean) and yes.this:
        return (q.false() if flip else q.true()), False
    if isinstance(no, exp.Boolean) and no.this:
        return (q.true() if flip else q.false()), False
    good, bad = (q.false(), q.true()) if flip else (q.true(), q.false())
    return q.case([(yes, good), (no, bad)]), True


# -- enumerations and texts -------------------------------------------------------------------
def satisfying(operator: str, other: str, type_: Enumeration) -> set[str]:
    """The members m for which ``m operator other`` holds."""
    if operator == "=":
        return {other}
    if operator == "≠":
        return set(type_.members) - {other}
    ranks = type_.ranks
    if other == NOT_APPLICABLE:
        return set()
    tests: dict[str, Callable[[int, int], bool]] = {
        "<": lambda x, y: x < y,
        "≤": lambda x, y: x <= y,
        ">": lambda x, y: x > y,
        "≥": lambda x, y: x >= y,
    }
    return {m for m, r in ranks.items() if tests[operator](r, ranks[other])}


def in_members(item: SqlMembers, wanted: set[str]) -> SqlBool:
    """Whether an item is one of the wanted members."""
    everything = set(item.members)
    if item.constant is not None:
        return constant(item.constant in wanted)
    if wanted >= everything or not wanted & everything:
        return constant(bool(wanted & everything))
    if item.raw is not None:
        kept = [m for m in item.members if m in wanted]
        source = None if item.certain else item.raw
        return SqlBool(q.one_of(item.raw, kept), not item.certain, item.k, item.s, source)
    bits = mask_of(item.members, wanted)
    inside = q.binary(exp.BitwiseAnd, item.mask, q.lit(bits))
    rest = q.binary(exp.BitwiseAnd, item.mask, q.lit(mask_of(item.members, everything - wanted)))
    yes, no = q.binary(exp.EQ, rest, q.lit(0)), q.binary(exp.EQ, inside, q.lit(0))
    return SqlBool(q.case([(yes, q.true()), (no, q.false())]), True, item.k, item.s)


def mask_of(members: Sequence[str], wanted: set[str]) -> int:
    """The bits of some members."""
    return sum(1 << i for i, m in enumerate(members) if m in wanted)


def compare_members(operator: str, a: SqlMembers, b: SqlMembers, type_: Enumeration) -> SqlBool:
    """A comparison of members; ordering against 不适用 is false."""
    if b.constant is not None:
        return in_members(a, satisfying(operator, b.constant, type_))
    if a.constant is not None:
        turned = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}.get(operator, operator)
        return in_members(b, satisfying(turned, a.constant, type_))
    holds: list[Sql] = []
    breaks: list[Sql] = []
    for i, member in enumerate(type_.members):
        has = q.binary(exp.NEQ, q.binary(exp.BitwiseAnd, a.mask, q.lit(1 << i)), q.lit(0))
        good = {m for m in type_.members if member in satisfying(operator, m, type_)}
        for wanted, found in ((good, holds), (set(type_.members) - good, breaks)):
            bits = q.binary(exp.BitwiseAnd, b.mask, q.lit(mask_of(type_.members, wanted)))
            if wanted:
                found.append(q.both([has, q.binary(exp.NEQ, bits, q.lit(0))]))
    yes, no = q.negation(q.either(breaks)), q.negation(q.either(holds))
    k, s = causes_of([(x.open(), x.k, x.s) for x in (a, b)])
    return SqlBool(q.case([(yes, q.true()), (no, q.false())]), True, k, s)


def compare_texts(operator: str, a: SqlText, b: SqlText) -> SqlBool:
    """Equality of texts or codes."""
    k, s = causes_of([(x.open(), x.k, x.s) for x in (a, b)])
    nullable = any(not (x.certain or x.constant is not None) for x in (a, b))
    return SqlBool(q.binary(exp.EQ if operator == "=" else exp.NEQ, a.raw, b.raw), nullable, k, s)


def member_of_enumeration(item: SqlMembers, listed: Members) -> SqlBool:
    """属于, on an enumeration; beyond an open or unset list only the authority can say."""
    if listed.members is None:
        return _unset(item.open(), item.k, item.s)
    inside = in_members(item, set(listed.members))
    if not listed.open:
        return inside
    if isinstance(inside.value, exp.Boolean) and inside.value.this:
        return inside
    if isinstance(inside.value, exp.Boolean):
        return _unset(item.open(), item.k, item.s)
    value = q.case([(q.is_true(inside.value), q.true())])
    is_open = item.open()
    return SqlBool(value, True, flag_and(is_open, item.k), True)


def member_of_text(item: SqlText, listed: Members, coded: bool) -> SqlBool:
    """属于, on a text or a hierarchical code."""
    if listed.members is None:
        return _unset(item.open(), item.k, item.s)
    if not listed.members:
        return _unset(item.open(), item.k, item.s) if listed.open else constant(False)
    if item.constant is not None:
        return _constant_member(item.constant, listed, coded)
    inside, partial = (
        _coded(item.raw, listed.members) if coded else (q.one_of(item.raw, listed.members), q.false())
    )
    if item.certain:
        partial = q.false()
    is_open = item.open()
    if listed.open:
        value = q.case([(q.is_true(inside), q.true())])
        k = flag_or([flag_and(is_open, item.k), flag_and(q.is_true(partial), True)])
        beyond = q.either([is_open, q.negation(q.is_true(partial))])
        return SqlBool(value, True, k, flag_or([flag_and(is_open, item.s), flag_and(beyond, True)]))
    if q.is_const(partial, False):
        source = None if item.certain else item.raw
        return SqlBool(inside, not item.certain, item.k, item.s, source)
    rows = [(q.is_true(inside), q.true()), (q.either([is_open, q.is_true(partial)]), q.null())]
    partly = flag_or([flag_and(is_open, item.k), flag_and(q.is_true(partial), True)])
    k = True if item.k is True else partly
    return SqlBool(q.case(rows, q.false()), True, k, flag_and(is_open, item.s))


def _constant_member(text: str, listed: Members, coded: bool) -> SqlBool:
    members = prefixes(listed.members or ()) if coded else (listed.members or ())
    inside = text.startswith(tuple(members)) if coded else text in members
    if inside or not listed.open:
        return constant(inside)
    return SqlBool(q.null(), True, False, True)


def _unset(is_open: Sql, k: Flag, s: Flag) -> SqlBool:
    del s
    return SqlBool(q.null(), True, flag_and(is_open, k), True)


def _coded(raw: Sql, members: Sequence[str]) -> tuple[Sql, Sql]:
    """(at or below a member, strictly above one and so not telling)."""
    codes = prefixes(tuple(members))
    inside = [_between(raw, first, last) for first, last in _runs(codes)]
    above = codes_above(members)
    return q.either(inside), q.one_of(raw, above) if above else q.false()


def codes_above(members: Sequence[str]) -> list[str]:
    """The codes that do not tell whether what they name lies at or below a member."""
    codes = prefixes(tuple(members))
    above = sorted({c[:n] for c in codes for n in range(1, len(c))} - set(codes))
    return [a for a in above if not a.startswith(codes) and len(a) > 1]


def _runs(codes: Sequence[str]) -> list[tuple[str, str]]:
    """First and last of each run of consecutive codes of one length."""
    runs: list[tuple[str, str]] = []
    for code in sorted(set(codes), key=lambda c: (len(c), c)):
        last = runs[-1][1] if runs else ""
        follows = len(code) == len(last) and (code + last).isdigit() and int(code) == int(last) + 1
        runs[-1:] = [(runs[-1][0], code)] if follows else [*runs[-1:], (code, code)]
    return runs


def _between(raw: Sql, first: str, last: str) -> Sql:
    """Whether a code starts with one of a run: codes sort as their digits do."""
    beyond = last[:-1] + chr(ord(last[-1]) + 1)
    return q.both([q.binary(exp.GTE, raw, q.lit(first)), q.binary(exp.LT, raw, q.lit(beyond))])


def junction(parts: Sequence[SqlBool], conjunction: bool) -> SqlBool:
    """且 or 或: SQL's own three-valued logic."""
    dominant = not conjunction
    if any(q.is_const(p.value, dominant) for p in parts):
        return constant(dominant)
    value = (q.both if conjunction else q.either)([p.value for p in parts])
    k, s = causes_of([(p.open(), p.k, p.s) for p in parts if p.nullable])
    source = None
    if all(p.nullable for p in parts):
        source = common_source(parts)
    return SqlBool(value, any(p.nullable for p in parts), k, s, source)


def common_source(parts: Sequence[SqlBool]) -> Sql | None:
    """The one column that leaves all the nullable ones open together, if there is one."""
    sources = {p.source for p in parts if p.nullable}
    return sources.pop() if len(sources) == 1 else None


def opposite(part: SqlBool) -> SqlBool:
    """NOT."""
    return SqlBool(q.negation(part.value), part.nullable, part.k, part.s, part.source)
