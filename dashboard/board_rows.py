"""A board as it is shown: each pin with its picture, credit and colours, and the whole as rows and as a sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, queries
from dashboard.board_files.sheet import Cell, Print, Sheet
from dashboard.credits import look_credit, look_title, upload_credit
from dashboard.formats import day, is_known
from dashboard.palette_rows import Namer
from dashboard.readings import growth_words
from dashboard.words import language, say, say_count
from data.boards import Board, Picture, Pin
from data.vocabulary import load_vocabulary

Row = Mapping[Any, Any]

MOST_COLOURS = 8


@dataclass(frozen=True)
class Shown:
    """A pin with what is known of it now.

    Attributes:
        pin: the pin.
        title: what it is called.
        credit: whose it is and where it comes from; of a trend and a palette, a line about it.
        picture: None where it has none, or where it is gone.
        row: the look's or the trend's row in this snapshot, None where it is gone or neither.
    """

    pin: Pin
    title: str
    credit: str
    picture: Print | None = None
    row: Row | None = None


def shown(pins: Sequence[Pin], pictures: Mapping[str, Picture]) -> list[Shown]:
    """Return pins with what the current snapshot knows of them.

    Args:
        pins: of one board, in its order.
        pictures: its kept pictures, by hash.
    """
    looks = _by(cached.read("looks"), "image_id", pins, "look")
    asked = tuple(pin.thing.ref for pin in pins if pin.thing.kind == "trend")
    trends = _by(cached.read("watched", series_ids=asked), "series_id", pins, "trend")
    paths = _paths(tuple(looks))
    return [_shown(pin, looks, trends, paths, pictures) for pin in pins]


def colours_of(
    pins: Sequence[Pin], looks: pd.DataFrame, labels: pd.DataFrame, most: int = MOST_COLOURS
) -> pd.DataFrame:
    """Return the palette of a board: of its looks, kept pictures and palettes, each counting as much as another.

    Returns:
        as `queries.palette`.
    """
    ids = {pin.thing.ref for pin in pins if pin.thing.kind == "look"}
    texts = looks.loc[looks["image_id"].isin(ids), "palette"].tolist()
    texts += [json.dumps([dict(each) for each in pin.thing.colours]) for pin in pins if pin.thing.colours]
    return queries.palette(pd.DataFrame({"palette": texts}), labels, most)


def sheet(board: Board, things: Sequence[Shown], palette: pd.DataFrame, snapshot_day: pd.Timestamp) -> Sheet:
    """Return a board as its files show it.

    Args:
        board: the board.
        things: what is on it.
        palette: name, hex and area of its colours.
        snapshot_day: when the snapshot was made.
    """
    return Sheet(
        title=board.name,
        note=board.note,
        made=say("board.foot", day=day(snapshot_day)),
        palette=tuple(palette[["name", "hex", "area"]].itertuples(index=False, name=None)),
        cells=tuple(_cell(each) for each in things),
        in_full=say("board.in_full"),
        lost=say("board.lost"),
        undrawn=say("board.undrawn"),
        pixel_limit=cached.settings().pixel_limit,
    )


def rows(things: Sequence[Shown]) -> pd.DataFrame:
    """Return a board as rows of the table `board`."""
    return pd.DataFrame(
        [
            {
                "number": number,
                "kind": each.pin.thing.kind,
                "name": each.title,
                "credit": each.credit,
                "note": each.pin.note,
                "colours": [colour["hex"] for colour in each.pin.thing.colours],
                "ref": each.pin.thing.ref,
                "pinned_at": each.pin.pinned_at,
            }
            for number, each in enumerate(things, 1)
        ]
    )


def namer() -> Namer:
    """Return what names colours in the reader's language, made once for each home."""
    return _namer(str(cached.settings().home), language())


def _shown(
    pin: Pin,
    looks: Mapping[str, Row],
    trends: Mapping[str, Row],
    paths: Mapping[str, Path],
    kept: Mapping[str, Picture],
) -> Shown:
    """Return one pin with what is known of it."""
    thing = pin.thing
    if thing.kind == "picture":
        picture = kept.get(thing.ref)
        small = Print((picture.jpeg,), picture.width, picture.height) if picture else None
        return Shown(pin, thing.name, upload_credit(thing.name), small)
    if thing.kind == "palette":
        return Shown(pin, thing.name, say_count("board.colours", len(thing.colours)))
    row = (looks if thing.kind == "look" else trends).get(thing.ref)
    if row is None:
        return Shown(pin, thing.name, say("board.gone"))
    if thing.kind == "trend":
        return Shown(pin, thing.name, _trend_words(row), row=row)
    return Shown(pin, look_title(row), look_credit(row, cached.read("sources")), _print(row, paths), row)


def _print(row: Row, paths: Mapping[str, Path]) -> Print:
    """Return a look's picture: its original where it still lies, then its thumbnail."""
    sources = (paths.get(str(row["image_id"])), cached.thumb(row["sha256"]))
    return Print(tuple(path for path in sources if path is not None), int(row["width"]), int(row["height"]))


def _trend_words(row: Row) -> str:
    """Say how a trend stands."""
    if not is_known(row["stage"]):
        return say("board.gone")
    growth = [growth_words(row["growth"])] if is_known(row["growth"]) else []
    return " · ".join([say(f"stage.{row['stage']}"), *growth])


def _cell(each: Shown) -> Cell:
    """Return a pin as a cell of a file."""
    thing = each.pin.thing
    colours = tuple((str(c["name"]), str(c["hex"]), float(c["area"])) for c in thing.colours)
    return Cell(each.title, each.credit, each.pin.note, each.picture, colours if thing.kind == "palette" else ())


def _by(frame: pd.DataFrame, column: str, pins: Sequence[Pin], kind: str) -> dict[str, Row]:
    """Return the rows of the pins of one kind, by their id."""
    refs = {pin.thing.ref for pin in pins if pin.thing.kind == kind}
    return {str(row[column]): row for row in frame[frame[column].isin(refs)].to_dict("records")}


def _paths(image_ids: tuple[str, ...]) -> dict[str, Path]:
    """Return where the originals of looks lie; one that was fetched lies below the home."""
    found = cached.read("look_paths", image_ids=image_ids)
    return {str(image_id): cached.settings().home / path for image_id, path in found.itertuples(index=False)}


@st.cache_resource(max_entries=4, show_spinner=False)
def _namer(home: str, code: str) -> Namer:
    """Make it once."""
    return Namer(load_vocabulary(cached.settings().own_vocabulary).facet("colour"), code)
