"""The counting rules of a day, from the district's policy."""

from __future__ import annotations

from datetime import date

from huying.domain.appraisal.given import Worth
from huying.domain.appraisal.rates import RateRules
from huying.domain.cases.district import District


def rate_rules(known: District, on: date) -> RateRules:
    """What answers are worth, how the three rates weigh, and the least n to rank (S2-45)."""
    number = known.policies.number
    return RateRules(
        partly=number("rate.partly_solved", on),
        basically=number("rate.basically_satisfied", on),
        weights=(
            number("rate.weight_response", on),
            number("rate.weight_resolution", on),
            number("rate.weight_satisfaction", on),
        ),
        min_n=int(number("rate.minimum_n", on)),
    )


def mark_worth(known: District, on: date) -> Worth:
    """What the marks are worth that streets and departments give each other (S2-14)."""
    number = known.policies.number
    return Worth(number("score.good", on), number("score.fair", on), number("score.poor", on))
