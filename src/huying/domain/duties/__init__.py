"""Duty lists as values: whose a matter is, by which line, with what power and which people."""

from huying.domain.duties.answer import DutyAnswer, Reply, answer
from huying.domain.duties.checklists import CheckItem, Checklists, read_checklists
from huying.domain.duties.duty_set import DutySet
from huying.domain.duties.items import CaseType, Citation, DutyItem, Family, TerritorialLine
from huying.domain.duties.ladders import Ladder, Step
from huying.domain.duties.policies import Policies, read_policies
from huying.domain.duties.powers import Power, Staff
from huying.domain.duties.rejected import Rejected, rejected_lines
from huying.domain.duties.suggest import Suggestion, suggest

__all__ = [
    "CaseType",
    "CheckItem",
    "Checklists",
    "Citation",
    "DutyAnswer",
    "DutyItem",
    "DutySet",
    "Family",
    "Ladder",
    "Policies",
    "Power",
    "Rejected",
    "Reply",
    "Staff",
    "Step",
    "Suggestion",
    "TerritorialLine",
    "answer",
    "read_checklists",
    "read_policies",
    "rejected_lines",
    "suggest",
]
