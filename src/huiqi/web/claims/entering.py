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
from .answers import questions, stored
from .forms import ActForm, ClaimForm
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
    frozen = frozen_of(claim)
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
    given, text = form.given(lists), form.cleaned_data["value"]
    answer = claim.answers.filter(pk=given.target or 0).first()
    if not text or answer is None:
        return given
    kind, _, name = answer.fact.partition(".")
    fact = frozen_of(claim).rules.package.vocabulary.kinds[kind].facts[name]
    try:
        return replace(given, value=stored(fact, text))
    except ValidationError as error:
        raise Failed(error.messages[0], "照例子填写") from None
