"""Forms of claims: a firm's own, filled with what is known, and what officers pick and write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ...evaluate.facts import Stored
from ...vocabulary import Fact, Kind
from ..documents.models import Document
from ..registry.values import ValueField
from . import answers
from .answers import Question, slot
from .models import Claim, Decision, Line, Mark
from .moves import Given

OTHER = "其他材料"
KINDS = [("", "—"), *((k.value, k.label) for k in Mark.Kind if k is not Mark.Kind.RECORD)]
WORDS = forms.Textarea({"rows": 3})


class ClaimForm(forms.Form):
    """Records chosen, and what is to be filled in: of the firm, of each record, and documents."""

    def __init__(
        self,
        data: QueryDict | None,
        files: Any,
        *,
        claim: Claim,
        asked: Sequence[Question],
        records: Sequence[tuple[str, str]] | None,
        titles: Iterable[str],
        library: QuerySet[Document],
    ) -> None:
        super().__init__(data, files)
        self.claim, self.asked, self.titles = claim, asked, [*titles, OTHER]
        self.parts: dict[str, list[str]] = {}
        lines = {line.record: line for line in claim.lines.all()}
        self.chooses = records is not None
        if records is not None:
            widget = forms.CheckboxSelectMultiple
            self.fields["records"] = forms.MultipleChoiceField(
                label=_("申报的记录"), choices=records, widget=widget, required=False, initial=list(lines)
            )
        for question in asked:
            self._put(question.record, question.name, answers.field(question))
        for record, line in lines.items() if self.chooses else ():
            self._mark(record, line)
        held = {a.title: a.document_id for a in claim.attachments.all()}
        for title in self.titles:
            self._document(title, library, held.get(title))

    def _put(self, part: str, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.parts.setdefault(part, []).append(name)

    def _mark(self, record: str, line: Line) -> None:
        mark = next((m for m in line.marks.all() if m.kind != Mark.Kind.RECORD), None)
        kind = forms.ChoiceField(
            label=_("凭证种类"), choices=KINDS, required=False, initial=mark and mark.kind
        )
        number = forms.CharField(
            label=_("凭证号码"), max_length=80, required=False, initial=mark and mark.value
        )
        self._put(record, slot("kind", record), kind)
        self._put(record, slot("number", record), number)

    def _document(self, title: str, library: QuerySet[Document], held: int | None) -> None:
        self.fields[slot("held", title)] = forms.ModelChoiceField(
            label=_("{}：从材料库选择").format(title),
            queryset=library,
            required=False,
            initial=held,
            empty_label="—",
        )
        self.fields[slot("file", title)] = forms.FileField(
            label=_("{}：或上传").format(title), required=False, max_length=120
        )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields of the firm (empty), then of each record."""
        return [(part, [self[name] for name in names]) for part, names in sorted(self.parts.items())]

    @property
    def documents(self) -> list[BoundField]:
        """The fields of documents."""
        return [self[slot(way, title)] for title in self.titles for way in ("held", "file")]

    @property
    def uploads(self) -> dict[str, Any]:
        """The files that came in sound, by title."""
        files = {title: self.cleaned_data.get(slot("file", title)) for title in self.titles}
        return {title: file for title, file in files.items() if file}

    def hold(self, documents: Mapping[str, Document]) -> None:
        """Show files that came with a form that is not sound as chosen from the library."""
        shown = QueryDict(mutable=True)
        shown.update(self.data)
        for title, document in documents.items():
            shown[slot("held", title)] = str(document.pk)
        self.data = shown

    def given(self, documents: Mapping[str, Document]) -> Given:
        """What the form holds, with files that were uploaded as documents."""
        cleaned = self.cleaned_data
        form: dict[str, Any] = {"answers": answers.given(self.asked, cleaned)}
        if "records" in self.fields:
            form["records"] = cleaned["records"]
            form["marks"] = {
                record: (cleaned.get(slot("kind", record), ""), cleaned.get(slot("number", record), ""))
                for record in cleaned["records"]
            }
        chosen = {t: cleaned.get(slot("held", t)) for t in self.titles}
        form["documents"] = {**{t: d for t, d in chosen.items() if d}, **documents}
        return Given(form=form)


class OppositionForm(forms.Form):
    """Who says it, how they are reached, and why."""

    name = forms.CharField(label=_("姓名或单位"), max_length=60)
    contact = forms.CharField(
        label=_("联系方式"), max_length=80, help_text=_("电话或邮箱；只用于核实，不公开，不告知对方")
    )
    reason = forms.CharField(
        label=_("理由和线索"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("写明哪一条不符合，依据是什么"),
    )


class RecordForm(forms.Form):
    """A record that the register lacks: the document that shows it, what the measure asks of it, and the rest."""

    mark = forms.ChoiceField(label=_("凭证种类"), choices=KINDS)
    number = forms.CharField(label=_("凭证号码"), max_length=80, help_text=_("凭此号码核对，避免重复申报"))

    def __init__(self, kind: Kind, asked: Collection[str], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.kind, self.asked = kind, asked
        for fact in kind.facts.values():
            self.fields[fact.path] = answers.field(Question("", fact, "", False))

    @property
    def first(self) -> list[BoundField]:
        """The document, and what the measure asks."""
        return [field for field in self if field.name not in self.kind_paths or field.name in self.asked]

    @property
    def rest(self) -> list[BoundField]:
        """What the measure does not ask."""
        return [field for field in self if field.name in self.kind_paths and field.name not in self.asked]

    @property
    def kind_paths(self) -> set[str]:
        """The fields that are facts."""
        return {fact.path for fact in self.kind.facts.values()}

    @property
    def values(self) -> dict[str, Stored]:
        """What was filled in, by the facts' names."""
        return {name: self.cleaned_data.get(fact.path) for name, fact in self.kind.facts.items()}


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
        choices=[
            ("", _("全部")),
            ("flagged", _("有差异")),
            ("escalated", _("已督办")),
            ("opposed", _("有异议")),
        ],
    )

    def __init__(self, data: QueryDict, measures: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["measure"].choices = [("", _("全部")), *measures]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, str]:
        """What was filled in."""
        return {k: v for k, v in self.cleaned_data.items() if v} if self.is_valid() else {}
