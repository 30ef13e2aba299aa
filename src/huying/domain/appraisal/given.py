"""双向评分: the marks streets and departments gave each other, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from huying.domain.appraisal.share import Share


@dataclass(frozen=True, slots=True)
class Worth:
    """折算: what each mark counts, in parts of one (dated policy `score.*`)."""

    good: Fraction
    fair: Fraction
    poor: Fraction


@dataclass(frozen=True, slots=True)
class Marks:
    """评价数: how often each mark was given."""

    good: int = 0
    fair: int = 0
    poor: int = 0

    def __add__(self, other: Marks) -> Marks:
        return Marks(self.good + other.good, self.fair + other.fair, self.poor + other.poor)

    @property
    def count(self) -> int:
        return self.good + self.fair + self.poor

    def share(self, worth: Worth) -> Share:
        """The mean mark as a share with its counts; no number of its own when nobody scored."""
        earned = self.good * worth.good + self.fair * worth.fair + self.poor * worth.poor
        return Share(earned, self.count)
