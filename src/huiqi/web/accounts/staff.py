"""Staff: invited to posts by administrators; and the firms to which they declare a tie."""

from __future__ import annotations

from smtplib import SMTPException

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ..authorities.queries import one
from ..core.paging import paged
from ..core.routing import Request, told
from ..core.service import Failed
from ..permissions import scope
from . import services
from .forms import InviteForm, KinshipForm
from .links import send_invitation
from .models import Person
from .queries import invited, kinships

ROWS = 50


def list_invited(request: Request) -> HttpResponse:
    """Who was invited, to what, and whether they have followed; with the form that invites."""
    form = InviteForm() if scope(request.actor.role, "account.invite") else None
    return _page(request, form)


def invite(request: Request) -> HttpResponse:
    """An account, the post proposed for it, and the invitation."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        person = services.invite(request.actor, **form.cleaned_data)
    except Failed as failed:
        form.add_error(None, f"{failed.message}。{failed.hint}")
        return _page(request, form, 422)
    _send(request, person)
    return redirect("staff")


def invite_again(request: Request, pk: int) -> HttpResponse:
    """Another invitation, where the first was lost or is too old."""
    person = one(invited(request.actor, "account.invite"), pk=pk)
    with told(request):
        services.invite_again(request.actor, person=person)
        _send(request, person)
    return redirect("staff")


def list_kinships(request: Request) -> HttpResponse:
    """What one has declared; for auditors what others have, too."""
    return _kinships(request, KinshipForm())


def declare(request: Request) -> HttpResponse:
    """A firm that is one's own or a relative's."""
    form = KinshipForm(request.POST)
    if not form.is_valid():
        return _kinships(request, form, 422)
    services.declare_kinship(request.actor, **form.cleaned_data)
    messages.success(request, "已声明回避，这家企业的事项由其他人员办理。")
    return redirect("kinships")


def _kinships(request: Request, form: KinshipForm, status: int = 200) -> HttpResponse:
    page = paged(request, kinships(request.actor), ROWS)
    return render(request, "accounts/kinships.html", {"page": page, "form": form}, status=status)


def _page(request: Request, form: InviteForm | None, status: int = 200) -> HttpResponse:
    page = paged(request, invited(request.actor), ROWS)
    return render(request, "accounts/staff.html", {"page": page, "form": form}, status=status)


def _send(request: Request, person: Person) -> None:
    try:
        send_invitation(person)
    except (OSError, SMTPException):
        messages.error(request, "账户已开设，但邀请邮件没有发出，请稍后再发一次。")
    else:
        messages.success(request, "邀请已发出；岗位由另一名管理员确认后生效。")
