"""The form of the public page, and the filter of the list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import IssuedLetter


class CheckForm(forms.Form):
    """Number and code, as printed."""

    number = forms.CharField(
        label=_("文号"), max_length=100, help_text=_("如：某某〔2022〕12号；括号用方括号也可以")
    )
    code = forms.CharField(
        label=_("核验码"),
        max_length=20,
        help_text=_("印在文书末页二维码旁，10 位字母和数字"),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class FilterForm(forms.Form):
    """Everything is optional."""

    kind = forms.ChoiceField(label=_("文书"), required=False)
    number = forms.CharField(label=_("文号"), required=False, max_length=100)
    firm = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=18)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("全部")), *(IssuedLetter._meta.get_field("kind").choices or [])]

    def lookups(self) -> dict[str, object]:
        """What was filled in, as filters; a field in error filters nothing out."""
        self.is_valid()
        names = {"kind": "kind", "number": "number__contains", "firm": "credit_code"}
        return {names[name]: value for name, value in self.cleaned_data.items() if value}
