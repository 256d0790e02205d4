"""Pictures listed inside a JSON record, as the text of the role `media`: from Arrow columns and from parsed records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

SPECIAL = r'["\\\x00-\x1f]'  # what a JSON string cannot hold as it is


@dataclass(frozen=True)
class Attached:
    """How the items of a list give the pictures of a post.

    Attributes:
        urls: places of the address in an item, its keys joined by dots, best first.
        alt: key of the alternative text.
        only: key and value of the items that are pictures, None where all are.
    """

    urls: tuple[str, ...]
    alt: str = "alt"
    only: tuple[str, str] | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        """The type that reads just what is needed of such a list."""
        tree: dict[str, Any] = {}
        for path in (*self.urls, self.alt, *(self.only or ())[:1]):
            *outer, last = path.split(".")
            branch = tree
            for key in outer:
                branch = branch.setdefault(key, {})
            branch[last] = pa.string()
        return pa.list_(_struct(tree))

    def of_column(self, lists: pa.Array) -> pa.Array:
        """Return the role's text of each list of an array; None where it holds no picture."""
        items = pc.list_flatten(lists)
        kept = self._kept(items)
        if not pc.any(kept).as_py():
            return pa.nulls(len(lists), pa.string())
        parents = pc.list_parent_indices(lists).filter(kept)
        items = items.filter(kept)
        url, alt = _quoted(_first(items, self.urls)), _quoted(pc.fill_null(_field(items, self.alt), ""))
        written = pc.binary_join_element_wise('{"url": ', url, ', "alt": ', alt, "}", "")
        return _joined(written, parents, len(lists))

    def of_value(self, value: Any) -> str | None:
        """Return the role's text of one parsed list; None where it holds no picture."""
        written = [self._written(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        kept = [text for text in written if text is not None]
        return f"[{', '.join(kept)}]" if kept else None

    def _kept(self, items: pa.Array) -> pa.Array:
        """Tell which items are pictures with an address."""
        kept = pc.is_valid(_first(items, self.urls))
        if self.only:
            key, value = self.only
            kept = pc.and_(kept, pc.fill_null(pc.equal(_field(items, key), value), False))
        return kept

    def _written(self, item: dict[str, Any]) -> str | None:
        """Return one item as text, None where it is no picture."""
        if self.only and item.get(self.only[0]) != self.only[1]:
            return None
        url = next((found for path in self.urls if (found := _text_at(item, path)) is not None), None)
        if url is None:
            return None
        return json.dumps({"url": url, "alt": _text_at(item, self.alt) or ""}, ensure_ascii=False)


def _struct(tree: dict[str, Any]) -> pa.DataType:
    return pa.struct([(key, _struct(below) if isinstance(below, dict) else below) for key, below in tree.items()])


def _field(items: pa.Array, path: str) -> pa.Array:
    return pc.struct_field(items, path.split("."))


def _first(items: pa.Array, paths: tuple[str, ...]) -> pa.Array:
    found = [_field(items, path) for path in paths]
    return pc.coalesce(*found) if len(found) > 1 else found[0]


def _quoted(texts: pa.Array) -> pa.Array:
    """Return texts as JSON strings; most need nothing but quotes around them."""
    special = pc.match_substring_regex(texts, SPECIAL)
    quoted = pc.binary_join_element_wise('"', texts, '"', "")
    written = [json.dumps(text, ensure_ascii=False) for text in texts.filter(special).to_pylist()]
    return pc.replace_with_mask(quoted, special, pa.array(written, pa.string()))


def _joined(written: pa.Array, parents: pa.Array, length: int) -> pa.Array:
    """Return the items of each list in brackets, None for a list without any."""
    counts = pc.value_counts(parents)  # the parents stand in order
    lists = pa.ListArray.from_arrays(_offsets(counts.field("counts")), written)
    texts = pc.binary_join_element_wise("[", pc.binary_join(lists, ", "), "]", "")
    places = pc.index_in(pa.array(range(length), pa.int64()), counts.field("values").cast(pa.int64()))
    return texts.take(places)


def _offsets(counts: pa.Array) -> pa.Array:
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(counts).cast(pa.int32())])


def _text_at(item: Any, path: str) -> str | None:
    """Return the text at a place of a parsed item; None where there is no text."""
    for key in path.split("."):
        item = item.get(key) if isinstance(item, dict) else None
    return item.encode("utf-8", "replace").decode("utf-8") if isinstance(item, str) else None
