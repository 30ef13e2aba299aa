"""Which tint a state takes. Red and amber belong to the clock, so no state has them."""

from __future__ import annotations

TONES = {
    "grey": ("reported", "filed", "waiting", "draft", "to_place", "to_dispatch", "to_sign"),
    "blue": ("handling", "rework", "to_feed_back", "active"),
    "violet": ("verifying", "ruling", "deferred"),
    "green": ("visiting", "closed", "published"),
    "outline": ("declined", "withdrawn", "merged", "transferred", "archived"),
}
BY_STATE = {state: tone for tone, states in TONES.items() for state in states}


def tone_of(state: str) -> str:
    """Tint of a state's code; an unknown one is grey."""
    return BY_STATE.get(state, "grey")
