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
BLANKS = r"[\s\pZ]+"
# One test for all that may have to be changed in a text: most texts pass it and are left as they are.
CHANGEABLE = (
    rf"[&<]|{SPREADSHEET_BREAK}|(?i:https?://|www\.|\b(?:t\.co|bit\.ly|pic\.twitter\.com)/)|{UNSEEN}|{SUSPECT}"
    r"|^[\s\pZ]|[\s\pZ]$|[\s\pZ]{2}|[^\S ]|[^\PZ ]"
)
COMPOSABLE = r"[^\x{00}-\x{02FF}]"  # all below is composed already
HASHTAG = re.compile(r"[#＃]([^\s#＃]*\w)")
TITLE_END = re.compile(r"[\s.…]+$")


def plain_texts(titles: pa.Array, texts: pa.Array, tags: pa.Array, is_html: bool) -> tuple[pa.Array, int]:
    """Return one plain text per row, its title in front unless the text begins with it, and how many were mended.

    Args:
        titles: strings, shape (rows,); null where a row has none.
        texts: strings, shape (rows,).
        tags: hashtags given apart from the text, parted by blanks, shape (rows,); those the text lacks end it.
        is_html: whether every text is HTML; else only those are unwrapped that hold tags or entities.
    """
    mended, repaired = _plain(texts, is_html)
    if titles.null_count < len(titles):
        mended_titles, _ = _plain(titles, is_html)
        mended = _combined(mended, mended_titles, _joined)
    if tags.null_count < len(tags):
        mended = _combined(mended, _plain(tags, False)[0], _tagged)
    return mended, repaired


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
    changeable = pc.is_valid(texts) if is_html else _marked(texts, CHANGEABLE)
    some, repaired = _changed(texts.filter(changeable), is_html)
    texts = pc.replace_with_mask(texts, changeable, some)
    composable = _marked(texts, COMPOSABLE)
    return pc.replace_with_mask(texts, composable, pc.utf8_normalize(texts.filter(composable), form="NFC")), repaired


def _changed(texts: pa.Array, is_html: bool) -> tuple[pa.Array, int]:
    """Take out and mend whatever is no plain text; also count the texts whose encoding was mended."""
    wrapped = pc.is_valid(texts) if is_html else _marked(texts, ENTITY_OR_TAG)
    texts, _ = _where(texts, wrapped, unwrap_html)
    texts, repaired = _where(texts, _marked(texts, SUSPECT), mend)
    texts = pc.replace_substring_regex(texts, SPREADSHEET_BREAK, " ")
    texts = pc.replace_substring_regex(texts, ADDRESS, "")
    texts = pc.replace_substring_regex(texts, UNSEEN, " ")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, BLANKS, " ")), repaired


def _marked(texts: pa.Array, pattern: str) -> pa.Array:
    """Tell in which texts a pattern is found; in a missing one it is not."""
    return pc.fill_null(pc.match_substring_regex(texts, pattern), False)


def _where(texts: pa.Array, chosen: pa.Array, change: Callable[[str], str]) -> tuple[pa.Array, int]:
    """Apply a function to the chosen texts; also count those it changed."""
    before = texts.filter(chosen).to_pylist()
    if not before:
        return texts, 0
    after = [change(text) for text in before]
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    return pc.replace_with_mask(texts, chosen, pa.array(after, pa.string())), changed


def _combined(texts: pa.Array, others: pa.Array, join: Callable[[str, str | None], str | None]) -> pa.Array:
    """Join to each text what else its row has."""
    has = pc.is_valid(others)
    pairs = zip(others.filter(has).to_pylist(), texts.filter(has).to_pylist(), strict=True)
    return pc.replace_with_mask(texts, has, pa.array([join(*pair) for pair in pairs], pa.string()))


def _from_mac_roman(found: re.Match[str]) -> str:
    """Decode one run again; a run that is no UTF-8 stays."""
    try:
        return found[0].encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return found[0]


def _joined(title: str, text: str | None) -> str | None:
    """Put a title before its text, unless it is only the text's first words."""
    stem = TITLE_END.sub("", title)
    if not stem or not text:
        return text or stem or None
    if text.casefold().startswith(stem.casefold()):
        return text
    return f"{stem}{'' if stem[-1] in '!?' else '.'} {text}"


def _tagged(tags: str, text: str | None) -> str | None:
    """Put hashtags behind the text that it does not hold already."""
    held = {tag.casefold() for tag in HASHTAG.findall(text or "")}
    words = dict.fromkeys(tag.strip("#＃") for tag in tags.split())
    lacking = [f"#{tag}" for tag in words if tag and tag.casefold() not in held]
    return " ".join([text, *lacking] if text else lacking) or None
