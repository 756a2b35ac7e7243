"""What comes in with a page's form: the claim's own form, its uploads, a value that an officer found."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from ..actor import Actor
from ..core.service import Failed
from ..documents.queries import documents
from ..documents.services import keep_document
from ..registry.values import ValueField
from .answers import questions
from .declared import fact_in
from .forms import ActForm, ClaimForm
from .freezing import renewed
from .guards import required_documents
from .models import Claim
from .moves import Given
from .shown import frozen_of, offered_records
from .states import State


def form_of(
    actor: Actor,
    claim: Claim,
    data: QueryDict | None = None,
    files: MultiValueDict[str, object] | None = None,
) -> ClaimForm:
    """The claim's form; a draft's also chooses records."""
    frozen = renewed(claim) if claim.state == State.SUPPLEMENTING else frozen_of(claim)
    return ClaimForm(
        data,
        files,
        claim=claim,
        asked=questions(claim, frozen),
        records=offered_records(claim, frozen) if claim.state == State.DRAFT else [],
        titles=required_documents(claim),
        library=documents(actor).filter(credit_code=claim.credit_code),
    )


def entered(actor: Actor, claim: Claim, form: ClaimForm) -> Given:
    """What a sound form holds, its files put into the library.

    Raises:
        Failed: a file is refused.
    """
    uploads = {}
    for title in form.titles:
        file = form.cleaned_data.get(f"file {title}")
        if file is not None:
            uploads[title] = keep_document(
                actor, credit_code=claim.credit_code, name=file.name, file=file.file
            )
    return form.given(uploads)


def found(claim: Claim, form: ActForm, lists: QueryDict) -> Given:
    """What an officer's form holds, with what they found instead of what was declared.

    Raises:
        Failed: that is no value of the fact.
    """
    given, text, frozen = form.given(lists), form.cleaned_data["value"], frozen_of(claim)
    item = next((d for d in frozen.counted if d.answer == given.target), None)
    if not text or item is None:
        return given
    fact = fact_in(frozen.rules.package.vocabulary, item.fact)
    try:
        return replace(given, value=ValueField(fact).clean(text))
    except ValidationError as error:
        raise Failed(error.messages[0], "照例子填写") from None
