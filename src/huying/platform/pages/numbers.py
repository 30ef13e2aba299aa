"""Numbers as people write them: thousands with a comma, rates with one decimal, phones grouped."""

from __future__ import annotations


def thousands(value: int | float | None) -> str:
    """3161 -> "3,161"; unknown is a dash, never 0."""
    if value is None:
        return "—"
    return f"{value:,}"


def rate(numerator: float | None, denominator: float | None) -> str:
    """Share in per cent with one decimal: (3104, 3161) -> "98.2%"; nothing to divide by: a dash."""
    if numerator is None or not denominator:
        return "—"
    return f"{numerator * 100 / denominator:.1f}%"


def phone(value: str) -> str:
    """Mobile number in groups 3-4-4: "13905174482" -> "139 0517 4482"; others unchanged."""
    if len(value) == 11 and value.isdigit() and value.startswith("1"):
        return f"{value[:3]} {value[3:7]} {value[7:]}"
    return value
