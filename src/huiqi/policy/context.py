"""What the fences of a package share while it is loaded: definitions, periods, scopes, readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import HuiqiError, Place, Problem, fail, suggestion
from ..language import syntax as s
from ..tree.build import Builder
from ..tree.names import Definitions, Names
from ..tree.nodes import Node
from ..types import Type
from ..vocabulary import Vocabulary
from ..vocabulary.load import parse_type
from .model import Reading, Scope
from .sections import Section
from .tables import TableSource, table_source


@dataclass
class Context:
    """Grows while a package's files are read."""

    vocabulary: Vocabulary
    readings: dict[str, Reading] = field(default_factory=dict)
    general: dict[str, str] = field(default_factory=dict)
    definitions: Definitions = field(default_factory=Definitions)
    periods: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)

    def names(self) -> Names:
        """The environment of shared definitions."""
        problems: list[Problem] = []
        local = self.alternatives({}, Place(""), problems)
        return Names(self.vocabulary, None, self.definitions, {}, {}, self.periods, local)

    def alternatives(
        self, local: Mapping[str, str], place: Place, problems: list[Problem]
    ) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Local names of interpretations: name -> (reading, its options)."""
        found = {}
        for name, reading in {**self.general, **local}.items():
            if reading in self.readings:
                found[name] = (reading, tuple(self.readings[reading].options))
            else:
                hint = suggestion(reading, self.readings)
                problems.append(Problem("T0209", f"没有解释“{reading}”", hint, place))
        return found

    def define(self, item: s.NamedExpr, names: Names) -> Node:
        """A definition's typed expression, of its declared type where one is given."""
        type_ = self._type(item)
        builder = Builder(names)
        if type_ is not None:
            return builder.typed(item.value, type_, f"定义“{item.name}”")
        return builder.build(item.value)

    def _type(self, item: s.NamedExpr) -> Type | None:
        if item.type is None:
            return None
        try:
            return parse_type(item.type.text, dict(self.vocabulary.enumerations))[0]
        except HuiqiError as error:
            raise HuiqiError(Problem(p.code, p.message, p.hint, item.place) for p in error.problems) from None

    def tables(self, section: Section) -> dict[str, TableSource]:
        """The decision tables under a section's fence."""
        file = section.place.file
        found = (table_source(caption, table, file) for caption, table in section.tables)
        return {t.name: t for t in found if t is not None}

    @staticmethod
    def table(tables: Mapping[str, TableSource], name: str, place: Place) -> TableSource:
        """A table by name (T0201)."""
        if name not in tables:
            raise fail("T0201", f"没有判定表“{name}”", suggestion(name, tables), place)
        return tables[name]
