"""Fields and their faults for pages: label, hint, error above the control, linked summary."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField, Form
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: Spaces and dashes people put into numbers, wide ones too; wide digits become plain ones.
DROPPED = str.maketrans("０１２３４５６７８９", "0123456789", " -\u3000－—")
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)

_CHINESE = re.compile(r"[\u3400-\u9fff]")


class DataSelect(forms.Select):
    """A choice whose names are data (bodies, grids): those in Chinese say that they are.

    Streets have an English name and communities mostly none, so each name is looked at. A filter
    offers hundreds of names, and a template for each of them took a third of the page's time.
    """

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if option["value"] not in ("", None) and _CHINESE.search(str(option["label"])):
            option["attrs"]["lang"] = "zh-Hans"
        return option

    def _render(self, _template: str, context: dict[str, Any], _renderer: Any = None) -> SafeString:
        """What the template would give, without one for each name."""
        widget = context["widget"]
        told = flatatt({"name": widget["name"], **widget["attrs"]})
        groups = "".join(_group(label, options) for label, options, _ in widget["optgroups"])
        return format_html("<select{}>{}</select>", told, SafeString(groups))


def _group(label: str | None, options: list[dict[str, Any]]) -> str:
    found = "".join(
        f'<option value="{escape(option["value"])}"{flatatt(option["attrs"])}>'
        f"{escape(option['label'])}</option>"
        for option in options
    )
    if not label:
        return found
    spoken = {"lang": "zh-Hans"} if _CHINESE.search(label) else {}
    return f"<optgroup{flatatt({'label': label, **spoken})}>{found}</optgroup>"


class DataRadio(forms.RadioSelect):
    """Radio buttons whose names are data."""

    is_data = True


class DataCheckboxes(forms.CheckboxSelectMultiple):
    """Check boxes whose names are data."""

    is_data = True


def field_context(
    bound: BoundField, *, hint: str = "", icon: str = "", error: str = "", rows: int = 0
) -> dict[str, Any]:
    """What `components/field.html` shows of one field; ids tie hint and errors to the control."""
    widget = bound.field.widget
    errors = [*fault_words(bound), *([error] if error else [])]
    hint = hint or str(bound.help_text)
    described = _described(bound, has_hint=bool(hint), has_errors=bool(errors))
    is_group = isinstance(widget, GROUPS)
    return {
        "field": bound,
        "hint": hint,
        "icon": icon,
        "errors": errors,
        "described": described,
        "is_group": is_group,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_optional": not bound.field.required,
        "optional_words": getattr(bound.field, "optional_words", "") or gettext("可不填"),
        "is_data": getattr(widget, "is_data", False),
        "control": "" if is_group else _control(bound, described, bool(errors), rows),
    }


def fault_words(bound: BoundField) -> list[str]:
    """Faults of one field; a missing value is said in our own words, not the framework's."""
    faults = bound.form.errors.as_data().get(bound.name, [])
    return [_words_of(bound, fault) for fault in faults]


def _words_of(bound: BoundField, fault: forms.ValidationError) -> str:
    if fault.code != "required":
        return " ".join(fault.messages)
    is_choice = isinstance(bound.field.widget, (*GROUPS, forms.Select))
    return gettext("还没选，请选一个") if is_choice else gettext("还没填，请补上")


def _described(bound: BoundField, *, has_hint: bool, has_errors: bool) -> str:
    ids = [f"{bound.auto_id}_hint"] if has_hint else []
    return " ".join([*ids, *([f"{bound.auto_id}_error"] if has_errors else [])])


def _control(bound: BoundField, described: str, is_wrong: bool, rows: int) -> str:
    attrs: dict[str, Any] = {"class": _control_class(bound), "aria-describedby": described or False}
    if is_wrong:
        attrs["aria-invalid"] = "true"
    if isinstance(bound.field.widget, forms.Textarea):
        attrs |= {"rows": rows or 4, "lang": "zh-Hans"}
    return bound.as_widget(attrs={**bound.field.widget.attrs, **attrs})


def _control_class(bound: BoundField) -> str:
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    kind = "select" if isinstance(widget, forms.Select) else "input"
    if isinstance(widget, forms.CheckboxInput):
        kind = "tick"
    return f"{kind} {own}".strip()


def fault_links(form: Form) -> list[dict[str, str]]:
    """One link for each wrong field, then faults of the whole form without a link."""
    links = [
        {"url": f"#{_target(bound)}", "label": str(bound.label), "text": str(error)}
        for bound in form
        for error in fault_words(bound)
    ]
    whole = [{"url": "", "label": "", "text": str(error)} for error in form.non_field_errors()]
    return [*whole, *links]


def _target(bound: BoundField) -> str:
    is_group = isinstance(bound.field.widget, GROUPS)
    return f"{bound.auto_id}_0" if is_group else str(bound.auto_id)


def is_any_set(form: Form) -> bool:
    """Does the filter differ from its empty state?"""
    return any(bound.value() not in (None, "", [], bound.initial) for bound in form)


class PhoneField(forms.CharField):
    """Mobile or land-line number; spaces and dashes are dropped, faults name what is missing."""

    default_error_messages: ClassVar = {
        "short": _("%(value)s 少 %(n)s 位，请补全"),
        "long": _("%(value)s 多 %(n)s 位，请核对"),
        "letters": _("%(value)s 里有不是数字的字，请改成数字"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).translate(DROPPED)
        if text:
            self._check(text)
        return text

    def _check(self, text: str) -> None:
        if not (text.isascii() and text.isdigit()):
            self._refuse("letters", value=text, n=0)
        wanted = 11 if text.startswith("1") else 7
        if len(text) < wanted:
            self._refuse("short", value=text, n=wanted - len(text))
        most = 11 if text.startswith("1") else 12
        if len(text) > most:
            self._refuse("long", value=text, n=len(text) - most)

    def _refuse(self, code: str, **params: str | int) -> None:
        raise forms.ValidationError(self.error_messages[code], code=code, params=params)


class FilterForm(forms.Form):
    """筛选: the choices above a list, held by the address; a tab's `view` is no filter."""

    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        # The chosen tab stays when the filter changes, and is no filter that could be cleared.
        self.fields["view"].initial = data.get("view", "")

    def offer(self, name: str, label: str, nothing: str, choices: list[tuple[str, str]]) -> None:
        """Names a field and fills its options, the first of which chooses nothing."""
        field = self.fields[name]
        field.label = label
        field.choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def value(self, name: str) -> str:
        """The chosen value; '' when none, or one that does not exist."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def has_filter(self) -> bool:
        """Is anything chosen besides the tab?"""
        return any(self.value(name) for name in self.fields if name != "view")
