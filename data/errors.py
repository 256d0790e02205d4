"""The errors Hemline raises on purpose, and what each means to the person at the terminal.

HemlineError                 every error with a sentence for the user
├── UserError                the user can mend it: exit 2
│   ├── BadInput             a file, column, date, value or option that cannot be used
│   ├── UnknownName          a name that is not among the known ones
│   ├── MissingPart          an optional package or a set of weights that is not here
│   ├── Busy                 another process holds the warehouse
│   └── NothingThere         no warehouse, no snapshot, or nothing in it yet
└── Fault                    Hemline's own failure: exit 1
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class HemlineError(Exception):
    """An error whose text is one sentence a user can act on."""

    exit_code = 1


class UserError(HemlineError):
    """Something the user gave cannot be used; the sentence says what to do."""

    exit_code = 2


class BadInput(UserError):
    """A file, column, date, value or option that cannot be used."""


class UnknownName(UserError):
    """A name that is not among the known ones."""

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str]) -> UnknownName:
        """Build the error for `name`, listing the `known` names and the nearest one."""
        names = sorted(known)
        near = get_close_matches(name, names, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return cls(f"There is no {what} '{name}'.{hint} Known: {', '.join(names)}.")


class MissingPart(UserError):
    """An optional package or a set of weights that is not on this machine."""


class Busy(UserError):
    """Another process holds the warehouse."""


class NothingThere(UserError):
    """No warehouse, no snapshot, or nothing in it yet."""


class Fault(HemlineError):
    """Hemline itself failed; the sentence says what was being done."""
