"""Which roles go together: system, security and audit stand apart from each other and from work."""

from collections.abc import Collection

from huying.domain.kernel.actor import Actor
from huying.domain.kernel.refusal import Refusal
from huying.platform.policy.evaluate import access
from huying.platform.policy.load import Role

RULE = "GB/T 22239-2019 8.1.4.2"


def assignment_refusal(
    role: str, *, to: int, held: Collection[str], by: Actor, in_district: int
) -> Refusal | None:
    """Why this role cannot be given to the person `to`, who holds `held`; None when it can.

    Nobody gives a role to himself, nobody without the right gives one, and an exclusive role goes
    with no other one.
    """
    roles = access().roles
    if role not in roles:
        return Refusal("role_unknown", params={"role": role})
    if access().may(by, "people.roles") is None or by.district != in_district:
        return Refusal("role_not_yours_to_give", RULE, {"role": role})
    if by.person == to:
        return Refusal("role_to_oneself", RULE, {"role": role})
    if clash := _clash(roles[role], [roles[h] for h in held if h in roles and h != role]):
        return Refusal("roles_exclude_each_other", RULE, {"role": role, "other": clash})
    return None


def _clash(role: Role, held: Collection[Role]) -> str:
    """The first held role that cannot stand beside this one; '' when all can."""
    return next((other.name for other in held if role.is_exclusive or other.is_exclusive), "")
