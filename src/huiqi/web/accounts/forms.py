"""Forms of accounts: what people write, checked, never written to a row by itself."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..permissions import NAMES, Role
from .models import Person

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6", "autofocus": True}


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


class RegisterForm(forms.Form):
    """A new account."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("邮箱"),
        help_text=_("用作用户名，验证码发到这里"),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        help_text=_("至少 10 个字符，不能全是数字"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """The password must be fit for the person."""
        given = super().clean() or {}
        if password := given.get("password"):
            person = Person(login=given.get("email", ""), name=given.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
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


class RevealForm(forms.Form):
    """What is shown, and why."""

    field = forms.ChoiceField(choices=[("phone", "手机号"), ("identity_number", "身份证件号码")])
    reason = forms.CharField(label="查看原因", max_length=100)
