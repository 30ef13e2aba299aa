"""Faults planted on purpose: the loader names their line, the explorer finds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from huying.domain.procedure.explore import World, explore, unused_acts
from huying.domain.procedure.load import ProcedureFaults, read_procedure
from tests.domain.procedure.test_case_procedure import world

TEXT = (Path(__file__).parents[3] / "data/procedures/case.toml").read_text(encoding="utf-8")


def line_of(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def act_line(name: str) -> str:
    return next(
        line for line in TEXT.splitlines() if line.startswith(f"{name} ") and "by = [" in line
    )


def changed(name: str, old: str, new: str) -> str:
    """The procedure with one piece of one act changed."""
    line = act_line(name)
    assert old in line, (name, old)
    return TEXT.replace(line, line.replace(old, new))


def faults(text: str, *, requester: bool = True, helpers: int = 1) -> str:
    found = explore(
        read_procedure(text, file="t.toml"), world(requester=requester, helpers=helpers)
    )
    return "\n".join(found.faults)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("file", 'to = "filed"', 'to = "field"', "'field' is no state"),
        ("sign", 'on = "sign"', 'on = "sing"', "'sing', which is no obligation"),
        ("report", '"file@desk"', '"fille@desk"', "'fille', which is no obligation"),
        ("report", '"file@desk"', '"file"', "must say whose"),
        ("sign", "clerk@debtor", "clerk@deptor", "'deptor' is no relation"),
        ("sign", 'by = ["clerk@debtor"]', "by = []", "'by' is empty"),
        ("sign", 'on = "sign"', 'onn = "sign"', "unknown key 'onn'"),
        ("ask", '"paused"', '"paussed"', "'paussed' is not a valid Outcome"),
        ("pass", "other_body:feed_back", "other_body:feedback", "'feedback', which does not exist"),
        ("pass", "other_body:feed_back", "another_body:feed_back", "no built-in guard"),
        ("stop_waiting", 'by = ["clock"]', 'by = ["desk"]', "only for acts of the clock"),
        ("withdraw", '"reported", "filed"', '"closed", "filed"', "from one end to another"),
        ("visit_early", '"filed", "handling"', '"closed", "handling"', "a promise in an end state"),
        ("relate", 'takes = ["reason"]', 'opens = ["heed@lead"]', "a promise in an end state"),
        ("ask", ', opens = ["reply@requester"]', "", "must open the obligation that caps"),
        ("allow_pause", ', opens = ["resume@lead"]', "", "must open the obligation that caps"),
        ("assign_task", ', "task_due"]', "]", "must need 'task_due', the field of its limit"),
        ("transfer", ', "outside_due"]', "]", "must need 'outside_due', the field of its limit"),
        ("grant", 'needs = ["extra"], ', "", "'extends' needs the field 'extra'"),
        ("grant", '"resolve@cause"', '"resovle@cause"', "'resovle', which is no obligation"),
        ("resume_work", '"stage", ', '"stages", ', "'stages', which is no obligation"),
    ],
)
def test_the_loader_names_file_line_and_key(name: str, old: str, new: str, said: str) -> None:
    text = changed(name, old, new)
    with pytest.raises(ProcedureFaults) as caught:
        read_procedure(text, file="case.toml")
    first = caught.value.faults[0]
    assert said in first.message
    assert first.key == f"acts.{name}"
    assert first.line == next(
        n for n, line in enumerate(text.splitlines(), 1)
        if line.startswith(f"{name} ") and "= { by" in line
    )  # fmt: skip


def test_all_faults_of_a_file_are_named_at_once() -> None:
    text = changed("sign", 'on = "sign"', 'on = "sing"')
    text = text.replace('to = "declined"', 'to = "refused"')
    with pytest.raises(ProcedureFaults) as caught:
        read_procedure(text, file="case.toml")
    assert {fault.key for fault in caught.value.faults} == {"acts.sign", "acts.decline"}


def test_a_file_that_is_no_toml_names_its_line() -> None:
    with pytest.raises(ProcedureFaults) as caught:
        read_procedure('[procedure]\ncode = "x\n', file="x.toml")
    assert caught.value.faults[0].line == 2


def test_an_act_without_a_label_is_named() -> None:
    label = next(n for n in TEXT.splitlines() if n.startswith("sign ") and "debtor" not in n)
    with pytest.raises(ProcedureFaults, match=r"\[labels\]"):
        read_procedure(TEXT.replace(label, ""), file="case.toml")


def test_the_explorer_sees_an_end_with_an_open_promise_refused_so_that_nothing_ends() -> None:
    # Without keeping the promise at the result the case can never close.
    text = changed("feed_back", ', keeps = ["promise", "joined_promise", "stage"]', "")
    assert "only wiping everything can end it" in faults(text)


def test_the_explorer_sees_a_moment_in_which_nobody_owes_anything() -> None:
    # Verification passes but opens no return visit.
    text = changed("pass", ', opens = ["visit@visitor", "joined_visit@visitor"]', "")
    assert "nobody owes anything: visiting" in faults(text)


def test_the_explorer_sees_a_dead_end() -> None:
    # Only filing is left at the beginning, and its guard may say no.
    text = changed("withdraw", '"reported", "filed", "handling"', '"filed"')
    for name in ("place", "decline", "answer_at_once"):
        line = next(n for n in text.splitlines() if n.startswith(f"{name} ") and "by = [" in n)
        text = text.replace(line, line.replace("by = [", 'from = ["visiting"], by = ['))
    assert "dead end: reported" in faults(text)


def test_the_explorer_sees_where_only_a_withdrawal_is_left() -> None:
    text = changed("dispatch", 'on = "dispatch"', 'on = "dispatch", from = ["visiting"]')
    assert "only wiping everything can end it: filed" in faults(text)


def test_the_explorer_sees_an_act_that_can_never_happen() -> None:
    text = changed("give_help", 'on = "help"', 'on = "help", from = ["visiting"]')
    worlds = [world(requester=r, helpers=h) for r in (True, False) for h in (0, 1)]
    assert unused(text, worlds) - unused(TEXT, worlds) == {"give_help"}


def test_the_explorer_sees_a_pause_that_nothing_ends() -> None:
    # The review date opens nothing again: the lead could never go on.
    text = TEXT
    for name in ("resume_work", "review_due"):
        line = act_line(name)
        cut = line.replace('resumes = ["resolve@same", "stage", "promise", "joined_promise"]', "")
        text = text.replace(line, cut.replace(",  }", " }"))
    (first, *_) = explore(read_procedure(text, file="t.toml"), world("time")).faults
    assert first.startswith("only wiping everything can end it: handling")
    assert "resolve@12 paused, resume@12] after allow_pause" in first


def unused(text: str, worlds: list[World]) -> frozenset[str]:
    procedure = read_procedure(text, file="t.toml")
    return unused_acts(procedure, [explore(procedure, w) for w in worlds])


def test_an_untouched_file_has_no_faults() -> None:
    assert faults(TEXT) == ""
