"""Where a value lies in a JSON record, and how it is taken out: of Arrow columns, or of one record at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.sources.attached import Attached

# text and number: a plain value. first: of a list of texts. words: all of them, parted by blanks. (Attached: pictures.)
Kind = Literal["text", "number", "first", "words"]
STEP = re.compile(r"(?P<key>[^\[\]]+)(?P<list>\[(?:(?P<name>[^=\]]+)=(?P<value>[^\]]*))?\])?")


@dataclass(frozen=True)
class Step:
    """One key on the way to a value; a list below it may be narrowed to the objects that have a certain value."""

    key: str
    is_list: bool = False
    where: tuple[str, str] | None = None


@dataclass(frozen=True)
class Leaf:
    """Where a value lies in a record: its keys joined by dots, and what stands there.

    A key that ends in `[]` holds a list, each object of which is followed; `[type=retweeted]` follows only some:
    `tags[].name`, `referenced_tweets[type=retweeted].id`.
    """

    path: str
    kind: Kind | Attached = "text"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The keys from the record down."""
        found = [STEP.fullmatch(part) for part in self.path.split(".")]
        steps = [_step(match, part) for match, part in zip(found, self.path.split("."), strict=True)]
        if self.kind in ("first", "words") and not any(step.is_list for step in steps):
            steps[-1] = Step(steps[-1].key, is_list=True)
        return tuple(steps)


Fields = Mapping[str, tuple[Leaf, ...]]  # role to the places it may lie, best first; words of all places are joined


@dataclass
class _Branch:
    """One key of the schema: a list or not, with keys or a plain type below."""

    is_list: bool
    type: pa.DataType = field(default_factory=pa.string)
    below: dict[str, _Branch] = field(default_factory=dict)

    def arrow(self) -> pa.DataType:
        """Return it as an Arrow type."""
        inner = pa.struct([(key, branch.arrow()) for key, branch in self.below.items()]) if self.below else self.type
        return pa.list_(inner) if self.is_list else inner


def without_media(fields: Fields) -> Fields:
    """Return the fields without the pictures."""
    return {role: leaves for role, leaves in fields.items() if role != "media"}


def arrow_schema(fields: Fields) -> pa.Schema:
    """Build the schema that reads just the leaves."""
    tree: dict[str, _Branch] = {}
    for leaf in (leaf for leaves in fields.values() for leaf in leaves):
        branches = tree
        for step in leaf.steps:
            branch = branches.setdefault(step.key, _Branch(step.is_list))
            branches = branch.below
            if step.where:
                branches.setdefault(step.where[0], _Branch(False))
        if leaf.kind == "number":
            branch.type = pa.int64()
        if isinstance(leaf.kind, Attached):
            branch.type = leaf.kind.arrow_type
    return pa.schema([(key, branch.arrow()) for key, branch in tree.items()])


def columns_of(table: pa.Table, fields: Fields) -> dict[str, pa.Array]:
    """Return each role's values, row by row, from a table of the schema above."""
    return {role: _together([_column(table, leaf) for leaf in leaves], leaves) for role, leaves in fields.items()}


def extractor(fields: Fields) -> Callable[[Any], dict[str, str | None]]:
    """Return what takes a record's roles out of it, as the columns above would hold them."""

    def extract(record: Any) -> dict[str, str | None]:
        return {role: _first_of(record, leaves) for role, leaves in fields.items()}

    return extract


def _step(match: re.Match[str] | None, part: str) -> Step:
    if match is None:
        return Step(part)
    where = (match["name"], match["value"]) if match["name"] else None
    return Step(match["key"], match["list"] is not None, where)


def _together(found: list[pa.Array], leaves: tuple[Leaf, ...]) -> pa.Array:
    """Return, row by row, the first place that holds something, or the words of all places."""
    if len(found) == 1:
        return found[0]
    if leaves[0].kind != "words":
        return pc.coalesce(*found)
    filled = [column for column in found if column.null_count < len(column)]
    if len(filled) < 2:
        return filled[0] if filled else found[0]
    joined = pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in filled), " ")
    joined = pc.utf8_trim_whitespace(joined)
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def _column(table: pa.Table, leaf: Leaf) -> pa.Array:
    """Return one leaf's values as strings."""
    top, *inner = leaf.steps
    column = table.column(top.key).combine_chunks()
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(leaf.kind, Attached):
        return leaf.kind.of_column(pc.struct_field(column, [step.key for step in inner]) if inner else column)
    if any(step.is_list for step in leaf.steps):
        return _from_lists(column, leaf)
    return (pc.struct_field(column, [step.key for step in inner]) if inner else column).cast(pa.string())


def _from_lists(column: pa.Array, leaf: Leaf) -> pa.Array:
    """Return the first text or all words of the lists on the way to a leaf."""
    rows = np.arange(len(column))
    values, wanted = column, len(column)
    for at, step in enumerate(leaf.steps):
        values = pc.struct_field(values, step.key) if at else values
        if step.is_list:
            rows = rows[pc.list_parent_indices(values).to_numpy()]
            values = pc.list_flatten(values)
        if step.where:
            kept = pc.fill_null(pc.equal(pc.struct_field(values, step.where[0]), step.where[1]), False)
            rows, values = rows[kept.to_numpy(zero_copy_only=False)], values.filter(kept)
    filled = pc.is_valid(values)
    rows, values = rows[filled.to_numpy(zero_copy_only=False)], values.filter(filled).cast(pa.string())
    if not len(rows):
        return pa.nulls(wanted, pa.string())
    if leaf.kind == "words":
        return _joined(rows, values, wanted)
    at_rows, firsts = np.unique(rows, return_index=True)
    places = np.full(wanted, -1)
    places[at_rows] = firsts
    return values.take(pa.array(places, mask=places < 0))


def _joined(rows: np.ndarray[Any, Any], values: pa.Array, wanted: int) -> pa.Array:
    """Join the texts of each row by blanks."""
    counts = np.bincount(rows, minlength=wanted)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), values)
    return pc.if_else(pa.array(counts > 0), pc.binary_join(lists, " "), pa.scalar(None, pa.string()))


def _first_of(record: Any, leaves: tuple[Leaf, ...]) -> str | None:
    """Return what a record holds at the first place that holds something, or the words of all places."""
    if leaves[0].kind == "words":
        return " ".join(text for leaf in leaves for text in _texts(record, leaf)) or None
    return next((text for leaf in leaves for text in _texts(record, leaf)), None)


def _texts(record: Any, leaf: Leaf) -> list[str]:
    """Return a leaf's plain values in a record as texts."""
    values = [record]
    for step in leaf.steps:
        values = [value[step.key] for value in values if isinstance(value, dict) and step.key in value]
        if step.is_list:
            values = [item for value in values for item in (value if isinstance(value, list) else [value])]
        if step.where:
            name, wanted = step.where
            values = [value for value in values if isinstance(value, dict) and value.get(name) == wanted]
    if isinstance(leaf.kind, Attached):
        return [text for text in map(leaf.kind.of_value, values) if text is not None]
    return [text_of(value) for value in values if value is not None and not isinstance(value, dict | list)]


def text_of(value: Any) -> str:
    """Write a plain JSON value as text that UTF-8 can hold."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode("utf-8")
