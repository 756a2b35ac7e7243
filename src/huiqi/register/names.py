"""Made-up names: a place, a trade word, an industry word and a legal form.

Words are package data (``data/names.toml``); places come from the regions. Names are whole
Arrow columns, put together by taking from short lists.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..codes import Regions
from .draws import Words, choices, random_words

DATA = "names.toml"
PART = re.compile(r"\{(place|word|industry|form)\}")
SUFFIXES = ("省", "市", "县", "区")


@dataclass(frozen=True)
class Lexicon:
    """Word lists: trade words, legal forms with weights, industry words by division."""

    words: tuple[str, ...]
    forms: Mapping[str, float]
    industry: tuple[str, ...]
    by_division: Mapping[str, tuple[str, ...]]


@cache
def lexicon() -> Lexicon:
    """The word lists of the package."""
    data = tomllib.loads(files(__package__).joinpath("data", DATA).read_text(encoding="utf-8"))
    words = tuple(a + b for a in data["first"] for b in dict.fromkeys(data["second"]) if a != b)
    by_division = {code: tuple(found) for code, found in data["industries"].items()}
    return Lexicon(words, data["forms"], tuple(data["industry"]), by_division)


def make_names(
    pattern: str,
    stream: tuple[int, str, int],
    places: npt.NDArray[np.int64],
    divisions: Sequence[str],
    division_of: npt.NDArray[np.int64],
    regions: Regions,
) -> pa.Array:
    """Names by a pattern, one per row.

    ``places`` are indices into ``regions.places``, ``division_of`` into ``divisions``;
    ``stream`` is (seed, path, chunk) of the random words used.
    """
    seed, path, chunk = stream
    size = len(places)
    pieces: list[pa.Array | pa.Scalar] = []
    for text, part in _split(pattern):
        if text:
            pieces.append(pa.scalar(text))
        if part:
            words = random_words(seed, f"{path}:{part}", chunk, size)
            pieces.append(_piece(part, words, places, divisions, division_of, regions))
    return pc.binary_join_element_wise(*pieces, "") if size else pa.array([], pa.string())


def _split(pattern: str) -> list[tuple[str, str]]:
    found = PART.split(pattern)
    return list(zip(found[::2], [*found[1::2], ""], strict=True))


def _piece(
    part: str,
    words: Words,
    places: npt.NDArray[np.int64],
    divisions: Sequence[str],
    division_of: npt.NDArray[np.int64],
    regions: Regions,
) -> pa.Array:
    if part == "place":
        return _places(words, places, regions)
    if part == "word":
        return _take(lexicon().words, _below(words, len(lexicon().words)))
    if part == "form":
        weights = choices(dict(enumerate(lexicon().forms.values())))
        return _take(tuple(lexicon().forms), weights.draw(words, {}))
    lists = [lexicon().by_division.get(d, lexicon().industry) for d in divisions] or [lexicon().industry]
    starts = np.cumsum([0, *(len(found) for found in lists)])
    lengths = np.array([len(found) for found in lists], np.uint64)[division_of]
    index = starts[division_of] + ((words >> np.uint64(32)) % lengths).astype(np.int64)
    return _take(tuple(w for found in lists for w in found), index)


def _places(words: Words, places: npt.NDArray[np.int64], regions: Regions) -> pa.Array:
    """The province, the city or the county, each for a third of the names."""
    levels = [[_short(regions[c].name) for c in _three(regions, code)] for code in regions.places]
    return _take(tuple(n for names in levels for n in names), places * 3 + _below(words, 3))


def _three(regions: Regions, code: str) -> tuple[str, str, str]:
    above = regions.ancestors(code)
    return above[0], above[min(1, len(above) - 1)], above[-1]


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 and name.endswith(SUFFIXES) and not name.endswith("新区") else name


def _below(words: Words, count: int) -> npt.NDArray[np.int64]:
    return ((words >> np.uint64(32)) % np.uint64(count)).astype(np.int64)


def _take(texts: Sequence[str], index: npt.NDArray[np.int64]) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(index))
