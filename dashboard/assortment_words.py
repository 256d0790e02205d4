"""What a mix and its gap to a plan mean for the buy, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import assortment, range_gap
from dashboard.assortment import BORROWED, FEW, NEW, UNKNOWN
from dashboard.formats import GAP, count, error_percent, is_known, plain
from dashboard.readings import facet_name
from dashboard.words import say, say_count

SAID = 3  # the most sentences of one kind
NAMED = 4  # the most names in one sentence

Row = Mapping[Any, Any]


def changes(rows: pd.DataFrame, most: int = SAID) -> list[str]:
    """Return what there will be more and less of than in the same weeks a year before, the furthest first."""
    return [_change(row) for row in assortment.changes(rows).head(most).to_dict("records")]


def gaps(rows: pd.DataFrame, most: int = SAID) -> list[str]:
    """Return what the plan has too few and too many options of, the furthest off first."""
    return [_gap(row, rows) for row in range_gap.outside(rows).head(most).to_dict("records")]


def newness(rows: pd.DataFrame) -> str:
    """Say which labels of one facet are new, which part of the mix they hold, and how many carry over."""
    followed = rows[rows["mix_ahead"].notna()]
    new = followed[followed["newness"] == NEW]
    known = say_count("assortment.carry", (followed["newness"] == assortment.CARRY_OVER).sum())
    missing = int((followed["newness"] == UNKNOWN).sum())
    said = say("assortment.new_none")
    if len(new):
        more = len(new) - NAMED
        names = ", ".join(plain(name) for name in new["name"].head(NAMED)) + (f" +{more}" if more > 0 else "")
        said = say("assortment.new", names=names, share=error_percent(assortment.new_part(new, "mix_ahead")))
    if len(new) and "plan_share" in rows:
        said += " " + say("assortment.new_plan", share=error_percent(range_gap.newness(rows)["plan_new"].iloc[0]))
    return " ".join([said, known, *([say_count("assortment.new_unknown", missing)] if missing else [])])


def counted(rows: pd.DataFrame, options: int) -> str:
    """Say how many of a plan's options one facet compares, and how many it cannot.

    Args:
        rows: the gap of the facet.
        options: how many options the plan has.
    """
    followed = rows["verdict"] != range_gap.NOT_FOLLOWED
    there = rows.loc[followed, "plan_options"].sum()
    others = rows.loc[~followed, "plan_options"].sum()
    said = [say("assortment.compared", there=halves(there), options=count(options))]
    if others:
        names = ", ".join(plain(name) for name in rows.loc[~followed, "name"].head(NAMED))
        more = (~followed).sum() - NAMED
        said.append(say("assortment.kept", others=halves(others), names=names + (f" +{more}" if more > 0 else "")))
    if 0 < there < range_gap.TOO_FEW:
        said.append(say("assortment.small", points=round(100 / there)))
    return " ".join(said)


def furthest(gap: pd.DataFrame, most: int = SAID) -> list[str]:
    """Name the labels that the plan is furthest off in, with how many options too few or too many."""
    return [
        say(f"assortment.lead_{row['verdict']}", name=plain(row["name"]), change=halves(abs(row["to_add"])))
        for row in range_gap.outside(gap).head(most).to_dict("records")
    ]


def give(row: Row) -> str:
    """Return half the width of a part's range, in points."""
    return say_count("assortment.points", max(1, round((row["mix_hi80"] - row["mix_lo80"]) * 50)))


def halves(number: float) -> str:
    """Write a number of options, which are halved where an option has two labels."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def _change(row: Row) -> str:
    """Say how one label's part moves."""
    which = "more" if row["mix_ahead"] > row["mix_before"] else "less"
    words = say(
        f"assortment.{which}", name=plain(row["name"]), facet=facet_name(row["facet"]).lower(),
        share=error_percent(row["mix_ahead"]), give=give(row), before=error_percent(row["mix_before"]),
    )  # fmt: skip
    return words + _hint(row)


def _gap(row: Row, rows: pd.DataFrame) -> str:
    """Say how far one label of the plan is off, and how many options would close it."""
    inside = rows[(rows["facet"] == row["facet"]) & (rows["verdict"] != range_gap.NOT_FOLLOWED)]
    words = say(
        f"assortment.{row['verdict']}", name=plain(row["name"]), options=halves(row["plan_options"]),
        of=halves(inside["plan_options"].sum()), plan=error_percent(row["plan_share"]).replace("0.0", "0"),
        give=give(row), share=error_percent(row["mix_ahead"]), change=halves(abs(row["to_add"])),
    )  # fmt: skip
    return words + _hint(row)


def _hint(row: Row) -> str:
    """Say plainly that a forecast rests on little, where it does."""
    if row["basis"] not in (BORROWED, FEW):
        return ""
    people = count(row["authors"]) if is_known(row["authors"]) else f"0{GAP}"
    return " " + say(f"assortment.hint_{row['basis']}", people=people.strip())
