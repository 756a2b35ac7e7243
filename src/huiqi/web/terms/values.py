"""What a provision may hold: a span, a count, a day, wording, a handling, an office; checked when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from ..core.models import Unit

LONGEST_SPAN = 366
MOST_LEVELS = 3
AUTHORITY, DEPARTMENT = "{机关}", "{部门}"
AUTOMATIC, APPLICATION = "免申即享", "在线申请"
ROUTES = (AUTOMATIC, APPLICATION)


@dataclass(frozen=True)
class Span:
    """So many days or working days."""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if not 1 <= self.count <= LONGEST_SPAN or self.unit not in Unit.values:
            raise ValueError(f"天数应在 1 至 {LONGEST_SPAN} 之间，单位为日或工作日")

    def __str__(self) -> str:
        return f"{self.count} 个工作日" if self.unit == Unit.WORKING_DAYS else f"{self.count} 日"


@dataclass(frozen=True)
class Count:
    """A number of levels."""

    count: int

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_LEVELS:
            raise ValueError(f"级数应在 1 至 {MOST_LEVELS} 之间")

    def __str__(self) -> str:
        return f"{self.count} 级"


@dataclass(frozen=True)
class Day:
    """A day, as ``2022-12-31``."""

    day: str

    def __post_init__(self) -> None:
        date.fromisoformat(self.day)

    def __str__(self) -> str:
        return self.day


@dataclass(frozen=True)
class Wording:
    """A text that letters print; each line is a paragraph."""

    wording: str

    def __post_init__(self) -> None:
        if not self.wording.strip():
            raise ValueError("没有文字")

    def __str__(self) -> str:
        return self.wording


@dataclass(frozen=True)
class Handling:
    """By which route a measure reaches people, and the code of the department in charge."""

    route: str
    department: str

    def __post_init__(self) -> None:
        if self.route not in ROUTES or not self.department:
            raise ValueError(f"办理途径是{'或'.join(ROUTES)}，并写明主办部门")

    def __str__(self) -> str:
        return f"{self.route}，{self.department}主办"


@dataclass(frozen=True)
class Office:
    """Who signs (``organ``), answers (``desk``, its telephone and address) and numbers letters.

    ``abbreviation`` stands before 〔year〕 (机关代字). A *pattern* stands for every authority and
    department below: ``{机关}`` and ``{部门}`` become their names, in the abbreviation the department's code.
    """

    organ: str
    desk: str
    abbreviation: str
    phone: str
    address: str = ""

    PARTS: ClassVar = (AUTHORITY, DEPARTMENT)

    def __post_init__(self) -> None:
        if not all(text.strip() for text in (self.organ, self.desk, self.abbreviation, self.phone)):
            raise ValueError("机关、部门、代字和电话都要填写")
        if any(c.isdigit() or c.isspace() or c in "〔〕" for c in self.abbreviation):
            raise ValueError("机关代字不含数字、空格和六角括号")

    @property
    def pattern(self) -> bool:
        """Whether it stands for more than one office."""
        return all(part in self.abbreviation for part in self.PARTS)

    def of(self, authority: str, department: str, code: str) -> Office:
        """The office of that authority and department."""
        filled = {
            name: text.replace(AUTHORITY, authority).replace(
                DEPARTMENT, code if name == "abbreviation" else department
            )
            for name, text in asdict(self).items()
        }
        return Office(**filled)

    def __str__(self) -> str:
        return "，".join(filter(None, (self.organ, self.desk, self.abbreviation, self.phone, self.address)))


Value = Span | Count | Day | Wording | Handling | Office


def read(kind: type[Value], stored: Mapping[str, Any]) -> Value:
    """The value of that kind.

    Raises:
        ValueError: what is stored is none, in words.
    """
    try:
        return kind(**stored)
    except TypeError:
        raise ValueError("缺少或多出了内容") from None
