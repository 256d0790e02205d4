"""Raw rows made into posts: plain mended text, UTC dates, whole numbers; what cannot be a post is refused with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.pseudonyms import Pseudonyms, author_scope
from data.records import short_hash
from ingest.dates import mondays, read_dates
from ingest.plaintext import plain_texts, stripped
from ingest.privacy import mask, mask_names, masked_fields, safe_ids, shape_of
from ingest.regions import region_codes

THOUSANDS = {"k": 1_000, "m": 1_000_000}
AUTHOR_NAMES = ("author", "handle", "display_name")
PLAIN_COUNT = "^[0-9]{1,15}$"
LARGEST_COUNT = 10**15  # more likes than this are a broken field


@dataclass(frozen=True)
class Rules:
    """How the rows of one file become posts.

    Attributes:
        source: name the posts are stored under.
        region: region of rows that name none.
        html: whether texts are HTML.
        day_first: how 03/04/2024 is meant.
        now: UTC; later dates are impossible.
        pseudonyms: the keyed hashes of authors and ids.
    """

    source: str
    region: str | None
    html: bool
    day_first: bool
    now: datetime
    pseudonyms: Pseudonyms


@dataclass(frozen=True)
class Cleaned:
    """One batch after cleaning.

    Attributes:
        posts: columns of the table `post`, repeats still in.
        refused: columns row, reason, fields (masked, JSON text).
        repaired: texts whose encoding was mended.
        media: the pictures that each of the posts names, as the role `media` gives them.
    """

    posts: pd.DataFrame
    refused: pd.DataFrame
    repaired: int
    media: pa.Array


def clean_batch(raw: pa.RecordBatch, rules: Rules) -> Cleaned:
    """Make posts of one batch of raw rows; every row comes back as a post or as a refusal."""
    texts, repaired = plain_texts(raw["title"], raw["text"], rules.html)
    masked = mask(_without_names(texts, raw))
    dates = read_dates(raw["date"], rules.day_first, rules.now, raw["seen"])
    frame = pd.DataFrame({"row": raw["row"].to_pandas(), "text": masked.to_pandas(), "posted_at": dates.utc})
    frame["reason"] = _reasons(raw, frame["text"], dates.reason)
    refused = _refused(raw, frame)
    kept = frame["reason"].isna()
    good = raw.filter(pa.array(kept))
    posts = _posts(good, frame[kept].reset_index(drop=True), rules)
    return Cleaned(posts, refused, repaired, good["media"])


def _without_names(texts: pa.Array, raw: pa.RecordBatch) -> pa.Array:
    """Take every name of each author out of the author's own text."""
    for role in AUTHOR_NAMES:
        if raw[role].null_count < len(raw):
            names = pc.utf8_normalize(stripped(raw[role]), form="NFC")  # as the texts are
            texts = pa.array(mask_names(texts.to_pylist(), names.to_pylist()), pa.string())
    return texts


def _reasons(raw: pa.RecordBatch, text: pd.Series[str], date_reason: pd.Series[str]) -> pd.Series[str]:
    """Return the first reason to refuse each row, None where there is none."""
    reason = pd.Series(raw["problem"].to_pandas(), dtype=object)
    reason = reason.where(reason.notna(), date_reason)
    no_text = pd.Series(None, index=reason.index, dtype=object).mask(text.isna() | (text == ""), "no text")
    return reason.where(reason.notna(), no_text)


def _refused(raw: pa.RecordBatch, frame: pd.DataFrame) -> pd.DataFrame:
    """List the refused rows; a date is kept as its shape, since a shifted column may put a name there."""
    refused = frame.loc[frame["reason"].notna(), ["row", "reason", "text"]]
    dates = raw["date"].filter(pa.array(frame["reason"].notna())).to_pylist()
    fields = [
        masked_fields({"date": shape_of(date) if date else None, "text": text or None})
        for date, text in zip(dates, refused["text"], strict=True)
    ]
    return refused[["row", "reason"]].assign(fields=fields).reset_index(drop=True)


def _posts(raw: pa.RecordBatch, frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Build the columns of `post` for rows that are good."""
    authors = rules.pseudonyms.hash_all(author_scope(rules.source), stripped(raw["author"]))
    posts = pd.DataFrame({"posted_at": frame["posted_at"], "week": mondays(frame["posted_at"]).dt.date})
    posts["author"] = authors.to_pandas()
    posts["text"] = frame["text"]
    posts["text_hash"] = [short_hash(text) for text in frame["text"]]
    posts["native_id"] = _native_ids(raw, posts, rules)
    posts.insert(0, "post_id", [short_hash(rules.source, native) for native in posts["native_id"]])
    posts.insert(1, "source", rules.source)
    posts["language"] = language_codes(raw["language"])
    posts["region"] = region_codes(raw["region"]).fillna(rules.region) if rules.region else region_codes(raw["region"])
    posts["audience"] = _audiences(raw["audience"])
    posts["engagement"] = engagement(raw)
    return posts


def _audiences(values: pa.Array) -> pd.Series[str]:
    """Return audiences in lower case; `all` names none, as it is Hemline's own word for all audiences together."""
    audiences = pd.Series(mask(pc.utf8_lower(stripped(values))).to_pandas(), dtype=object)
    return audiences.where(audiences != "all", None)


def _native_ids(raw: pa.RecordBatch, posts: pd.DataFrame, rules: Rules) -> pd.Series[str]:
    """Return the source's ids made safe; a row without one has the hash of its date, author and text."""
    given = stripped(raw["id"])
    safe = pd.Series(safe_ids(given, stripped(raw["author"]), rules.pseudonyms, rules.source).to_pandas(), dtype=object)
    if (missing := safe.isna()).any():
        without = posts[missing]
        content = zip(without["posted_at"].astype(str), without["author"].fillna(""), without["text"], strict=True)
        safe[missing] = [f"content-{short_hash(*parts)}" for parts in content]
    return safe


def language_codes(values: pa.Array) -> pd.Series[str]:
    """Return ISO 639-1 codes from tags such as `en`, `EN-gb` or `zh_Hant`; anything else is None."""
    codes = pc.struct_field(
        pc.extract_regex(pc.utf8_lower(stripped(values)), "^(?P<code>[a-z]{2})(?:[-_].*)?$"), "code"
    )
    return pd.Series(codes.to_pandas(), dtype=object)


def engagement(raw: pa.RecordBatch) -> pd.Series[int]:
    """Return the total given, else likes + reposts + replies; null where a row has none of them."""
    parts = pd.DataFrame({role: counts(raw[role]) for role in ("likes", "reposts", "replies")})
    total = parts.sum(axis=1, min_count=1).astype("Int64")
    return counts(raw["engagement"]).fillna(total)


def counts(values: pa.Array) -> pd.Series[int]:
    """Return whole numbers of 0 or more from `1,234`, `5.0`, `1.2K` or `10,000+`; anything else is null."""
    if pc.all(pc.fill_null(pc.match_substring_regex(values, PLAIN_COUNT), True)).as_py():
        return pd.Series(values.cast(pa.int64()).to_pandas(integer_object_nulls=True), dtype="Int64")
    text = pd.Series(values.to_pandas(), dtype=object)
    found = text.str.extract(r"^\s*(-?\d[\d,]*(?:\.\d+)?)\s*([kKmM]?)\+?\s*$")
    number = pd.to_numeric(found[0].str.replace(",", ""), errors="coerce")
    number = number * found[1].str.lower().map(THOUSANDS).fillna(1)
    return number.where(number.abs() < LARGEST_COUNT).clip(lower=0).round().astype("Int64")
