"""The policy files: what stands in them, and what is refused with the row and the remedy."""

from pathlib import Path

import pytest
from django.conf import settings

from huying.domain.procedure.load import read_procedure
from huying.platform.policy import Access, access
from huying.platform.policy.load import PolicyFault

ROLES = """
[roles.clerk]
zh = "经办人"
en = "Clerk"
[roles.auditor]
zh = "审计管理员"
en = "Auditor"
exclusive = true
reads_only = true
"""
ACTIONS = """
[actions]
"case.view" = { zh = "看", en = "View", kind = "read" }
"case.act" = { zh = "办", en = "Act", kind = "write" }
"case.reveal" = { zh = "显", en = "Reveal", kind = "read" }
"login" = { zh = "登录", en = "Log in", kind = "public" }
"""


def load(folder: Path, row: str, roles: str = ROLES) -> Access:
    (folder / "roles.toml").write_text(roles, encoding="utf-8")
    (folder / "access.toml").write_text(f"{ACTIONS}\n[[rows]]\n{row}", encoding="utf-8")
    return Access.load(folder)


def test_the_shipped_files_are_sound_and_every_action_can_be_done_by_somebody():
    policy = access()
    assert not [name for name in policy.actions if not policy.rows[name]]
    assert all(a.zh and a.en for a in policy.actions.values())
    assert all(role.zh and role.en for role in policy.roles.values())
    exclusive = {name for name, role in policy.roles.items() if role.is_exclusive}
    assert exclusive == {"auditor", "security_admin", "system_admin"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('actions=["case.eat"]\nroles=["clerk"]\nrelations=["debtor"]', "'case.eat' is not one of"),
        ('actions=["case.view"]\nroles=["boss"]\nrelations=["debtor"]', "'boss' is not one of"),
        (
            'actions=["case.view"]\nroles=["clerk"]\nrelations=["delegated"]',
            "'delegated' is not one",
        ),
        ('actions=["case.view"]\nroles=["clerk"]', "relations is missing"),
        (
            'actions=["case.view"]\nroles=["clerk"]\nrelations=["debtor"]\nsecret=1',
            "key 'secret' is unknown",
        ),
        (
            'actions=["case.view"]\nroles=["clerk"]\nrelations=["debtor"]\nfields={phone="seen"}',
            "phone = 'seen'",
        ),
        (
            'actions=["case.view"]\nroles=["clerk"]\nrelations=["debtor"]\nfields={fone="clear"}',
            "fone = 'clear'",
        ),
        (
            'actions=["case.view"]\nroles=["clerk"]\nrelations=["debtor"]\nconfidential="maybe"',
            "'maybe' is not hidden, place, same or none",
        ),
        ('actions=["case.view"]\nroles=["anyone"]\nrelations=["public"]', "is no public action"),
        ('actions=["case.act"]\nroles=["auditor"]\nrelations=["district"]', "auditor only reads"),
        (
            'actions=["case.view"]\nroles=["auditor"]\nrelations=["district"]\n'
            'fields={phone="clear"}',
            "sees personal fields masked",
        ),
    ],
)
def test_a_wrong_row_is_refused_by_its_number_and_key(tmp_path, row, fault):
    with pytest.raises(PolicyFault) as told:
        load(tmp_path, row)
    assert "access.toml: row 1" in str(told.value)
    assert fault in str(told.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(PolicyFault) as told:
        load(tmp_path, 'actions=["case.eat"]\nroles=["boss"]\nrelations=["owner"]')
    assert len(str(told.value).splitlines()) == 3


def test_a_role_without_words_is_refused(tmp_path):
    with pytest.raises(PolicyFault, match="write zh and en"):
        load(tmp_path, "", '[roles.clerk]\nzh = "经办人"')


#: The procedure names a role of the whole district, the policy only those who had a part: a record
#: can be corrected by the body that wrote it, a contact by the visitor who is to make the call.
NARROWER = {"amend", "correct_contact"}


def test_whoever_the_case_procedure_names_may_act_by_the_policy():
    """The two tables must not contradict each other: no act that its own debtor cannot open."""
    path = Path(settings.HUYING_RULES_DIR) / "procedures" / "case.toml"
    rule_book = read_procedure(path.read_text("utf-8"), file=path.name)
    outside = {"requester", "clock", "hotline"}  # no accounts: resident, ticker, other systems
    allowed = {(r, row.relation) for row in access().rows["case.act"] for r in row.roles}
    missing = [
        f"{act.name}: {who.role}@{who.relation}"
        for act in rule_book.acts.values()
        for who in act.by
        if who.relation
        and who.role not in outside
        and not allowed & {(who.role, who.relation), (who.role, "district")}
        and not (act.name in NARROWER and (who.role, "debtor") in allowed)
    ]
    assert missing == []
