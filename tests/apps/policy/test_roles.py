"""Three administrators apart: no combination, nothing to oneself, nothing without the right."""

import pytest

from huying.platform.policy.roles import assignment_refusal
from tests.apps.policy.conftest import DESK, DISTRICT, INSPECTION, actor

SECURITY = actor(("security_admin", INSPECTION), person=1)


def code(role: str, *, held=(), to=2, by=SECURITY, in_district=DISTRICT) -> str:
    refusal = assignment_refusal(role, to=to, held=held, by=by, in_district=in_district)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("role", "held", "expected"),
    [
        ("clerk", (), ""),
        ("clerk", ("head", "verifier"), ""),
        ("auditor", (), ""),
        ("auditor", ("auditor",), ""),
        ("auditor", ("clerk",), "roles_exclude_each_other"),
        ("clerk", ("auditor",), "roles_exclude_each_other"),
        ("system_admin", ("security_admin",), "roles_exclude_each_other"),
        ("security_admin", ("auditor",), "roles_exclude_each_other"),
        ("desk", ("system_admin",), "roles_exclude_each_other"),
        ("emperor", (), "role_unknown"),
    ],
)
def test_which_roles_go_together(role, held, expected):
    assert code(role, held=held) == expected


def test_nobody_gives_a_role_to_himself():
    assert code("clerk", to=1) == "role_to_oneself"


@pytest.mark.parametrize("role", ["desk", "head", "auditor", "system_admin", "supervisor"])
def test_only_the_security_administrator_gives_roles(role):
    assert code("clerk", by=actor((role, DESK))) == "role_not_yours_to_give"


def test_nobody_gives_roles_in_another_district():
    assert code("clerk", in_district=371503) == "role_not_yours_to_give"


def test_the_refusal_names_role_and_rule():
    refusal = assignment_refusal(
        "auditor", to=2, held=("clerk",), by=SECURITY, in_district=DISTRICT
    )
    assert refusal.params == {"role": "auditor", "other": "clerk"}
    assert "22239" in refusal.rule
