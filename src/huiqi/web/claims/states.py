"""Where a claim stands, and what is true of several states at once."""

from __future__ import annotations

from django.db.models import TextChoices


class State(TextChoices):
    """Each with the word its claimant reads."""

    NONE = "-", "尚无"
    OFFERED = "offered", "待企业确认"
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    REVIEW = "review", "审核中"
    LAST = "last-review", "终审中"
    SUPPLEMENTING = "supplementing", "待补正"
    PUBLICITY = "publicity", "公示中"
    APPROVED = "approved", "已核准"
    WAITING = "waiting-funds", "待资金"
    COMMITTED = "committed", "已承诺"
    SETTLED = "settled", "已兑现"
    REJECTED = "rejected", "不予支持"
    RECONSIDERING = "reconsidering", "复核中"
    FINAL = "final", "维持原决定"
    REVOKING = "revoking", "拟撤销"
    REVOKED = "revoked", "已撤销"
    NOT_ACCEPTED = "not-accepted", "不予受理"
    CLOSED = "closed", "逾期未补正"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期未申报"


BEFORE_SUBMISSION = (State.OFFERED, State.DRAFT)
BEFORE_APPROVAL = (*BEFORE_SUBMISSION, State.SUBMITTED, State.REVIEW, State.LAST, State.SUPPLEMENTING)
GRANTED = (
    State.PUBLICITY,
    State.APPROVED,
    State.WAITING,
    State.COMMITTED,
    State.SETTLED,
    State.REVOKING,
)
"""Limits are reserved."""
OPEN = (*BEFORE_APPROVAL, State.RECONSIDERING)
"""Of one measure, claimant and period there is one claim at most in these."""
LIVE = (*OPEN, *GRANTED)
ON_DESK = (State.SUBMITTED, State.REVIEW, State.LAST, State.RECONSIDERING, State.PUBLICITY, State.REVOKING)
"""An officer has it to deal with."""
