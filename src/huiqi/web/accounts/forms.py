"""Forms of accounts: what people write, checked, never written to a row by itself."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric

from ...codes.credit import credit_code_fault
from ..authorities.forms import PostForm
from ..permissions import NAMES, Role
from .models import Person

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6", "autofocus": True}

WEAK = {
    "password_too_short": _("密码太短，至少 10 个字符。"),
    "password_too_common": _("密码太常见，换一个别人猜不到的。"),
    "password_entirely_numeric": _("密码不能全是数字。"),
    "password_too_similar": _("密码与姓名或用户名太相近。"),
}


class SignInForm(forms.Form):
    """Name and password."""

    login = forms.CharField(
        label=_("用户名"), max_length=150, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("密码"), max_length=128, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    """Six digits."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("验证码"),
        widget=forms.TextInput(ONE_TIME),
        error_messages={"invalid": _("验证码是 6 位数字")},
    )


class PasswordField(forms.CharField):
    """A password somebody chooses."""

    def __init__(self) -> None:
        super().__init__(
            label=_("密码"),
            max_length=128,
            help_text=_("至少 10 个字符，不能全是数字"),
            widget=forms.PasswordInput({"autocomplete": "new-password"}),
        )


class RegisterForm(forms.Form):
    """A new account."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("邮箱"),
        help_text=_("用作用户名，验证码发到这里"),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = PasswordField()

    def clean(self) -> dict[str, object]:
        """The password must be fit for the person."""
        given = super().clean() or {}
        _judge(self, Person(login=given.get("email", ""), name=given.get("name", "")))
        return given


class ForgotForm(forms.Form):
    """The address of the account."""

    email = forms.EmailField(label=_("邮箱"), widget=forms.EmailInput({"autocomplete": "email"}))


class PasswordForm(forms.Form):
    """A new password for that person."""

    password = PasswordField()

    def __init__(self, person: Person, data: QueryDict | None) -> None:
        super().__init__(data)
        self.person = person

    def clean(self) -> None:
        """The password must be fit for the person."""
        super().clean()
        _judge(self, self.person)


def _judge(form: forms.Form, person: Person) -> None:
    if password := form.cleaned_data.get("password"):
        try:
            validate_password(password, person)
        except ValidationError as error:
            form.add_error("password", [WEAK.get(e.code or "", e) for e in error.error_list])


class InviteForm(PostForm):
    """Somebody new, and the post proposed for them."""

    login = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,150}$",
        label="用户名",
        error_messages={"invalid": "用户名为 3 位以上的字母、数字、点、横线"},
    )
    name = forms.CharField(label="姓名", max_length=60)
    email = forms.EmailField(label="邮箱", help_text="邀请发到这里，密码和验证器由本人设置")
    field_order = ("name", "login", "email")


class NumbersForm(forms.Form):
    """One's own numbers; what is left empty stays."""

    phone = forms.RegexField(
        r"^1[3-9]\d{9}$",
        label=_("手机号"),
        required=False,
        widget=forms.TextInput({"autocomplete": "tel-national", "inputmode": "tel"}),
        error_messages={"invalid": _("手机号为 11 位数字，以 1 开头")},
    )
    identity_number = forms.CharField(
        label=_("身份证件号码"),
        required=False,
        max_length=18,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_identity_number(self) -> str:
        """Eighteen characters whose check character is right."""
        given = str(self.cleaned_data["identity_number"]).upper()
        if given and not ric.is_valid(given):
            raise ValidationError(_("身份证件号码不正确，请核对 18 位号码"))
        return given


class BindForm(forms.Form):
    """A firm by its code."""

    credit_code = forms.CharField(label="统一社会信用代码", max_length=18)


class ServeForm(forms.Form):
    """The firm at the counter; empty: none."""

    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)


class GrantForm(forms.Form):
    """To whom, as what."""

    login = forms.CharField(label="对方的用户名", max_length=150)
    role = forms.ChoiceField(
        label="身份", choices=[(r.value, NAMES[r]) for r in (Role.CLERK, Role.BOOKKEEPER)]
    )


class BasisForm(forms.Form):
    """What was checked."""

    basis = forms.CharField(label="核对的依据", max_length=200)


class KinshipForm(forms.Form):
    """A firm, and what ties the person to it."""

    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    relation = forms.CharField(label=_("关系"), max_length=60, help_text=_("如：本人持股、配偶任职"))

    def clean_credit_code(self) -> str:
        """A code that can be one: a declaration under another would bar from nothing."""
        given = str(self.cleaned_data["credit_code"])
        if fault := credit_code_fault(given):
            raise ValidationError(fault)
        return given


class RevealForm(forms.Form):
    """What is shown, and why."""

    field = forms.ChoiceField(choices=[("phone", "手机号"), ("identity_number", "身份证件号码")])
    reason = forms.CharField(label="查看原因", max_length=100)
