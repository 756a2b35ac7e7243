"""What a run has finished before it is whole, so that a killed one can be taken up again.

The run grows in a folder; ``work`` in it holds the entitlements of each finished measure, and a
mark with the print of everything it rests on. A measure is written in a folder of its own, moved
into place, and only then marked: whatever a kill leaves half-written is never looked at again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .names import literals
from .sums import NO_ENTITLEMENTS, Found

TABLES = ("candidates", "awards")


@dataclass
class Writing:
    """A measure being written: its folder, and what was found."""

    draft: Path
    found: Found


class Work:
    """The folder in which measures are finished; ``prints`` say what each would rest on now."""

    def __init__(self, folder: Path, prints: Mapping[str, str]) -> None:
        self.folder, self.prints = folder, prints
        self._work = folder / "work"
        self._work.mkdir(parents=True, exist_ok=True)
        for mark in self._work.glob("[!.]*.json"):
            if self.found(mark.stem) is None:
                mark.unlink()
        for stands in (x for table in TABLES for x in (folder / table).glob("measure=*")):
            if self.found(stands.name.removeprefix("measure=")) is None:
                shutil.rmtree(stands)

    def found(self, measure: str) -> Found | None:
        """What a finished measure adds up to; None where it is not, or rests on something else."""
        try:
            mark = json.loads(self._mark(measure).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return Found(**mark["found"]) if mark["print"] == self.prints.get(measure) else None

    def entitlements(self) -> str:
        """The entitlements of all measures, to be read in SQL."""
        files = literals(self._entitled(m) for m in self.prints)
        return f"read_parquet([{files}])" if self.prints else NO_ENTITLEMENTS

    @contextmanager
    def writing(self, measure: str, candidates: Path, awards: Path) -> Iterator[Writing]:
        """A folder to write a measure in; it is finished once the block has ended well."""
        writing = Writing(Path(tempfile.mkdtemp(prefix="draft-", dir=self._work)), Found({}, []))
        yield writing
        self._mark(measure).unlink(missing_ok=True)
        for name, target in zip(TABLES, (candidates, awards), strict=True):
            shutil.rmtree(target, ignore_errors=True)
            if (writing.draft / name).is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                (writing.draft / name).rename(target)
        (writing.draft / "entitled.parquet").replace(self._entitled(measure))
        write_json(self._mark(measure), {"print": self.prints[measure], "found": asdict(writing.found)})
        writing.draft.rmdir()

    def clear(self) -> None:
        """Leave nothing but the run."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _mark(self, measure: str) -> Path:
        return self._work / f"{measure}.json"

    def _entitled(self, measure: str) -> Path:
        return self._work / f"{measure}.parquet"


def write_json(file: Path, value: object) -> None:
    """Write JSON that is there whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)
