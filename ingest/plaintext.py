"""Text as people wrote it: HTML taken off, broken encodings mended, Unicode composed, addresses of pages out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

# What text decoded with the wrong code page leaves behind: UTF-8 read as Latin-1 or Windows-1252, as Mac Roman, a cut
# `…` and `€` of a third code page, C1 controls and private-use characters.
SUSPECT = (
    r"[ÂÃâðÐÑØÙãäåæçèéïì][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    r"|[¬√ƒ≈‚]\pL?[^\pL\s\d]|[¬√ƒ≈]\pL|‚[ÄÇ]|\x{F8FF}|Ķ|Ǩ|[\x{80}-\x{9F}]|\x{FFFD}"
)
MAC_TAIL = "".join(bytes([code]).decode("mac_roman") for code in range(0x80, 0xC0))
MAC_ROMAN = re.compile(
    f"[¬√ƒ≈][{re.escape(MAC_TAIL)}]|‚[{re.escape(MAC_TAIL)}]{{2}}|\uf8ff[{re.escape(MAC_TAIL)}]{{3}}"
)
# Ķ where … stood: not where a Latvian word begins with it, nor within capitals.
CUT_MARK = re.compile(r"(?<=[a-zß-ÿ])Ķ|(?<=\S)Ķ(?![A-ZĀČĒĢĪĶĻŅŠŪŽ])|Ķ(?![aāeēiīoōuūA-ZĀČĒĢĪĶĻŅŠŪŽ])")
EURO_MARK = re.compile(r"(?<=\d)(\s?)Ǩ|Ǩ(?=\s?\d)")
ENTITY_OR_TAG = r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]{2,8});|</?[a-zA-Z!][^<>]*>"
DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
BREAKING = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h\d|/?blockquote)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
SPREADSHEET_BREAK = r"_x000[aAdD]_"
ADDRESS = r"(?i)\b(?:https?://|www\.)\S+|\b(?:t\.co|bit\.ly|pic\.twitter\.com)/\S+"
UNSEEN = r"[\x00-\x1F\x7F-\x9F\x{200B}\x{2060}\x{FEFF}\x{2028}\x{2029}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
TITLE_END = re.compile(r"[\s.…]+$")


def plain_texts(titles: pa.Array, texts: pa.Array, is_html: bool) -> tuple[pa.Array, int]:
    """Return one plain text per row, its title in front unless the text begins with it, and how many were mended.

    Args:
        titles: strings, shape (rows,); null where a row has none.
        texts: strings, shape (rows,).
        is_html: whether every text is HTML; else only those are unwrapped that hold tags or entities.
    """
    mended_titles, _ = _plain(titles, is_html)
    mended_texts, repaired = _plain(texts, is_html)
    if titles.null_count == len(titles):
        return mended_texts, repaired
    pairs = zip(mended_titles.to_pylist(), mended_texts.to_pylist(), strict=True)
    return pa.array([_joined(title, text) for title, text in pairs], pa.string()), repaired


def stripped(values: pa.Array) -> pa.Array:
    """Return strings without outer blanks; empty ones are null."""
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def mend(text: str) -> str:
    """Undo a wrong code page: runs of Mac Roman that are valid UTF-8, then whatever ftfy recognises."""
    import ftfy

    mended = MAC_ROMAN.sub(_from_mac_roman, text)
    mended = EURO_MARK.sub(lambda found: f"{found[1] or ''}€", CUT_MARK.sub("…", mended))
    return ftfy.fix_encoding(mended)


def unwrap_html(text: str) -> str:
    """Return the text of a piece of HTML: blocks end in a blank, tags go, entities become characters."""
    return html.unescape(TAG.sub("", BREAKING.sub(" ", DROPPED.sub(" ", text))))


def _plain(texts: pa.Array, is_html: bool) -> tuple[pa.Array, int]:
    """Clean one column of texts."""
    if texts.null_count == len(texts):
        return texts, 0
    wrapped = pc.is_valid(texts) if is_html else pc.match_substring_regex(texts, ENTITY_OR_TAG)
    texts, _ = _where(texts, wrapped, unwrap_html)
    texts, repaired = _where(texts, pc.match_substring_regex(texts, SUSPECT), mend)
    texts = pc.replace_substring_regex(texts, SPREADSHEET_BREAK, " ")
    texts = pc.replace_substring_regex(texts, ADDRESS, "")
    texts = pc.replace_substring_regex(texts, UNSEEN, " ")
    texts = pc.utf8_normalize(texts, form="NFC")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"[\s\pZ]+", " ")), repaired


def _where(texts: pa.Array, chosen: pa.Array, change: Callable[[str], str]) -> tuple[pa.Array, int]:
    """Apply a function to the chosen texts; also count those it changed."""
    chosen = pc.fill_null(chosen, False)
    before = texts.filter(chosen).to_pylist()
    if not before:
        return texts, 0
    after = [change(text) for text in before]
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    return pc.replace_with_mask(texts, chosen, pa.array(after, pa.string())), changed


def _from_mac_roman(found: re.Match[str]) -> str:
    """Decode one run again; a run that is no UTF-8 stays."""
    try:
        return found[0].encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return found[0]


def _joined(title: str | None, text: str | None) -> str | None:
    """Put a title before its text, unless it is only the text's first words."""
    stem = TITLE_END.sub("", title) if title else ""
    if not stem or not text:
        return text or stem or None
    if text.casefold().startswith(stem.casefold()):
        return text
    return f"{stem}{'' if stem[-1] in '!?' else '.'} {text}"
