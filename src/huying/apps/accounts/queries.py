"""Reading accounts: names of people for pages, the demo's logins."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from huying.apps.accounts.models import User

LOGINS = "logins.json"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """演示账号: one way into the demo district, shown on the login page of the demo only."""

    role: str
    role_en: str
    username: str
    password: str
    name: str
    body: str


def names_of(people: Collection[int]) -> dict[int, str]:
    """Names by person id; ids of nobody are left out."""
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name"))


def user_of(person: int) -> User | None:
    return User.objects.filter(pk=person).first()


def demo_logins() -> tuple[DemoLogin, ...]:
    """The logins the demo loader wrote to `<data dir>/logins.json`; () outside the demo."""
    path = settings.HUYING_DATA_DIR / LOGINS
    if not settings.HUYING_DEMO or not path.is_file():
        return ()
    found = json.loads(path.read_text(encoding="utf-8"))
    keys = DemoLogin.__slots__
    return tuple(DemoLogin(**{key: str(row.get(key, "")) for key in keys}) for row in found)
