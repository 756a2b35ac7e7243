"""The wording of an expression as the law has it: which reading it takes, what it leaves to settings."""

from __future__ import annotations

from collections.abc import Mapping

from ..tree import nodes as n
from ..tree.fold import rebuild


def as_read(node: n.Node, adopted: Mapping[str, str]) -> n.Node:
    """The expression as written, with the option adopted in the place of a choice."""
    if isinstance(node, n.Sugar):
        return node
    if isinstance(node, n.Choice):
        chosen = dict(node.options).get(adopted.get(node.reading, ""))
        if chosen is not None:
            return as_read(chosen, adopted)
    return rebuild(node, lambda child: as_read(child, adopted))


def recorded(node: n.Node) -> bool:
    """Whether an expression as written names what settings record: a condition, a list, a figure."""
    return any(
        isinstance(x, n.Pending | n.ParamRef) or (isinstance(x, n.Member) and bool(x.list.name))
        for x in n.walk(node)
    )


def defined(node: n.Node) -> bool:
    """Whether an expression as written speaks of a definition by its name."""
    return any(isinstance(x, n.Sugar) and x.form == "definition" for x in n.walk(node))
