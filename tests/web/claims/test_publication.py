"""A publication meets claims in every state: what was submitted is never edited, and what differs is told."""

from collections.abc import Callable
from datetime import date

import pytest

from huiqi.web.claims.hook import meet
from huiqi.web.claims.models import Claim, Flag, Reservation
from huiqi.web.claims.moves import Given
from huiqi.web.claims.publication import REACTIONS
from huiqi.web.claims.states import State
from huiqi.web.core.service import Failed
from huiqi.web.inbox.models import Notice
from huiqi.web.runs.models import Run
from tests.sample import DEMO, WAN
from tests.web.claims.stages import PACKAGE, REACH, Register, decide, firm, handle, last
from tests.web.world import FIRM

CORRECTED = ((date(2022, 5, 10), 60 * WAN), (date(2022, 9, 10), 60 * WAN))
FLAGGED = ("submitted", "review", "last-review", "supplementing", "reconsidering")
STANDING = ("publicity", "approved", "waiting-funds", "committed", "settled", "revoking")
TRANSITION = """```reading
编号: 过渡
问题: 已经提交的申请按哪一天的规定？
选项:
  从新: 按新的规定
  从旧: 按提交时的规定
```
"""
Publish = Callable[[], None]


class Progress:
    """A job's, which keeps its last checkpoint."""

    checkpoint: object = None

    def save(self, checkpoint: object, **_: object) -> None:
        self.checkpoint = checkpoint


def met() -> None:
    """A new publication meets the claims there are."""
    meet(Progress(), Run(package=PACKAGE), 0, 0)  # type: ignore[arg-type]


@pytest.fixture
def correct(register: Register) -> Publish:
    """The register has corrected both premiums; a new result is published."""

    def publish() -> None:
        register.firms[FIRM] = firm(*CORRECTED)
        met()

    return publish


@pytest.fixture
def reset(enacted: Callable[..., None]) -> Callable[..., None]:
    """The rate rises to 90 %; the package may adopt an interpretation of the transition."""

    def publish(transition: str = "") -> None:
        text = DEMO.read_text(encoding="utf-8").replace("| 70% |", "| 90% |")
        if transition:
            row = "| 年-口径 | 日历年 | 2022-04-27 | 省 | 演示 |"
            text = text.replace(row, f"{row}\n| 过渡 | {transition} | 2022-04-27 | 省 | 演示 |")
        enacted(settings=text, reading=TRANSITION if transition else "")
        met()

    return publish


def notices(claim: Claim) -> list[str]:
    """What the firm was told, by kind."""
    return list(
        Notice.objects.filter(link=f"/claims/{claim.pk}/").order_by("id").values_list("kind", flat=True)
    )


def sight(claim: Claim) -> tuple[object, ...]:
    """What a publication must leave alone."""
    claim = Claim.objects.get(pk=claim.pk)
    lines = list(claim.lines.order_by("id").values_list("record", "decision", "amount"))
    standing = list(Reservation.objects.filter(released=None).values_list("amount", flat=True))
    return claim.state, claim.level, lines, standing


def test_every_state_has_a_cell() -> None:
    assert set(REACTIONS) == set(State) - {State.NONE}


def test_a_draft_is_filled_again_with_a_notice(correct: Publish) -> None:
    claim = REACH[State.DRAFT]()
    correct()
    assert [line.asked for line in claim.lines.order_by("id")] == [42 * WAN, 42 * WAN]
    assert notices(claim) == ["change"]


@pytest.mark.parametrize("state", FLAGGED)
def test_what_is_under_way_is_flagged_and_keeps_both_bases(state: str, correct: Publish) -> None:
    claim = REACH[State(state)]()
    before = sight(claim)
    correct()
    flag = Flag.objects.get()
    assert (flag.facts, flag.rules) == (True, False)
    assert flag.old.digest != flag.new.digest and flag.new.occasion == "publication"
    assert sight(claim) == before and notices(claim)[-1] == "change"


@pytest.mark.parametrize("state", STANDING)
def test_what_was_approved_stands(state: str, correct: Publish) -> None:
    claim = REACH[State(state)]()
    before, told = sight(claim), notices(claim)
    correct()
    assert sight(claim) == before and notices(claim) == told and not Flag.objects.exists()


@pytest.mark.parametrize("state", ["rejected", "final"])
def test_one_that_was_rejected_and_would_be_eligible_now_is_told(state: str, correct: Publish) -> None:
    claim = REACH[State(state)]()
    before = sight(claim)
    correct()
    assert sight(claim) == before and notices(claim)[-1] == "change"
    count = len(notices(claim))
    met()
    assert len(notices(claim)) == count, "the same result is told once"


@pytest.mark.parametrize("state", ["revoked", "not-accepted", "closed", "withdrawn", "lapsed"])
def test_what_is_over_is_left_alone(state: str, correct: Publish) -> None:
    claim = REACH[State(state)]()
    before, told = sight(claim), notices(claim)
    correct()
    assert sight(claim) == before and notices(claim) == told


def test_a_publication_that_changes_nothing_tells_nothing() -> None:
    claim = last()
    met()
    assert not Flag.objects.exists() and notices(claim)[-1:] != ["change"]


def settle(claim: Claim) -> Flag:
    """The city deals with the difference."""
    given = Given(words="已核对", target=Flag.objects.get(settled=None).pk)
    with pytest.raises(Failed, match="差异"):
        decide(claim, "officer-above", "approve")
    handle(claim, "officer-above-two", "settle", given)
    return Flag.objects.get()


def paid(claim: Claim) -> list[int | None]:
    claim = decide(claim, "officer-above", "approve")
    return [line.amount for line in claim.lines.order_by("id")]


def test_a_corrected_fact_counts_where_nothing_else_is_adopted(correct: Publish) -> None:
    claim = last()
    correct()
    assert "更正的事实计入" in settle(claim).outcome
    assert paid(claim) == [42 * WAN, 42 * WAN]


def test_a_changed_setting_does_not(reset: Callable[..., None]) -> None:
    claim = last()
    reset()
    flag = settle(claim)
    assert (flag.facts, flag.rules) == (False, True) and "不计入" in flag.outcome
    assert paid(claim) == [70 * WAN, 30 * WAN]


def test_a_corrected_fact_counts_under_the_old_rules(register: Register, reset: Callable[..., None]) -> None:
    claim = last()
    register.firms[FIRM] = firm(*CORRECTED)
    reset()
    settle(claim)
    assert paid(claim) == [42 * WAN, 42 * WAN]


@pytest.mark.parametrize(
    ("option", "expected"), [("从新", [54 * WAN, 46 * WAN]), ("从旧", [70 * WAN, 30 * WAN])]
)
def test_an_adopted_transition_decides(
    option: str, expected: list[int], register: Register, reset: Callable[..., None]
) -> None:
    claim = last()
    register.firms[FIRM] = firm(*CORRECTED)
    reset(option)
    assert option in settle(claim).outcome
    assert paid(claim) == expected


def test_a_difference_that_was_decided_is_not_raised_again(reset: Callable[..., None]) -> None:
    claim = last()
    reset()
    settle(claim)
    met()
    assert Flag.objects.count() == 1


def test_a_flag_falls_when_the_result_is_again_what_the_claim_rests_on(
    register: Register, correct: Publish
) -> None:
    claim = last()
    correct()
    register.firms[FIRM] = firm()
    met()
    flag = Flag.objects.get()
    assert flag.settled and "一致" in flag.outcome
    assert paid(claim) == [70 * WAN, 30 * WAN]
