"""Pieces of a long computation: whole or not there, and gone when the run is over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from data.pieces import KEPT_DAYS, Pieces, key_of

PIECE = {"theta": np.array([[1.0, np.nan]]), "seasonal-naive": np.array([[2.0, 3.0]])}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return list(one) == list(other) and all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def test_a_piece_comes_back_as_it_was_written(tmp_path: Path) -> None:
    Pieces(tmp_path / "fits").write("a", PIECE)
    kept = Pieces(tmp_path / "fits").read("a")
    assert kept is not None and same(kept, PIECE)


def test_a_piece_that_was_never_written_is_not_there(tmp_path: Path) -> None:
    assert Pieces(tmp_path / "nowhere").read("a") is None


@pytest.mark.parametrize("spoil", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"no zip"])
def test_a_spoiled_piece_counts_as_not_there(spoil: object, tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    pieces.write("a", PIECE)
    path = tmp_path / "a.npz"
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert pieces.read("a") is None


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    pieces.write("a", {"theta": np.ones((40, 52))})
    path = tmp_path / "a.npz"
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    assert pieces.read("a") is None


def test_clearing_takes_what_was_used_and_what_is_old_but_not_the_pieces_of_another_run(tmp_path: Path) -> None:
    for key in ("read", "theirs", "old"):
        Pieces(tmp_path).write(key, PIECE)
    before_s = time.time() - (KEPT_DAYS + 1) * 86_400
    os.utime(tmp_path / "old.npz", (before_s, before_s))
    pieces = Pieces(tmp_path)
    pieces.read("read")
    pieces.write("written", PIECE)
    pieces.clear()
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.npz"]


def test_the_key_follows_the_values_their_shape_and_every_part() -> None:
    values = np.arange(6.0).reshape(2, 3)
    keys = {
        key_of(values, 52, "theta"),
        key_of(values.reshape(3, 2), 52, "theta"),
        key_of(values + 1, 52, "theta"),
        key_of(values, 13, "theta"),
        key_of(values, 52, "ces"),
    }
    assert len(keys) == 5
    assert key_of(values[:, ::-1][:, ::-1], 52, "theta") in keys
