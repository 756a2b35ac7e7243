"""Decision tables: Markdown tables as expressions, with their hit policy and lints.

``**表 名** 命中: 唯一; 其余: 值`` stands above the table. 唯一: at most one row may hold;
首个: the first that holds. Without 其余 every combination must be covered by a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from ..codes.hierarchy import prefixes
from ..errors import HuiqiError, Place, Problem, fail
from ..language import parse_cell, parse_expression
from ..language import syntax as s
from ..markdown import Table
from ..tree import build, calls
from ..tree.names import Names
from ..tree.nodes import Cases, Compare, Const, Junction, Member, Node, Sugar, core
from ..types import BOOL, CODED, Type

CAPTION = re.compile(r"\*\*表\s*(?P<name>[^*\s]+)\s*\*\*\s*(?P<options>.*)", re.DOTALL)
OUTPUT = "→"
HITS = ("唯一", "首个")


@dataclass(frozen=True)
class TableSource:
    """A decision table as written."""

    name: str
    hit: str
    rest: str
    table: Table
    file: str

    @property
    def place(self) -> Place:
        """Where the table begins."""
        return Place(self.file, self.table.line)


def table_source(caption: str, table: Table, file: str) -> TableSource | None:
    """The decision table under a caption, or None where the caption names none."""
    found = CAPTION.fullmatch(caption.strip())
    if not found:
        return None
    parts = (part.replace("：", ":").partition(":") for part in re.split("[;；]", found["options"]))
    options = {k.strip(): v.strip() for k, _, v in parts}
    return TableSource(found["name"], options.get("命中", ""), options.get("其余", ""), table, file)


def build_table(source: TableSource, names: Names, expected: Type | None) -> Node:
    """The table as one typed expression.

    Raises:
        HuiqiError: T0214 (shape, hit policy, overlap), and the errors of its cells.
    """
    if source.hit not in HITS:
        raise fail("T0214", f"表“{source.name}”没有写明命中方式", "写作 命中: 唯一 或 首个", source.place)
    if source.table.headers[-1] != OUTPUT:
        raise fail("T0214", f"表“{source.name}”的最后一列应为 →", "结果放在最后一列", source.place)
    builder = build.Builder(names)
    inputs = [builder.build(_expr(h, source, source.table.line)) for h in source.table.headers[:-1]]
    conditions = [_row(builder, inputs, row.cells, source, row.line) for row in source.table.rows]
    outputs = [_expr(r.cells[-1], source, r.line) for r in source.table.rows]
    if source.rest:
        outputs.append(_expr(source.rest, source, source.table.line))
    elif source.hit == "唯一":
        raise fail("T0214", f"表“{source.name}”没有写明其余", "写作 其余: 值", source.place)
    values = calls.unify(builder, outputs, expected, source.place)
    default = values.pop() if source.rest else values[-1]
    if source.hit == "唯一":
        _refuse_overlaps(source, conditions)
    exclusive = source.hit == "唯一"
    cases = Cases(default.type, tuple(zip(conditions, values, strict=True)), default, exclusive)
    return Sugar(default.type, "table", source.name, tuple(inputs), cases, place=source.place)


def _expr(text: str, source: TableSource, line: int) -> s.Expr:
    return parse_expression(text, Place(source.file, line))


def _row(
    builder: build.Builder, inputs: list[Node], cells: tuple[str, ...], source: TableSource, line: int
) -> Node:
    place = Place(source.file, line)
    tests: list[Node] = []
    for item, cell in zip(inputs, cells, strict=False):
        for test in parse_cell(cell, place) or ():
            tests.append(_test(builder, item, test))
    if not tests:
        return Const(BOOL, True, place=place)
    return tests[0] if len(tests) == 1 else Junction(BOOL, True, tuple(tests), place=place)


def _test(builder: build.Builder, item: Node, test: s.Test) -> Node:
    if test.form == "compare":
        return builder.comparison(test.operator, item, test.parts[0], test.place)
    if test.form == "within":
        return builder.within(item, test.parts, test.place)
    assert test.members is not None
    return builder.membership(item, test.members, test.form == "not_member", test.place)


def _refuse_overlaps(source: TableSource, conditions: list[Node]) -> None:
    problems = []
    rows = list(enumerate(conditions))
    for (i, a), (j, b) in combinations(rows, 2):
        if not _disjoint(_atoms(a), _atoms(b)):
            lines = source.table.rows
            message = f"表“{source.name}”第{i + 1}行与第{j + 1}行可能同时成立"
            hint = "改为 命中: 首个，或分开条件"
            problems.append(Problem("T0214", message, hint, Place(source.file, lines[j].line)))
    if problems:
        raise HuiqiError(problems)


def _atoms(node: Node) -> list[Node]:
    node = core(node)
    if isinstance(node, Junction) and node.all:
        return [a for o in node.operands for a in _atoms(o)]
    return [node]


def _disjoint(left: list[Node], right: list[Node]) -> bool:
    """Whether some pair of atoms on one input excludes the other; sound, not complete."""
    return any(_exclude(a, b) for a in left for b in right)


def _exclude(a: Node, b: Node) -> bool:
    if isinstance(a, Member) and isinstance(b, Member) and a.item is b.item:
        return _disjoint_members(a, b)
    if isinstance(a, Compare) and isinstance(b, Compare) and a.left is b.left:
        return _disjoint_bounds(a, b)
    return False


def _disjoint_members(a: Member, b: Member) -> bool:
    if any(x.list.members is None or x.list.open for x in (a, b)):
        return False
    left, right = (_codes(a), _codes(b))
    if a.negated or b.negated:
        inner, outer = (left, right) if b.negated else (right, left)
        return a.negated is not b.negated and set(inner) <= set(outer)
    if a.item.type not in CODED:
        return not set(left) & set(right)
    return not any(x.startswith(y) or y.startswith(x) for x in left for y in right)


def _codes(node: Member) -> tuple[str, ...]:
    """Members as prefixes, a section of industries as its divisions."""
    members = node.list.members or ()
    return prefixes(members) if node.item.type in CODED else members


def _disjoint_bounds(a: Compare, b: Compare) -> bool:
    if not (isinstance(a.right, Const) and isinstance(b.right, Const)):
        return False
    x, y = a.right.value, b.right.value
    if a.operator == "=" == b.operator:
        return x != y
    if isinstance(x, str | bool) or isinstance(y, str | bool):
        return False
    if a.operator in ">≥" and b.operator in "<≤":
        x, y, a, b = y, x, b, a
    if a.operator in "<≤" and b.operator in ">≥":
        strict = a.operator == "<" or b.operator == ">"
        return bool(x < y or (strict and x == y))  # type: ignore[operator]
    return False
