"""The inbox: who sees what, what counts as reached, and mail that leaves once it is true and not twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from huiqi.web.accounts.models import Mandate, Person
from huiqi.web.accounts.services import revoke_mandate
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.core import clock
from huiqi.web.inbox import delivery
from huiqi.web.inbox.kinds import ALL, OPTIONAL
from huiqi.web.inbox.models import Mail, Mute, Notice
from huiqi.web.inbox.notifying import notify
from huiqi.web.inbox.queries import notices, reached, unread
from huiqi.web.inbox.services import mark_sent
from tests.web.papers import tell, tell_all
from tests.web.world import FIRM, HERE, OTHER_FIRM, acting, named, visit


@pytest.fixture(autouse=True)
def _ready(settings: object) -> Iterator[None]:
    """The people of the firm have addresses; mail is kept in the test's memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    for login in ("owner", "clerk", "officer"):
        Person.objects.filter(login=login).update(email=f"{login}@example.com")
    yield


def told(**given: object) -> Notice:
    return tell(acting("officer"), **given)


def sent() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def identities() -> list[str]:
    return [message.extra_headers["Message-ID"] for message in mail.outbox]


def test_a_firms_people_see_it_and_nobody_else() -> None:
    notice = told()
    holders, others = ("owner", "clerk", "bookkeeper"), ("owner-there", "officer", "auditor")
    assert [unread(acting(login)) for login in (*holders, *others)] == [1, 1, 1, 0, 0, 0]
    where = f"/inbox/{notice.pk}/"
    assert {visit(login).get(where).status_code for login in holders} == {200}
    assert {visit(login).get(where).status_code for login in others} == {404}


def test_an_office_and_a_person_have_theirs() -> None:
    here, line = Authority.objects.get(code=HERE), Department.objects.get(code="工信")
    task = told(office=(here, line), kind="task")
    note = told(person=named("officer").pk, kind="account")
    assert set(notices(acting("officer"))) == {task, note}
    assert set(notices(acting("policy-here"))) == {task}
    assert not notices(acting("officer-there")) and not notices(acting("finance"))


