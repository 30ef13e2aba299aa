"""Forms of the door: login and a new password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NEEDED = {"required": _("请填写")}


class LoginForm(forms.Form):
    """账号和密码: what is typed at the door; errors never repeat the password."""

    account = forms.CharField(
        label=_("账号"),
        max_length=80,
        error_messages=NEEDED,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        error_messages=NEEDED,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """换密码: the old one, and the new one twice."""

    old = forms.CharField(
        label=_("现在的密码"),
        max_length=200,
        strip=False,
        error_messages=NEEDED,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        help_text=_("至少 10 个字符，不能全是数字，不能是常见密码，也不能和姓名、账号相近"),
        max_length=200,
        strip=False,
        error_messages=NEEDED,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("新密码再输一遍"),
        max_length=200,
        strip=False,
        error_messages=NEEDED,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", _("两遍新密码不一样，请重新输入"))
        if new and new == cleaned.get("old"):
            self.add_error("new", _("新密码和现在的一样，请换一个"))
        return cleaned
