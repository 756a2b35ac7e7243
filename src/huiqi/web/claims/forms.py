"""Forms of claims: a firm's own, filled with what is known, and what officers pick and write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ...vocabulary import Fact
from ..documents.models import Document
from ..registry.values import ValueField
from . import answers
from .answers import Question
from .models import Claim, Decision, Mark
from .moves import Given

OTHER = "其他材料"
KINDS = [("", "——"), *((k.value, k.label) for k in Mark.Kind if k is not Mark.Kind.RECORD)]
WORDS = forms.Textarea({"rows": 3})


class ClaimForm(forms.Form):
    """Records chosen, a number for each, answers, documents by title."""

    def __init__(
        self,
        data: QueryDict | None,
        files: Any,
        *,
        claim: Claim,
        asked: Sequence[Question],
        records: Sequence[tuple[str, str]],
        titles: Iterable[str],
        library: QuerySet[Document],
    ) -> None:
        super().__init__(data, files)
        self.claim, self.asked, self.titles = claim, asked, [*titles, OTHER]
        lines = {line.record: line for line in claim.lines.all()}
        if records:
            self._choose(records, lines)
        for question in asked:
            self.fields[question.name] = answers.field(question)
        held = {a.title: a.document_id for a in claim.attachments.all()}
        for title in self.titles:
            self._document(title, library, held.get(title))

    def _choose(self, records: Sequence[tuple[str, str]], lines: Mapping[str, Any]) -> None:
        widget = forms.CheckboxSelectMultiple
        self.fields["records"] = forms.MultipleChoiceField(
            label=_("申报的记录"), choices=records, widget=widget, required=False, initial=list(lines)
        )
        for record, line in lines.items():
            mark = next((m for m in line.marks.all() if m.kind != Mark.Kind.RECORD), None)
            self.fields[f"kind {record}"] = forms.ChoiceField(
                label=_("记录 {}：凭证种类").format(record),
                choices=KINDS,
                required=False,
                initial=mark and mark.kind,
            )
            self.fields[f"number {record}"] = forms.CharField(
                label=_("记录 {}：凭证号码").format(record),
                max_length=80,
                required=False,
                initial=mark and mark.value,
            )

    def _document(self, title: str, library: QuerySet[Document], held: int | None) -> None:
        self.fields[f"held {title}"] = forms.ModelChoiceField(
            label=_("{}：从材料库选择").format(title), queryset=library, required=False, initial=held
        )
        self.fields[f"file {title}"] = forms.FileField(
            label=_("{}：或上传").format(title), required=False, max_length=120
        )

    def given(self, documents: Mapping[str, Document]) -> Given:
        """What the form holds, with files that were uploaded as documents."""
        cleaned = self.cleaned_data
        form: dict[str, Any] = {"answers": answers.given(self.asked, cleaned)}
        if "records" in self.fields:
            form["records"] = cleaned["records"]
            form["marks"] = {
                record: (cleaned.get(f"kind {record}", ""), cleaned.get(f"number {record}", ""))
                for record in cleaned["records"]
            }
        chosen = {t: cleaned.get(f"held {t}") for t in self.titles}
        form["documents"] = {**{t: d for t, d in chosen.items() if d}, **documents}
        return Given(form=form)


class AccountForm(forms.Form):
    """Where the money is to go."""

    holder = forms.CharField(label=_("户名"), max_length=120, help_text=_("必须与企业名称一致"))
    bank = forms.CharField(label=_("开户行"), max_length=120)
    number = forms.RegexField(
        r"^[0-9 ]{8,40}$",
        label=_("账号"),
        error_messages={"invalid": _("账号由 8 位以上的数字组成")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class StartForm(forms.Form):
    """Which measure."""

    package = forms.CharField(max_length=80)
    measure = forms.CharField(max_length=80)


class WordsForm(forms.Form):
    """Words alone, and the version that was seen."""

    words = forms.CharField(label=_("理由"), max_length=1000, widget=WORDS)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ActForm(forms.Form):
    """What an officer does: an action, words, and what belongs to it."""

    action = forms.CharField(max_length=20)
    words = forms.CharField(max_length=1000, required=False)
    opinion = forms.ChoiceField(choices=[("", ""), *Decision.choices], required=False)
    target = forms.IntegerField(required=False)
    value = forms.CharField(max_length=200, required=False)
    seen = forms.IntegerField()

    def given(self, lists: QueryDict) -> Given:
        """The move's content; ``records`` counts only where the form offered a choice."""
        given = self.cleaned_data
        records = frozenset(lists.getlist("records")) if "choosing" in lists else None
        return Given(
            words=given["words"],
            reasons=tuple(lists.getlist("reasons")),
            opinion=given["opinion"],
            records=records,
            target=given["target"],
        )


class FoundForm(forms.Form):
    """What an officer found, where it is not what was declared; one of many on a page, told apart by a number."""

    def __init__(self, fact: Fact, number: int) -> None:
        super().__init__(auto_id=f"%s-{number}")
        self.fields["value"] = ValueField(fact, label=_("核实的值（相同不填）"), required=False)


class QueueForm(forms.Form):
    """Filters of the queue; everything is optional."""

    text = forms.CharField(label=_("企业名称、代码或回执号"), required=False, max_length=60)
    measure = forms.ChoiceField(label=_("措施"), required=False)
    due = forms.ChoiceField(
        label=_("时限"),
        required=False,
        choices=[("", _("全部")), ("late", _("已超期")), ("near", _("三日内到期")), ("later", _("未到期"))],
    )
    mark = forms.ChoiceField(
        label=_("标记"),
        required=False,
        choices=[("", _("全部")), ("flagged", _("有差异")), ("escalated", _("已督办"))],
    )

    def __init__(self, data: QueryDict, measures: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["measure"].choices = [("", _("全部")), *measures]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, str]:
        """What was filled in."""
        return {k: v for k, v in self.cleaned_data.items() if v} if self.is_valid() else {}


class KinshipForm(forms.Form):
    """A firm, and what ties the officer to it."""

    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    relation = forms.CharField(label=_("关系"), max_length=60)