def test_a_notice_has_exactly_one_addressee() -> None:
    for given in ({"firm": FIRM, "person": named("owner").pk}, {"firm": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            told(**given)


def test_it_stands_in_the_audit_without_its_words() -> None:
    notice = told()
    entry = Entry.objects.get(subject="inbox.notice", subject_id=str(notice.pk))
    assert (entry.action, entry.firm) == ("account.change", FIRM)
    assert entry.changes["title"][1].startswith("digest:")


@pytest.mark.parametrize("link", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_a_link_stays_on_the_site(link: str) -> None:
    with pytest.raises(ValueError):
        told(firm=FIRM, link=link)


def test_a_title_is_one_line_and_a_kind_is_known() -> None:
    with pytest.raises(ValueError):
        told(firm=FIRM, title="甲\nBcc: x@example.com")
    with pytest.raises(KeyError):
        told(firm=FIRM, kind="advertising")


def test_outside_a_service_nobody_is_told() -> None:
    with pytest.raises(RuntimeError, match="inside a service"):
        notify(acting("officer"), kind="offer", title="甲", body="乙", firm=FIRM)


def test_opening_reaches_the_firm_and_empties_the_counter() -> None:
    notice = told()
    assert list(reached()) == []
    client = visit("clerk")
    assert ">1<" in client.get("/account/").content.decode()
    page = client.get(f"/inbox/{notice.pk}/").content.decode()
    assert "请确认意愿" in page and 'href="/account/"' in page
    assert list(reached()) == list(reached("offer")) == [FIRM] and not reached("decision")
    assert unread(acting("owner")) == 0
    client.get(f"/inbox/{notice.pk}/")
    assert Entry.objects.filter(action="notice.read").count() == 1


def test_marking_as_read_reaches_nobody() -> None:
    told()
    told()
    visit("owner").post("/inbox/read/")
    assert unread(acting("owner")) == 0 and not reached()
    assert "没有未读" in visit("owner").post("/inbox/read/", follow=True).content.decode()


def test_the_list_is_filtered_and_costs_the_same_however_long(django_assert_max_num_queries: object) -> None:
    for kind in ("offer", "decision", "offer"):
        told(firm=FIRM, kind=kind)
    client = visit("owner")
    client.get(f"/inbox/{Notice.objects.latest('id').pk}/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get("/inbox/", {"kind": "offer", "state": "unread"})
    assert len(page.context["page"].object_list) == 1
    assert len(client.get("/inbox/", {"kind": "no", "state": "read"}).context["page"].object_list) == 1
    assert "没有通知" in visit("owner-there").get("/inbox/").content.decode()


def test_what_is_unread_is_found_without_reading_everybodys() -> None:
    query = str(notices(acting("officer")).filter(read=None).query)
    assert "JOIN" not in query, "each of the three addressees is found by its own index"


def test_mail_leaves_after_the_commit(django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        told()
        assert not mail.outbox
    assert sent() == ["clerk@example.com", "owner@example.com"]
    assert Mail.objects.filter(sent=None).count() == 0
    assert Entry.objects.filter(action="mail.deliver").count() == 2


def test_what_is_rolled_back_tells_nobody() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told()
        raise ZeroDivisionError
    assert delivery.deliver() == 0 and not Notice.objects.exists()


def test_in_production_the_worker_sends(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    settings.ORIGIN = "https://huiqi.example"  # type: ignore[attr-defined]
    with clock.frozen(clock.now()):
        notice = told()
        delivery.deliver_at_once()
        assert not mail.outbox
        call_command("deliver_mail", stdout=StringIO())
    message = mail.outbox[0]
    assert message.subject == notice.title and "演示" not in message.body
    assert f"https://huiqi.example/inbox/{notice.pk}/" in message.body
    assert message.body.index("您好") < message.body.index("A notice")
    assert message.content_subtype == "plain" and message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_demos_mail_says_so() -> None:
    told()
    delivery.deliver()
    assert mail.outbox[0].subject.startswith("【演示】") and "无法律效力" in mail.outbox[0].body


def test_nothing_is_sent_twice() -> None:
    told()
    assert delivery.deliver() == 2
    assert delivery.deliver() == 0 and len(mail.outbox) == 2
    assert len(set(identities())) == 2


def test_a_worker_that_dies_leaves_its_mail_to_the_next_under_the_same_identity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(person=named("owner").pk)
    start = clock.now()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with clock.frozen(start):
        monkeypatch.setattr(delivery, "mark_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver()
        monkeypatch.setattr(delivery, "mark_sent", mark_sent)
        assert delivery.deliver() == 0
    with clock.frozen(start + delivery.LEASE):
        assert delivery.deliver() == 1
    assert len(mail.outbox) == 2 and len(set(identities())) == 1


def test_what_fails_is_tried_later_and_given_up_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refused)
    told(person=named("owner").pk)
    instant = clock.now()
    for pause in delivery.PAUSES:
        with clock.frozen(instant):
            assert delivery.deliver() == 0
        with clock.frozen(instant + pause - timedelta(seconds=1)):
            tries = Mail.objects.get().tries
            delivery.deliver()
            assert Mail.objects.get().tries == tries
        instant += pause
    with clock.frozen(instant):
        delivery.deliver()
    row = Mail.objects.get()
    assert row.given_up and row.tries == len(delivery.PAUSES) + 1 and row.sent is None
    assert Notice.objects.get().read is None


def test_a_person_switches_off_what_need_not_be_sent() -> None:
    client = visit("owner")
    assert client.get("/inbox/mail/").content.decode().count("checked") == len(OPTIONAL)
    client.post("/inbox/mail/", {"wanted": ["payment"]})
    told(firm=FIRM, kind="offer")
    told(firm=FIRM, kind="decision")
    delivery.deliver()
    assert sent() == ["clerk@example.com", "clerk@example.com", "owner@example.com"]
    assert unread(acting("owner")) == 2
    client.post("/inbox/mail/", {"wanted": ["payment", "offer"]})
    assert not Mute.objects.filter(kind="offer", muted=True).exists()
    assert client.post("/inbox/mail/", {"wanted": ["decision"]}).status_code == 422


def test_many_firms_are_told_at_once_each_with_its_mail(django_assert_max_num_queries: object) -> None:
    visit("clerk").post("/inbox/mail/", {"wanted": ["payment"]})
    strangers = [f"91360102MA{n:08d}" for n in range(60)]
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        made = tell_all(acting("officer"), kind="offer", firms=[FIRM, *strangers])
    assert [n.credit_code for n in made] == [FIRM, *strangers] and unread(acting("owner")) == 1
    told = Entry.objects.filter(subject="inbox.notice", action="account.change")
    assert {e.subject_id for e in told} == {str(n.pk) for n in made}
    assert all(e.changes["body"][1].startswith("digest:") for e in told)
    delivery.deliver()
    assert sent() == ["owner@example.com"]


def test_who_no_longer_acts_for_the_firm_gets_no_mail() -> None:
    revoke_mandate(acting("owner"), mandate=Mandate.objects.get(person__login="clerk"))
    told()
    delivery.deliver()
    assert sent() == ["owner@example.com"]


def test_an_office_is_told_by_mail_too() -> None:
    told(office=(Authority.objects.get(code=HERE), Department.objects.get(code="工信")), kind="task")
    told(firm=OTHER_FIRM)
    delivery.deliver()
    assert sent() == ["officer@example.com"]


def test_kinds_have_their_own_codes() -> None:
    assert len({kind.code for kind in ALL}) == len(ALL)
