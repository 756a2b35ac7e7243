"""What comes in with a page's form: the claim's own form, its uploads, a value that an officer found."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from ..actor import Actor
from ..catalogue.questions import questions_of
from ..core.service import Failed, NotThere
from ..documents.models import Document
from ..documents.queries import documents
from ..documents.services import keep_document
from ..registry.values import ValueField
from .answers import questions, slot
from .declared import fact_in
from .forms import ActForm, ClaimForm, RecordForm
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
        records=offered_records(claim, frozen) if claim.state == State.DRAFT else None,
        titles=required_documents(claim),
        library=documents(actor).filter(credit_code=claim.credit_code),
    )


def taken(actor: Actor, claim: Claim, form: ClaimForm) -> dict[str, Document]:
    """The files of a form put into the library, sound or not the rest; what is refused is an error beside it."""
    form.full_clean()
    kept = {}
    for title, file in form.uploads.items():
        try:
            kept[title] = keep_document(actor, credit_code=claim.credit_code, name=file.name, file=file.file)
        except Failed as failed:
            form.add_error(slot("file", title), f"{failed.message}。{failed.hint}")
    return kept


def record_form(claim: Claim, data: QueryDict | None = None) -> RecordForm:
    """The form of a record that the register lacks.

    Raises:
        NotThere: the measure is about firms, or records are no longer chosen.
    """
    frozen = frozen_of(claim)
    law = frozen.rules.measure(claim.measure)
    if law.about_subject or claim.state != State.DRAFT:
        raise NotThere
    return RecordForm(law.kind, questions_of(frozen.bound(claim.measure)).keys(), data)


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
