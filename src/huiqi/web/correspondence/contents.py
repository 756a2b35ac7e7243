"""What the caller of ``issue`` knows of a letter; number, day, office and remedies are added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from ...letters import Addressee, Amount, Deadline, Finding, LetterKind, Listing, Matter
from ..authorities.models import Authority, Department

# The kinds that share a series of numbers, with the word that ends their abbreviation.
SERIES = {
    LetterKind.RECEIPT: "受",
    LetterKind.SUPPLEMENT: "补",
    LetterKind.REFUSAL: "不受",
    LetterKind.APPROVAL: "决",
    LetterKind.PART_APPROVAL: "决",
    LetterKind.REJECTION: "决",
    LetterKind.REVOCATION_NOTICE: "撤告",
    LetterKind.PUBLIC_LIST: "公",
    LetterKind.UPHELD: "复",
    LetterKind.REOPENED: "复",
    LetterKind.FILED: "收",
    LetterKind.REVOCATION: "撤",
}
TITLES = {
    LetterKind.RECEIPT: _("受理回执"),
    LetterKind.SUPPLEMENT: _("补正通知书"),
    LetterKind.REFUSAL: _("不予受理通知书"),
    LetterKind.APPROVAL: _("决定书（予以支持）"),
    LetterKind.PART_APPROVAL: _("决定书（部分予以支持）"),
    LetterKind.REJECTION: _("决定书（不予支持）"),
    LetterKind.REVOCATION_NOTICE: _("撤销告知书"),
    LetterKind.PUBLIC_LIST: _("公示"),
    LetterKind.UPHELD: _("复核决定书（维持）"),
    LetterKind.REOPENED: _("复核决定书（重新审核）"),
    LetterKind.FILED: _("收件回执"),
    LetterKind.REVOCATION: _("撤销决定书"),
}
# The provision whose wording a kind prints under 权利告知.
REMEDIES = {
    LetterKind.REFUSAL: "决定救济",
    LetterKind.APPROVAL: "决定救济",
    LetterKind.PART_APPROVAL: "决定救济",
    LetterKind.REJECTION: "决定救济",
    LetterKind.REVOCATION_NOTICE: "撤销权利",
    LetterKind.UPHELD: "复核救济",
    LetterKind.REOPENED: "复核救济",
    LetterKind.REVOCATION: "决定救济",
}


class Addressed(Protocol):
    """What a letter is about: a row with the authority and department in charge, and the firm's code."""

    @property
    def authority(self) -> Authority:
        """Who is in charge."""

    @property
    def department(self) -> Department:
        """The department in charge."""

    @property
    def credit_code(self) -> str:
        """The firm it concerns; empty for a public list."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The letter's own words. ``authority`` and ``department`` only where others than the subject's issue it."""

    matter: Matter
    addressee: Addressee | None = None
    earlier: str = ""
    amounts: tuple[Amount, ...] = ()
    findings: tuple[Finding, ...] = ()
    listing: Listing | None = None
    deadlines: tuple[Deadline, ...] = ()
    authority: Authority | None = None
    department: Department | None = None
