"""Posts: proposed by one administrator, confirmed by another, ended by either."""

from __future__ import annotations

from datetime import timedelta

from ..actor import Actor
from ..audit.recording import change, create
from ..core.clock import today
from ..core.service import Failed, service
from ..permissions import Role
from .models import Authority, Department, Post
from .permissions import can_confirm_post


@service("post.propose")
def propose_post(
    actor: Actor, *, person_id: int, authority: Authority, department: Department, role: str
) -> Post:
    """Ask for a post; it gives nothing until a second administrator confirms it."""
    return create(
        Post,
        person_id=person_id,
        authority=authority,
        department=department,
        role=role,
        since=today(),
        proposed_by_id=actor.person,
    )


@service("post.found")
def seat_first(
    actor: Actor, *, persons: tuple[int, int], authority: Authority, department: Department
) -> None:
    """The first two administrators, each confirmed by the other.

    Raises:
        Failed: there is an administrator already.
    """
    if Post.objects.filter(role=Role.ADMINISTRATOR.value).exists():
        raise Failed("已有系统管理员", "由现任管理员提出新的岗位")
    for one, other in (persons, persons[::-1]):
        create(
            Post,
            person_id=one,
            authority=authority,
            department=department,
            role=Role.ADMINISTRATOR.value,
            since=today(),
            proposed_by_id=one,
            confirmed_by_id=other,
        )


@service("post.confirm")
def confirm_post(actor: Actor, *, post: Post) -> Post:
    """Put a proposed post into force.

    Raises:
        Failed: the actor proposed it, or is the person it is for, or it is in force.
    """
    row = Post.objects.select_for_update().get(pk=post.pk)
    if not can_confirm_post(actor, row):
        raise Failed("不能确认这个岗位", "须由提出者和任职者以外的另一名管理员确认")
    return change(row, confirmed_by_id=actor.person)


@service("post.end")
def end_post(actor: Actor, *, post: Post) -> Post:
    """The post is held no longer, from now on.

    Raises:
        Failed: it has ended already.
    """
    row = Post.objects.select_for_update().get(pk=post.pk)
    if row.until is not None:
        raise Failed("这个岗位已经结束", "刷新页面看现在的状态")
    return change(row, until=today() - timedelta(days=1))
