"""Boards: what people pin together, in an order, with notes; kept on the desk, so that a link shows them to others."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.desk import Desk, Row
from data.errors import BadInput, NothingThere
from data.journal import utc_now
from data.records import short_hash

Kind = Literal["look", "picture", "trend", "palette"]

LONGEST_NAME, LONGEST_NOTE = 80, 2_000  # characters
MOST_PINS = 120


@dataclass(frozen=True)
class Board:
    """One board.

    Attributes:
        board_id: its name in an address.
        made_at: ISO 8601, UTC.
        pins: how many things are on it.
    """

    board_id: str
    name: str
    note: str
    made_at: str
    pins: int


@dataclass(frozen=True)
class Thing:
    """Something that can be pinned.

    Attributes:
        kind: a look of the snapshot, a kept picture, a trend, or a palette.
        ref: the look's image_id, the picture's sha256, the trend's series_id, or the hash of a palette's colours.
        name: what it is called now, shown where it is gone later.
        colours: label_id, name, hex and area of each colour of a palette or of a kept picture.
    """

    kind: Kind
    ref: str
    name: str
    colours: tuple[Row, ...] = ()

    @classmethod
    def from_colours(cls, name: str, colours: Sequence[Row]) -> Thing:
        """Return a palette as a thing."""
        return cls("palette", short_hash(json.dumps([dict(c) for c in colours])), name, tuple(colours))


@dataclass(frozen=True)
class Picture:
    """A small picture that somebody uploaded and keeps.

    Attributes:
        jpeg: its bytes.
        width: in pixels.
        height: in pixels.
    """

    jpeg: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash of its bytes, by which it is pinned."""
        return hashlib.sha256(self.jpeg).hexdigest()


@dataclass(frozen=True)
class Pin:
    """A thing on a board; `pinned_at` is ISO 8601, UTC."""

    pin_id: str
    board_id: str
    thing: Thing
    note: str
    pinned_at: str


def make(desk: Desk, name: str) -> str:
    """Make an empty board and return its id.

    Raises:
        BadInput: the name is empty or too long.
    """
    board_id = secrets.token_hex(8)
    desk.write(("board_make", [{"board_id": board_id, "name": _named(name), "made_at": _now()}]))
    return board_id


def rename(desk: Desk, board_id: str, name: str) -> bool:
    """Call a board by another name; return whether it is there.

    Raises:
        BadInput: the name is empty or too long.
    """
    return desk.write(("board_rename", [{"board_id": board_id, "name": _named(name)}])) > 0


def note(desk: Desk, board_id: str, text: str, before: str) -> bool:
    """Set a board's note; return whether the board is there.

    Args:
        desk: the desk of the home.
        board_id: whose note it is.
        text: the note, empty for none.
        before: what its writer saw; where somebody else wrote meanwhile, both notes stay, one below the other.

    Raises:
        BadInput: the note is too long.
    """
    return desk.write(("board_note", [{"board_id": board_id, "note": _noted(text), "before": before}])) > 0


def drop(desk: Desk, board_id: str) -> bool:
    """Drop a board with all that is on it; return whether it was there."""
    row = [{"board_id": board_id}]
    return desk.write(("board_drop", row), ("pin_drop_all", row), ("picture_let_go", [{}])) > 0


def boards(desk: Desk) -> list[Board]:
    """Return all boards, the last made first."""
    return [Board(**row) for row in desk.read("board_list")]


def pin(desk: Desk, board_id: str, thing: Thing, picture: Picture | None = None) -> bool:
    """Pin a thing to the end of a board; return whether it was not there before.

    Args:
        desk: the desk of the home.
        board_id: of the board.
        thing: what is pinned.
        picture: the bytes to keep, where the thing is a picture.

    Raises:
        NothingThere: the board is gone.
        BadInput: it is full.
    """
    row = {"pin_id": _pin_id(board_id, thing), "board_id": board_id, "kind": thing.kind, "ref": thing.ref,
           "name": thing.name[:LONGEST_NOTE], "colours": json.dumps([dict(c) for c in thing.colours]),
           "pinned_at": _now(), "most": MOST_PINS}  # fmt: skip
    desk.write(("picture_keep", [_kept(picture)] if picture else []), ("pin_add", [row]), ("picture_let_go", [{}]))
    found = [each for each in pins(desk, board_id) if each.pin_id == row["pin_id"]]
    if not found:
        raise _refused(desk, board_id)
    return found[0].pinned_at == row["pinned_at"]


def pins(desk: Desk, board_id: str) -> list[Pin]:
    """Return what is on a board, in its order."""
    return [_pin(row) for row in desk.read("pin_list", board_id=board_id)]


def pictures(desk: Desk, board_id: str) -> dict[str, Picture]:
    """Return the kept pictures of a board by their hash."""
    found = desk.read("picture_list", board_id=board_id)
    return {row["sha256"]: Picture(row["jpeg"], row["width"], row["height"]) for row in found}


def unpin(desk: Desk, pin_id: str) -> bool:
    """Take a thing off its board, with the bytes of a picture that is on no other; return whether it was there."""
    return desk.write(("pin_drop", [{"pin_id": pin_id}]), ("picture_let_go", [{}])) > 0


def move(desk: Desk, pin_id: str, later: bool) -> bool:
    """Let a thing change places with its neighbour; return whether there was one."""
    return desk.write(("pin_move", [{"pin_id": pin_id, "later": later}])) > 0


def move_first(desk: Desk, pin_id: str) -> bool:
    """Put a thing at the front of its board; return whether it is there."""
    return desk.write(("pin_first", [{"pin_id": pin_id}])) > 0


def note_pin(desk: Desk, pin_id: str, text: str, before: str) -> bool:
    """Set the note of a thing on a board, as `note` does a board's."""
    return desk.write(("pin_note", [{"pin_id": pin_id, "note": _noted(text), "before": before}])) > 0


def _pin_id(board_id: str, thing: Thing) -> str:
    """Return the id that the same thing has on the same board, whoever pins it."""
    return short_hash(board_id, thing.kind, thing.ref)


def _refused(desk: Desk, board_id: str) -> NothingThere | BadInput:
    """Return why nothing could be pinned."""
    if all(board.board_id != board_id for board in boards(desk)):
        return NothingThere("The board is gone; make a new one.")
    return BadInput(f"The board is full: it holds {MOST_PINS}; take something off it or begin another.")


def _pin(row: Row) -> Pin:
    """Read a pin from its row."""
    thing = Thing(row["kind"], row["ref"], row["name"], tuple(json.loads(row["colours"])))
    return Pin(row["pin_id"], row["board_id"], thing, row["note"], row["pinned_at"])


def _kept(picture: Picture) -> dict[str, Any]:
    """Return the columns of a kept picture."""
    size = {"width": picture.width, "height": picture.height}
    return {"sha256": picture.sha256, "jpeg": picture.jpeg, **size, "kept_at": _now()}


def _named(name: str) -> str:
    """Return a name without spaces round it and on one line."""
    plain = " ".join(name.split())
    if not 0 < len(plain) <= LONGEST_NAME:
        raise BadInput(f"A board needs a name of 1 to {LONGEST_NAME} characters, not '{plain[:LONGEST_NAME]}'.")
    return plain


def _noted(text: str) -> str:
    """Return a note without blanks round it."""
    plain = text.strip()
    if len(plain) > LONGEST_NOTE:
        raise BadInput(f"A note holds {LONGEST_NOTE:,} characters, and this one has {len(plain):,}; shorten it.")
    return plain


def _now() -> str:
    return f"{utc_now():%Y-%m-%dT%H:%M:%S.%fZ}"
