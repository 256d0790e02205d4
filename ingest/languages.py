"""The language of posts: the code the source gives, else what a detector is sure of."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

import pyarrow as pa
import pyarrow.compute as pc

from ingest.plaintext import stripped

CODE = "^(?P<code>[a-z]{2})(?:[-_].*)?$"
DETECTED = frozenset({"en", "zh", "fr", "es", "it", "de", "pt", "ja", "ko"})  # others are guessed wrong too often
HIDDEN = r"\[(?:handle|email|phone|author)\]"  # masks are English words that nobody wrote


def languages(given: pa.Array, texts: pa.Array) -> pa.Array:
    """Return ISO 639-1 codes: from tags such as `en`, `EN-gb` or `zh_Hant`, else detected; null where neither tells.

    Args:
        given: what the source says, strings, shape (rows,).
        texts: masked texts, strings, shape (rows,).
    """
    codes = language_codes(given)
    if not (missing := pc.is_null(codes)).true_count:
        return codes
    return pc.replace_with_mask(codes, missing, detected(texts.filter(missing)))


def language_codes(given: pa.Array) -> pa.Array:
    """Return ISO 639-1 codes from what a source says; anything that is no language tag is null."""
    coded = stripped(given).dictionary_encode()
    codes = pc.struct_field(pc.extract_regex(pc.utf8_lower(coded.dictionary), CODE), "code")
    return codes.take(coded.indices)


def detected(texts: pa.Array) -> pa.Array:
    """Return the language of each text; null where it is too short or the detector is not sure."""
    coded = pc.replace_substring_regex(texts, HIDDEN, " ").dictionary_encode()
    return pa.array([_detect(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _detect(text: str) -> str | None:
    """Ask CLD2, which knows a code that is not ours for many a short text."""
    cld2 = _cld2()
    try:
        is_reliable, _, found = cld2.detect(text, isPlainText=True)
    except cld2.error:  # bytes that it takes for broken UTF-8
        return None
    code = str(found[0][1]).partition("-")[0]
    return code if is_reliable and code in DETECTED else None


@cache
def _cld2() -> ModuleType:
    """Load the detector when the first text needs it."""
    return import_module("pycld2")
