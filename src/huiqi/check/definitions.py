"""Examples of packages that only define: a column named after a definition says what it must be.

A set of members still possible is written 小型、微型.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import duckdb
import pyarrow as pa
from sqlglot import exp

from ..determine.memory import arrow_type
from ..errors import Place, Problem
from ..evaluate import Entity, Subject
from ..evaluate.values import Evaluator
from ..markdown import Table
from ..policy.model import Package
from ..policy.parts import collect
from ..semantics import Some
from ..sql.render import render
from ..sql.shared import SubjectRelation
from ..tree import nodes as n
from ..tree.fold import rebuild
from ..types import Enumeration
from .cases import Base, TableReader
from .examples import Tally


@dataclass(frozen=True)
class Row:
    """One example row: its subject and the members expected."""

    name: str
    place: Place
    subject: Subject
    expected: frozenset[str]


def check_definitions(package: Package, tally: Tally, problems: list[Problem]) -> None:
    """Every example table with a column for a definition, on both engines (C0301, C0304, C0307)."""
    base = Base()
    for owner, examples in package.examples.items():
        for table in examples.tables if owner not in package.measures else ():
            found = _columns(package, table, examples.file, problems)
            if found is not None:
                check = partial(_check, package, *found, table, examples.file, base, tally, problems)
                collect(problems, check)


def _columns(package: Package, table: Table, file: str, problems: list[Problem]) -> tuple[str, str] | None:
    """The definition a table is about and the kind its facts are of."""
    kinds = package.vocabulary.kinds
    named = [h for h in table.headers if h in package.definitions]
    paths = [h for h in table.headers if h not in {"例", "说明", *named}]
    heads = {h.partition(".")[0] for h in paths}
    wrong = [
        h for h in paths if h.partition(".")[2] not in getattr(kinds.get(h.partition(".")[0]), "facts", ())
    ]
    if len(named) == 1 and len(heads) == 1 and not wrong:
        return named[0], heads.pop()
    message = f"例表的列“{'、'.join(wrong)}”不是事实" if wrong else "例表没有写明是哪个定义的例子"
    hint = "一列写定义的名称，其余写一类主体的事实，如 企业.从业人员"
    problems.append(Problem("C0301", message, hint, Place(file, table.line)))
    return None


def core(node: n.Node) -> n.Node:
    """The definition without shorthand."""
    return core(node.core) if isinstance(node, n.Sugar) else rebuild(node, core)


def _check(
    package: Package,
    name: str,
    kind: str,
    table: Table,
    file: str,
    base: Base,
    tally: Tally,
    problems: list[Problem],
) -> None:
    node = core(package.definitions.get(name, Place(file, table.line)))
    rows = list(_rows(package, name, table, file, kind, base))
    engine = _duckdb(package, node, kind, rows, name)
    for row, by_sql in zip(rows, engine, strict=True):
        tally.rows += 1
        value = Evaluator(row.subject, None).value(node)
        got = value.possible if isinstance(value, Some) and value.possible is not None else frozenset()
        if got == row.expected:
            tally.evaluator += 1
        else:
            message = f"例“{row.name}”的{name}应为{_said(row.expected)}，得到{_said(got)}"
            problems.append(Problem("C0304", message, "核对例子与定义", row.place))
        if by_sql == got:
            tally.duckdb += 1
        else:
            message = f"例“{row.name}”：两个引擎的结果不同"
            problems.append(Problem("C0307", message, f"DuckDB 得到 {_said(by_sql)}", row.place))


def _said(members: frozenset[str]) -> str:
    return "、".join(sorted(members)) or "无"


def _rows(package: Package, name: str, table: Table, file: str, kind: str, base: Base) -> Iterator[Row]:
    facts = partial(TableReader.facts_of, package, package.vocabulary.kinds[kind], base)
    for line, record in table.records():
        place = Place(file, line)
        subject = Subject(Entity(kind, record["例"], facts(record, place)))
        expected = frozenset(t.strip() for t in record[name].split("、"))
        yield Row(record["例"], place, subject, expected)


def _duckdb(
    package: Package, node: n.Node, kind: str, rows: Sequence[Row], name: str
) -> list[frozenset[str]]:
    assert isinstance(node.type, Enumeration)
    known = package.vocabulary.kinds[kind]
    columns = {
        f.name: pa.array([r.subject.entity.get(f.name) for r in rows], arrow_type(f.type))
        for f in known.facts.values()
    }
    query = SubjectRelation(known, {name: node}).query(exp.to_table("subjects"), [])
    with duckdb.connect() as connection:
        connection.register(
            "subjects", pa.table({"number": pa.array(range(len(rows)), pa.int32()), **columns})
        )
        sql = f'SELECT "def.{name}" FROM ({render(query, "duckdb")}) ORDER BY number'
        masks = [int(m) for (m,) in connection.execute(sql).fetchall()]
    return [frozenset(m for i, m in enumerate(node.type.members) if mask >> i & 1) for mask in masks]
