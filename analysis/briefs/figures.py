"""The figures of a sentence: each equals its cell as rounded and stands in the words, and no other does. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from analysis.briefs import prose
from analysis.briefs.brief import DATES, Brief, Claim, Number
from analysis.briefs.ideas import novelty_of
from analysis.briefs.reasons import Reason
from analysis.briefs.rows import Rows

FIGURE = re.compile(r"\d[\d.,]*")


def number_reasons(number: Number, claim: Claim, brief: Brief, rows: Rows) -> Iterator[Reason]:
    """Yield what is wrong with one figure."""
    kind, _, rest = number.row.partition(":")
    subject, _, column = rest.rpartition(":")
    cell = _cell(kind, subject, column, rows)
    if cell is None:
        yield Reason("no-cell", {"number": number})
    elif not _equal(number, cell):
        yield Reason("other-value", {"number": number, "cell": _plain(cell)})
    elif kind == "trend" and f"t-{subject}" not in claim.evidence_ids:
        yield Reason("trend-not-cited", {"number": number})
    elif kind != "trend" and not set(subject.split("+")) <= set(claim.label_ids):
        yield Reason("labels-not-named", {"number": number})
    elif not _stands_in(number.written(brief.language), claim.text):
        yield Reason("figure-not-said", {"number": number, "written": number.written(brief.language)})
    elif column in DATES and subject in rows.until and str(number.value)[:10] > rows.until[subject].isoformat():
        yield Reason("peak-beyond", {"number": number, "until": str(rows.until[subject])})


def _cell(kind: str, subject: str, column: str, rows: Rows) -> Any:
    """Return the cell a figure says it was read from, None where there is none."""
    if kind == "trend":
        return rows.trends.get(subject, {}).get(column)
    if kind == "pair" and column == "authors":
        return rows.pairs.get(subject, _meeting(subject, rows))
    if kind == "gap" and column == "novelty":
        return novelty_of(subject.split("+"), rows.gaps)[0]
    gap = rows.gaps.get(_ordered(subject)) if kind == "gap" and column == "expected" else None
    return gap.expected if gap else None


def _meeting(subject: str, rows: Rows) -> int | None:
    """Return how many people show two labels that never met: none, where the table of gaps says so."""
    gap = rows.gaps.get(_ordered(subject))
    return gap.authors if gap else None


def _ordered(subject: str) -> tuple[str, str]:
    first, _, second = subject.partition("+")
    return min(first, second), max(first, second)


def _plain(cell: Any) -> Any:
    """Return a cell as a plain number, or as text."""
    return cell.item() if hasattr(cell, "item") else cell if isinstance(cell, int | float) else str(cell)


def _equal(number: Number, cell: Any) -> bool:
    """Tell whether a figure is its cell, rounded as it says."""
    if number.column in DATES:
        return str(number.value)[:10] == str(cell)[:10]
    if isinstance(number.value, str) or not math.isfinite(float(cell)):
        return False
    return math.isclose(number.value, round(float(cell), number.digits), abs_tol=1e-9)


def _stands_in(figure: str, text: str) -> bool:
    """Tell whether a figure stands in a text by itself, not as part of a longer one."""
    return re.search(_alone(figure), text) is not None


def _alone(figure: str) -> str:
    return rf"(?<![\d.,]){re.escape(figure)}(?![\d%]|[.,]\d| %)"


def bare(plain: str, claim: Claim, brief: Brief) -> str:
    """Return a text without its claim's figures, too."""
    for number in sorted(claim.numbers, key=lambda number: -len(number.shown)):
        plain = re.sub(_alone(number.written(brief.language)), " ", plain)
    return plain


def figure_reasons(plain: str, claim: Claim, brief: Brief) -> Iterator[Reason]:
    """Yield the figures left in a text once the claim's own are taken out."""
    left = FIGURE.findall(bare(plain, claim, brief)) + prose.spelled_figures(plain, brief.language)
    if left:
        yield Reason("figure-without-row", {"words": left[0]})
