"""A firm's own library."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..authorities.queries import one
from ..core.paging import paged
from ..core.routing import Request, told
from . import services
from .forms import UploadForm
from .queries import documents
from .serving import served

ROWS = 30


def library(request: Request) -> HttpResponse:
    """Documents, and the form that adds one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told(request):
            services.keep_document(
                request.actor, credit_code=request.actor.firm, name=file.name, file=file.file
            )
            messages.success(request, _("已存入材料库。"))
        return redirect("documents")
    shown = paged(request, documents(request.actor), ROWS)
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/library.html", {"form": form, "page": shown}, status=status)


def download(request: Request, pk: int) -> HttpResponse:
    """One file."""
    return served(one(documents(request.actor), pk=pk))


def remove(request: Request, pk: int) -> HttpResponse:
    """Take one out."""
    with told(request):
        services.remove_document(
            request.actor, document=one(documents(request.actor, "document.keep"), pk=pk)
        )
        messages.success(request, _("已移出材料库；已经用到它的申请不受影响。"))
    return redirect("documents")
