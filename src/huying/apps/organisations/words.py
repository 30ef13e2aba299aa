"""Words of codes that stand in rows of people: kinds of leave, and how a post is held."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from huying.domain.kernel.bodies import Identity

REASONS: Final = {
    "leave": _("休假"),
    "official": _("公务外出"),
    "training": _("学习培训"),
    "other": _("其他"),
}
IDENTITIES: Final = {
    Identity.ESTABLISHED: _("在编"),
    Identity.OFF_ESTABLISHMENT: _("编外"),
    Identity.STATIONED: _("派驻"),
}
