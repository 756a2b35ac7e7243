"""A desk at which tests import files: it writes them, imports them, and looks at the outcome."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huiqi.codes import Regions
from huiqi.register.importing import ImportReport, import_files
from huiqi.register.store import Snapshot
from huiqi.vocabulary import Vocabulary

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROVINCE = ROOT / "provinces" / "jiangxi"
KNOWN_AT = date(2022, 10, 10)

ENTERPRISE = "91360000008633857N"
OTHER = "9136000001518130X4"
THIRD = "91360000031330213H"


@dataclass
class Desk:
    """Writes files, imports them into one store, and looks at what came of it."""

    folder: Path
    vocabulary: Vocabulary
    regions: Regions

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def file(self, name: str, text: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def take(self, *files: Path, base: Snapshot | None = None) -> ImportReport:
        report = import_files(files, self.vocabulary, self.regions, self.store, KNOWN_AT, base)
        assert report.accepted + report.rejected == report.read
        return report

    def enterprises(self, *rows: Sequence[str], header: str = "") -> Path:
        """企业.csv with these rows of (code, name, place, then what ``header`` names)."""
        lines = [f"统一社会信用代码,名称,所在地{header}", *(",".join(row) for row in rows)]
        return self.file("企业.csv", "\n".join(lines) + "\n")

    def rejects(self, name: str = "企业.csv") -> list[dict[str, str]]:
        path = self.store / "rejects" / f"{name}.rejects.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
