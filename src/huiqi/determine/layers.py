"""A run's tables, whatever overlays lie over its base: the one place where they are put together.

``RUN/overlay/0001/`` and so on hold what later updates changed. ``overlay.json`` says which
measures an overlay answers *whole*, and which it only *patched*: for the subjects of its
``numbers.parquet``. The newest word on a measure and a subject holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..register.places import Files, Place
from .names import literals, rows_of
from .sums import ENTITLED, NO_ENTITLEMENTS

OVERLAYS = "overlay"


@dataclass(frozen=True)
class Layer:
    """A base or an overlay: measures it answers whole, those it patched; whether it names the subjects."""

    folder: Place
    whole: tuple[str, ...]
    patched: tuple[str, ...] = ()
    subjects: bool = True

    def table(self, table: str, measure: str) -> Place:
        """The folder of a measure's ``candidates`` or ``awards``."""
        return self.folder / table / f"measure={measure}"

    @property
    def entitlements(self) -> Place:
        """Its entitlements."""
        return self.folder / "entitlements.parquet"

    @property
    def numbers(self) -> Place:
        """The subjects for which measures are patched."""
        return self.folder / "numbers.parquet"


@dataclass(frozen=True)
class Layers:
    """All layers of a run, the base first."""

    layers: tuple[Layer, ...]

    @property
    def newest(self) -> Layer:
        """The layer whose summary and manifest hold."""
        return self.layers[-1]

    @property
    def naming(self) -> Layer:
        """The newest layer that has the subjects and their groups."""
        return next(x for x in reversed(self.layers) if x.subjects)

    def subjects(self) -> str:
        """All subjects as a relation."""
        return rows_of(self.naming.folder / "subjects.parquet")

    def of(self, measure: str) -> tuple[Layer, tuple[Layer, ...]]:
        """The layer that answers a measure whole, and those that patch it, oldest first."""
        last = max(i for i, layer in enumerate(self.layers) if measure in layer.whole)
        return self.layers[last], tuple(x for x in self.layers[last:] if measure in x.patched)

    def rows(self, table: str, measure: str) -> str:
        """A measure's ``candidates`` or ``awards`` as a relation; in no order if patched."""
        whole, patches = self.of(measure)
        layers = (whole, *patches)
        parts = [_part(x.table(table, measure), layers[i + 1 :]) for i, x in enumerate(layers)]
        return f"({' UNION ALL '.join(parts)})"

    def entitlements(self, measures: Iterable[str]) -> str:
        """The entitlements of measures as a relation with the columns ``ENTITLED``."""
        listed = literals(measures)
        told = [x for x in self.layers if x.whole or x.patched]
        parts = [_entitled(x, told[i + 1 :], listed) for i, x in enumerate(told)]
        return f"({' UNION ALL '.join(parts)})" if parts else NO_ENTITLEMENTS


def read_layers(files: Files, run: Place, measures: Iterable[str]) -> Layers:
    """The layers of a finished run, whose base answers ``measures``."""
    names = sorted(name for name in files.names(run / OVERLAYS) if name.isdigit())
    return Layers((Layer(run, tuple(measures)), *(_overlay(files, run / OVERLAYS / n) for n in names)))


def _overlay(files: Files, folder: Place) -> Layer:
    said = json.loads(files.read(folder / "overlay.json"))
    return Layer(folder, tuple(said["whole"]), tuple(said["patched"]), said["subjects"])


def _part(folder: Place, newer: Sequence[Layer]) -> str:
    later = "".join(f" ANTI JOIN {rows_of(x.numbers)} AS n{i} USING (number)" for i, x in enumerate(newer))
    return f"SELECT * FROM {rows_of(folder)} AS c{later}"


def _entitled(layer: Layer, newer: Sequence[Layer], listed: str) -> str:
    names = ", ".join(ENTITLED)
    tests = [f"measure IN ({listed})"]
    for later in newer:
        if later.whole:
            tests.append(f"measure NOT IN ({literals(later.whole)})")
        if later.patched:
            subjects = f"SELECT number FROM {rows_of(later.numbers)}"
            tests.append(f"NOT (measure IN ({literals(later.patched)}) AND number IN ({subjects}))")
    return f"SELECT {names} FROM {rows_of(layer.entitlements)} WHERE {' AND '.join(tests)}"
