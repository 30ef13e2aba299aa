"""Codes of a case's fields. Stored, never renamed; their words stand in `data/texts/codes.toml`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DemandKind(StrEnum):
    """诉求性质: what the resident wants (glossary)."""

    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    TIP_OFF = "tip_off"
    SUGGEST = "suggest"
    PRAISE = "praise"


class Channel(StrEnum):
    """来源渠道: how the demand came in (S4-33)."""

    WEB = "web"
    PHONE = "phone"
    VISIT = "visit"
    GRID = "grid"
    HOTLINE = "hotline"
    MEDIA = "media"
    APP = "app"
    API = "api"
    OTHER = "other"


class Exemption(StrEnum):
    """免回访原因: why a case may end without a return visit; each by code, none by silence."""

    NO_REQUESTER = "no_requester"
    ANONYMOUS = "anonymous"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    MERGED_INTO = "merged_into"
    UNREACHED = "unreached"
    ANSWERED_AT_DESK = "answered_at_desk"


class Decline(StrEnum):
    """不予受理原因: where the rule lies, so that the other route can be told (S1-41)."""

    EMERGENCY_LINE = "emergency_line"
    COURT_OR_ARBITRATION = "court_or_arbitration"
    PETITION = "petition"
    DISCIPLINE = "discipline"
    NO_NEW_FACTS = "no_new_facts"
    OUTSIDE_REMIT = "outside_remit"
    UNLAWFUL = "unlawful"
    SECRET_OR_PRIVATE = "secret_or_private"  # noqa: S105


class ResultCode(StrEnum):
    """办理结果: what the handling body says it did."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    EXPLAINED_LAWFULLY = "explained_lawfully"
    NOT_FOUND = "not_found"


class PauseKind(StrEnum):
    """暂停原因: why the clock may stand, by law or because nothing can be done now (挂账)."""

    STATUTORY = "statutory"
    WEATHER = "weather"
    ON_ACCOUNT = "on_account"


class Dissatisfaction(StrEnum):
    """不满意原因: why a resident is not content; the next body reads it first."""

    NOT_DONE = "not_done"
    PARTLY_DONE = "partly_done"
    SLOW = "slow"
    NO_CONTACT = "no_contact"
    ATTITUDE = "attitude"
    NOT_INFORMED = "not_informed"
    OUTCOME_DISLIKED = "outcome_disliked"
    LAW_BARS = "law_bars"


SOLVED: Final = frozenset({"solved", "partly", "unsolved"})
SATISFACTION: Final = frozenset({"satisfied", "basically", "unsatisfied"})
#: What a street and a department may say of each other (S2-14).
GIVEN_SCORE: Final = frozenset({"good", "fair", "poor"})
CONTACT_HOW: Final = frozenset({"call", "visit", "message"})

#: A question, a thank-you or an idea can be answered where it came in.
ANSWERED_AT_DESK: Final = frozenset({"consult", "praise", "suggest"})

#: What is answered with words needs nobody to look on the spot (the short way).
QUESTIONS: Final = frozenset({"consult", "suggest"})

#: Acts that make a case: taken in now, or filed as history.
MAKERS: Final = frozenset({"report", "archive"})

#: Codes by act where the act itself is the exemption.
EXEMPTION_OF_ACT: Final = {
    "answer_at_once": Exemption.ANSWERED_AT_DESK,
    "visit_unreached": Exemption.UNREACHED,
    "withdraw": Exemption.WITHDRAWN,
    "decline": Exemption.NOT_ACCEPTED,
    "merge": Exemption.MERGED_INTO,
}
