"""Coming in and going out, in a resident's words: received, filed, corrected, merged, reopened."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from huying.apps.cases.public.happened import Happened, Line, date_kept, promised
from huying.apps.cases.reasons import item_words
from huying.apps.cases.texts import code_words
from huying.platform.pages.words import sentence, zh


def reported(h: Happened) -> Line:
    part = gettext("这是从您反映的一件里拆出来的，单独办理")
    notes = (SafeString(part),) if h.event.fields.get("parent") else ()
    return Line(SafeString(gettext("收到您的反映")), h.texts.get("text", ""), notes)


def placed(h: Happened) -> Line:
    chart = h.view.own.facts.district.chart
    community = chart.community_of(str(h.event.fields.get("grid", "")))
    if community is None:
        return Line(SafeString(gettext("找到了地方")))
    return Line(sentence(gettext("找到了地方，在%(body)s"), body=h.name_of(community.id)))


def filed(h: Happened) -> Line:
    item = item_words(h.view.own, str(h.event.fields["case_type"]), h.event.at)
    return Line(sentence(gettext("立了案，事项是「%(item)s」"), item=item))


def dispatched(h: Happened) -> Line | None:
    """The body once; the argument about whose it is never. The date stays (SC03)."""
    leads = h.event.parties.get("lead", ())
    before = [e.parties["lead"] for e in h.past if e.act == "dispatch" and "lead" in e.parties]
    body = h.name_of(leads[0]) if leads else ""
    if not before:
        return Line(sentence(gettext("交给%(body)s办"), body=body))
    if before[-1] == leads:
        return None
    return Line(sentence(gettext("改由%(body)s办"), body=body), notes=date_kept(h))


def declined(h: Happened) -> Line:
    why = code_words("decline_code", str(h.event.fields.get("decline_code", "")))
    named = {
        "outside_body": gettext("可以找：%(text)s"),
        "outside_reference": gettext("那边的编号：%(text)s"),
    }
    notes = (sentence(words, text=zh(h.texts.get(n, ""))) for n, words in named.items()
             if h.texts.get(n))  # fmt: skip
    what = sentence(gettext("没有受理：%(why)s。可以这样办："), why=why)
    return Line(what, h.texts.get("other_route", ""), tuple(notes))


def corrected(h: Happened) -> Line:
    fields = h.event.fields
    if fields.get("case_type"):
        item = item_words(h.view.own, str(fields["case_type"]), h.event.at)
        what = sentence(gettext("更正了事项，现在是「%(item)s」"), item=item)
    else:
        what = SafeString(gettext("更正了地点"))
    return Line(what, notes=date_kept(h))


def corrected_anew(h: Happened) -> Line:
    return Line(SafeString(gettext("更正以后，重新确定由谁办")), notes=date_kept(h))


def split(h: Happened) -> Line:
    count = int(h.event.fields.get("children", 0))
    text = ngettext(
        "您说的不止一件事，另立了 %(n)s 件，各办各的",
        "您说的不止一件事，另立了 %(n)s 件，各办各的",
        count,
    )
    return Line(sentence(text, n=count))


def withdrawn(h: Happened) -> Line:
    return Line(SafeString(gettext("您说不用办了")), h.texts.get("reason", ""))


def merged(h: Happened) -> Line:
    """One handling with another case; the own visit and the own date stay (practice 2.18)."""
    main = h.view.main
    text = gettext("您的诉求与别的诉求是同一事项，并在一起办理")
    what = SafeString(text)
    if main is not None and not main.facts.case.is_hidden:
        text = gettext("您的诉求与 %(number)s 是同一事项，并入这一件办理")
        what = sentence(text, number=main.row.number)
    reach = gettext("您仍会收到回访") if h.view.is_reachable else gettext("结果写在这里")
    return Line(what, notes=(SafeString(reach), *_merged_date(h)))


def _merged_date(h: Happened) -> tuple[SafeString, ...]:
    if any(event.act == "file" for event in h.past):
        return date_kept(h)
    due = promised(h)
    if due is None:
        return ()
    return (sentence(gettext("对您承诺：最迟 %(due)s"), due=h.moment(due)),)


def restored(h: Happened) -> Line:
    return Line(SafeString(gettext("恢复单独办理")), notes=date_kept(h))
