"""Which tint a state takes. Red and amber belong to the clock, so no state has them."""

from __future__ import annotations

TONES = {
    "grey": ("to_place", "placing", "collected", "received", "to_dispatch", "to_sign", "signing")
    + ("waiting", "await_resident", "draft", "new"),
    "blue": ("filed", "handling", "rework", "feedback", "to_feed_back", "dispatched", "active"),
    "violet": ("verifying", "verification", "to_verify", "ruling", "deferred", "disputed"),
    "green": ("visiting", "return_visit", "to_visit", "closed", "done", "published"),
    "outline": ("declined", "not_accepted", "withdrawn", "merged", "transferred", "answered"),
}
BY_STATE = {state: tone for tone, states in TONES.items() for state in states}


def tone_of(state: str) -> str:
    """Tint of a state's code; an unknown one is grey."""
    return BY_STATE.get(state, "grey")
