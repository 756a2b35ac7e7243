"""Pages of a department that delivers register data."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from ...errors import HuiqiError
from ...register.importing import REJECTS
from ..authorities.queries import one
from ..core.clock import today
from ..core.paging import paged
from ..core.routing import Request
from ..core.service import Failed, NotThere
from ..permissions import scope
from . import services
from .files import folder, safe_name
from .forms import FileForm
from .models import Import
from .permissions import can_deliver
from .queries import imports
from .sources import loaded

ROWS = 30


def list_imports(request: Request) -> HttpResponse:
    """What was delivered, the snapshots, and the form for the next file."""
    may = scope(request.actor.role, "register.import") is not None
    form = FileForm(today()) if may and can_deliver(request.actor) else None
    return _page(request, form)


def _page(request: Request, form: FileForm | None, status: int = 200) -> HttpResponse:
    page = paged(request, imports(request.actor), ROWS)
    shown = {"page": page, "form": form, "snapshots": loaded()[:ROWS]}
    return render(request, "registry/imports.html", shown, status=status)


def deliver(request: Request) -> HttpResponse:
    """Take a file, check it, and have it imported; a file that is refused is not kept."""
    form = FileForm(today(), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        row = _take(request, form.cleaned_data["file"], form)
    except Failed as failed:
        form.add_error("file", f"{failed.message}。{failed.hint}")
    except HuiqiError as error:
        for problem in error.problems[:10]:
            form.add_error("file", f"{problem.code} {problem.message}。{problem.hint}")
    else:
        return redirect("job", row.job_id or 0)
    return _page(request, form, 422)


def _take(request: Request, given: UploadedFile[Any], form: FileForm) -> Import:
    incoming = Path(settings.DATA) / "imports"
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=incoming) as place:
        file = Path(place) / safe_name(given.name or "")
        with file.open("wb") as target:
            for piece in given.chunks():
                target.write(piece)
        return services.deliver(request.actor, file=file, known_at=form.cleaned_data["known_at"])


def show_import(request: Request, pk: int) -> HttpResponse:
    """What became of the rows, sheet by sheet."""
    return render(request, "registry/import.html", {"row": one(imports(request.actor), pk=pk)})


def rejects(request: Request, pk: int, sheet: int) -> HttpResponseBase:
    """The rows of a sheet that were refused, with the reasons, to be mended and delivered again."""
    row = one(imports(request.actor), pk=pk)
    name = row.sheets[sheet]["rejects"] if sheet < len(row.sheets) else ""
    path = folder(row.pk) / REJECTS / name
    if not name or not path.is_file():
        raise NotThere
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
