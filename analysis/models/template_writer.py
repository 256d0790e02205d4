"""The writer that needs no model: sentences from phrases in a table, each figure read from a row."""

from __future__ import annotations

from typing import Self

from analysis.briefs import phrases
from analysis.briefs.phrased import phrased
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Written
from analysis.protocols import Fingerprint
from data.settings import Settings


class TemplateWriter:
    """Writes briefs from the tables of `analysis.briefs.phrases`; it has no section to fall back on."""

    def __init__(self) -> None:
        self.fingerprint = Fingerprint("writer", "template", phrases.version())

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it; nothing is needed."""
        return cls()

    def write(self, facts: BriefFacts, rows: Rows) -> Written:
        """Return a brief whose every sentence names its evidence."""
        return Written(phrased(facts, rows, str(self.fingerprint)))
