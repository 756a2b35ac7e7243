"""What a letter says, as data. All text is printed as it stands; nothing in it is markup.

Amounts are integer fen; an amount nobody has set yet is ``None`` and printed 待定, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class LetterKind(Enum):
    """What a letter does; the value is stable and may be stored."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APPROVAL = "approval"
    PART_APPROVAL = "part-approval"
    REJECTION = "rejection"
    REVOCATION_NOTICE = "revocation-notice"
    PUBLIC_LIST = "public-list"
    UPHELD = "upheld"
    REOPENED = "reopened"
    FILED = "filed"
    REVOCATION = "revocation"


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for: the name on the register and the unified social credit code."""

    name: str
    code: str


@dataclass(frozen=True)
class Matter:
    """What a letter is about.

    ``measure`` is the measure's title, ``document`` the policy as it is cited with its number,
    ``place`` the clause in it, ``clause`` its words (a line is a paragraph); ``claim`` is the claim's
    number, empty on the automatic route.
    """

    measure: str
    document: str
    place: str
    clause: str
    claim: str = ""


@dataclass(frozen=True)
class Amount:
    """A sum with its name, as 核定金额; ``fen`` is ``None`` while it is 待定."""

    label: str
    fen: int | None
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """One reason, or one thing to supplement, and what it rests on (a condition, a fact with source and day)."""

    text: str
    basis: str = ""


@dataclass(frozen=True)
class Deadline:
    """What is due by which day, and the rule that says so; ``provisional`` while no calendar covers the day."""

    what: str
    day: date
    rule: str
    provisional: bool = False


@dataclass(frozen=True)
class Remedies:
    """How the addressee may have a letter reviewed: wording set by an authority, in force since a day.

    ``demo`` marks wording nobody issued: it is printed as 演示, and refused outside the demo.
    """

    wording: str
    since: date
    reference: str
    demo: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a listing; a ``money`` column holds fen (or ``None``) and has a total."""

    heading: str
    money: bool = False


Cell = str | int | None


@dataclass(frozen=True)
class Listing:
    """Records, or enterprises of a public list, as a table; its rows are numbered when it is printed."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter, whole.

    ``number`` is the 发文字号 (:func:`~huiqi.letters.official_number`), ``earlier`` that of the letter this
    one reviews or would revoke, ``contact`` how to reach the department, ``root`` the last
    published root of the issuer's audit (day, number, digest). A ``demo`` letter carries
    演示·无法律效力 on every page.
    """

    kind: LetterKind
    number: str
    issued: date
    authority: str
    department: str
    matter: Matter
    demo: bool
    addressee: Addressee | None = None
    earlier: str = ""
    amounts: tuple[Amount, ...] = ()
    findings: tuple[Finding, ...] = ()
    listing: Listing | None = None
    deadlines: tuple[Deadline, ...] = ()
    remedies: Remedies | None = None
    contact: str = ""
    root: str = ""
