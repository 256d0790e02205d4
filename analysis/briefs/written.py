"""What a writer hands back: a brief, and which sections it had to leave to the phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from analysis.briefs.brief import Brief
from analysis.briefs.reasons import Reason


@dataclass(frozen=True)
class Fallback:
    """One section that a model could not write so that the check let it pass: the template's stands in its place.

    Attributes:
        section: such as why_now; title for the headline.
        reason: what was wrong with the last try.
        tries: how often the model was asked.
    """

    section: str
    reason: Reason
    tries: int

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Read a fallback as `asdict` wrote it."""
        return cls(body["section"], Reason.from_body(body["reason"]), body["tries"])


@dataclass(frozen=True)
class Written:
    """A brief as a writer made it, and what it fell back on."""

    brief: Brief
    fallbacks: tuple[Fallback, ...] = ()
