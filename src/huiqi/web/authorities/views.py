"""Posts, for administrators and auditors."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..core.paging import paged
from ..core.routing import Request, told
from ..permissions import scope
from . import services
from .forms import PostForm
from .permissions import can_confirm_post
from .queries import one, posts

ROWS = 50


def list_posts(request: Request) -> HttpResponse:
    """Everybody's posts, with the form that proposes one."""
    return _page(request, PostForm() if scope(request.actor.role, "post.propose") else None)


def _page(request: Request, form: PostForm | None, status: int = 200) -> HttpResponse:
    page = paged(request, posts(request.actor), ROWS)
    rows = [(post, can_confirm_post(request.actor, post)) for post in page]
    shown = {"page": page, "rows": rows, "form": form}
    return render(request, "authorities/posts.html", shown, status=status)


def propose(request: Request) -> HttpResponse:
    """Propose a post."""
    form = PostForm(request.POST)
    if form.is_valid():
        values = dict(form.cleaned_data)
        person = get_user_model().objects.filter(login=values.pop("login"), is_active=True).first()
        if person is not None:
            services.propose_post(request.actor, person_id=person.pk, **values)
            messages.success(request, "已提出，等待另一名管理员确认。")
            return redirect("posts")
        form.add_error("login", "没有这个用户")
    return _page(request, form, 422)


def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm somebody else's proposal."""
    with told(request):
        services.confirm_post(request.actor, post=one(posts(request.actor, "post.confirm"), pk=pk))
        messages.success(request, "岗位已生效。")
    return redirect("posts")


def end(request: Request, pk: int) -> HttpResponse:
    """End a post."""
    with told(request):
        services.end_post(request.actor, post=one(posts(request.actor, "post.end"), pk=pk))
        messages.success(request, "岗位已结束。")
    return redirect("posts")
