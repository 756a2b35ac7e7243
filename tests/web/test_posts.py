"""Posts need two administrators; jurisdiction follows the tree."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from huiqi.web.authorities.loading import load_province
from huiqi.web.authorities.models import Authority, Department, Post
from huiqi.web.authorities.queries import authorities, authority_of_code, under
from huiqi.web.authorities.services import confirm_post, propose_post
from huiqi.web.core import clock
from huiqi.web.core.service import Failed, Refused
from huiqi.web.permissions import Role
from tests.sample import PROVINCE
from tests.web.world import HERE, acting, named, visit


def proposed() -> Post:
    return propose_post(
        acting("administrator"),
        person_id=named("person").pk,
        authority=Authority.objects.get(code=HERE),
        department=Department.objects.get(code="工信"),
        role=Role.OFFICER,
    )


def test_a_post_counts_once_a_second_administrator_confirms() -> None:
    post = proposed()
    assert acting("person").role is Role.PERSON
    with pytest.raises(Failed, match="不能确认"):
        confirm_post(acting("administrator"), post=post)
    confirm_post(acting("administrator-two"), post=post)
    assert acting("person").role is Role.OFFICER


def test_the_database_itself_wants_a_second_person() -> None:
    post = proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(confirmed_by=post.proposed_by)


def test_a_stale_code_is_not_enough() -> None:
    with pytest.raises(Refused) as refused:
        confirm_post(acting("administrator-two", fresh=False), post=proposed())
    assert refused.value.needs_code


def test_the_page_offers_each_administrator_what_they_may_do() -> None:
    proposed()
    proposer, other = (
        visit(a).get("/authorities/posts/").content.decode() for a in ("administrator", "administrator-two")
    )
    assert "/confirm/" not in proposer and "/confirm/" in other


def test_the_list_of_posts_costs_the_same_however_long(django_assert_max_num_queries: object) -> None:
    client = visit("administrator")
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        client.get("/authorities/posts/")


def test_the_first_administrators_are_two_and_only_once() -> None:
    with pytest.raises(CommandError, match="已有系统管理员"):
        call_command("first_administrators", "one", "two")


def test_an_authority_reaches_what_lies_below_it() -> None:
    city = under(HERE[:4])
    assert {HERE, HERE[:4]} <= {a.code for a in city}
    assert all(a.code.startswith(HERE[:4]) for a in city)


def test_what_was_dissolved_is_answered_for_by_its_successor() -> None:
    gone, next_one = Authority.objects.get(code=HERE), Authority.objects.get(code="360103")
    Authority.objects.filter(pk=gone.pk).update(until=clock.today(), successor=next_one)
    assert gone in under("360103")


def test_a_code_finds_its_county_else_its_city() -> None:
    assert authority_of_code("360102").code == "360102"
    assert authority_of_code("360199").code == "3601"
    assert authority_of_code("110101") is None


def test_loading_again_changes_nothing_and_neighbours_are_no_authorities() -> None:
    before = list(authorities().values_list("code", "name"))
    load_province(PROVINCE, clock.today())
    assert list(authorities().values_list("code", "name")) == before
    assert {a.level for a in authorities()} == {"province", "city", "county", "area"}


def test_a_change_outside_a_service_is_a_bug() -> None:
    from huiqi.web.audit.recording import create

    with pytest.raises(RuntimeError, match="inside a service"):
        create(Department, code="新", name="新部门")


def test_what_waits_for_confirmation_stands_first_on_pages_of_fifty() -> None:
    for _ in range(50):
        proposed()
    first, second = (
        visit("administrator").get("/authorities/posts/", {"page": n}).context["rows"] for n in (1, 2)
    )
    assert len(first) == 50 and all(post.confirmed_by is None for post, _ in first)
    assert second and all(post.confirmed_by is not None for post, _ in second)
