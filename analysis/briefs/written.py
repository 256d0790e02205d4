"""What a writer hands back: a brief, and which sections it had to leave to the phrases."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.briefs.brief import Brief


@dataclass(frozen=True)
class Fallback:
    """One section that a model could not write so that the check let it pass: the template's stands in its place.

    Attributes:
        section: such as why_now; title for the headline.
        reason: what was wrong with the last try.
        tries: how often the model was asked.
    """

    section: str
    reason: str
    tries: int


@dataclass(frozen=True)
class Written:
    """A brief as a writer made it, and what it fell back on."""

    brief: Brief
    fallbacks: tuple[Fallback, ...] = ()
