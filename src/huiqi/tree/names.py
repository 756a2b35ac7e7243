"""What a name may mean where an expression stands.

A :class:`Names` is built per measure (or per package, for shared definitions). Definitions are
typed on first use; one that needs itself is reported with the whole circle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..errors import Place, fail
from ..types import Type
from ..vocabulary import Vocabulary
from .nodes import Members, Node


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: bounds are inclusive, in base units (fen, ratio, …; None: none)."""

    name: str
    type: Type
    low: object = None
    high: object = None
    stated: object = None
    optional: bool = False
    place: Place = field(default_factory=lambda: Place(""), compare=False)
    bound_text: str = ""


@dataclass
class Definitions:
    """Named expressions, typed lazily: ``builders`` makes each one, once."""

    builders: dict[str, Callable[[], Node]] = field(default_factory=dict)
    parents: tuple[Definitions, ...] = ()
    _done: dict[str, Node] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name in self.builders or any(name in p for p in self.parents)

    def names(self) -> list[str]:
        """Every name that can be used here."""
        return [*self.builders, *(n for p in self.parents for n in p.names())]

    def get(self, name: str, place: Place) -> Node:
        """The typed expression of a definition.

        Raises:
            HuiqiError: T0204 where the definition needs itself.
        """
        if name not in self.builders:
            return next(p for p in self.parents if name in p).get(name, place)
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise fail("T0204", f"定义循环：{circle}", "去掉其中一处引用", place)
        if name not in self._done:
            self._open.append(name)
            try:
                self._done[name] = self.builders[name]()
            finally:
                self._open.pop()
        return self._done[name]


@dataclass(frozen=True)
class Names:
    """The environment of an expression.

    ``kind`` is the candidate's kind, None in shared definitions, where any subject's facts may
    stand; ``child`` the record kind inside an aggregate; ``readings`` maps local interpretation
    names to the alternatives they may take.
    """

    vocabulary: Vocabulary
    kind: str | None
    definitions: Definitions
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    lists: Mapping[str, Members] = field(default_factory=dict)
    periods: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    readings: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    tables: Callable[[str, Place, Type | None], Node] | None = None
    child: str | None = None

    def inside(self, child: str) -> Names:
        """The environment inside an aggregate over ``child`` records."""
        return Names(
            self.vocabulary,
            self.kind,
            self.definitions,
            {},
            {},
            self.periods,
            self.readings,
            None,
            child,
        )

    def known(self) -> list[str]:
        """Every bare name that may stand here, for suggestions."""
        return [*self.definitions.names(), *self.parameters, *self.lists, *self.periods]
