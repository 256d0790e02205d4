"""Raw rows made into posts: plain mended text, UTC dates, whole numbers; what cannot be a post is refused with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.pseudonyms import Pseudonyms, author_scope
from data.records import short_hash, short_hashes
from ingest.dates import mondays, read_dates
from ingest.languages import languages
from ingest.plaintext import plain_texts, stripped
from ingest.privacy import mask, mask_names, masked_fields, safe_ids, shape_of
from ingest.regions import region_codes

THOUSANDS = {"k": 1_000, "m": 1_000_000}
AUTHOR_NAMES = ("author", "handle", "display_name")
DID = r"^did:[a-z]+:[A-Za-z0-9._:%-]+$"
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

    @classmethod
    def joined(cls, parts: Sequence[Cleaned]) -> Cleaned:
        """Put batches one behind the other."""
        posts = pd.concat([part.posts for part in parts], ignore_index=True)
        refused = pd.concat([part.refused for part in parts], ignore_index=True)
        media = pa.concat_arrays([part.media for part in parts])
        return cls(posts, refused, sum(part.repaired for part in parts), media)


def clean_batch(raw: pa.RecordBatch, rules: Rules) -> Cleaned:
    """Make posts of one batch of raw rows; every row comes back as a post or as a refusal."""
    texts, repaired = plain_texts(raw["title"], raw["text"], raw["tags"], rules.html)
    texts = mask(_without_names(texts, raw))
    dates = read_dates(raw["date"], rules.day_first, rules.now, raw["seen"])
    reasons = _reasons(raw, texts, dates.reason)
    kept = pc.is_null(reasons)
    good = raw.filter(kept)
    posts = _posts(good, texts.filter(kept), dates.utc[np.asarray(kept)], rules)
    return Cleaned(posts, _refused(raw, texts, reasons), repaired, good["media"])


def _without_names(texts: pa.Array, raw: pa.RecordBatch) -> pa.Array:
    """Take every name of each author out of the author's own text; a DID is masked wherever it stands."""
    for role in AUTHOR_NAMES:
        if raw[role].null_count < len(raw):
            texts = _without_name(texts, raw[role])
    return texts


def _without_name(texts: pa.Array, authors: pa.Array) -> pa.Array:
    names = pc.utf8_normalize(stripped(authors), form="NFC")  # as the texts are
    named = pc.and_not(pc.is_valid(names), pc.fill_null(pc.match_substring_regex(names, DID), False))
    plain = texts.filter(named).to_pylist()
    masked = mask_names(plain, names.filter(named).to_pylist())
    return texts if masked == plain else pc.replace_with_mask(texts, named, pa.array(masked, pa.string()))


def _reasons(raw: pa.RecordBatch, texts: pa.Array, date_reasons: pd.Series[str]) -> pa.Array:
    """Return the first reason to refuse each row, null where there is none."""
    no_text = pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "no text", pa.scalar(None, pa.string()))
    return pc.coalesce(raw["problem"], pa.array(date_reasons, pa.string()), no_text)


def _refused(raw: pa.RecordBatch, texts: pa.Array, reasons: pa.Array) -> pd.DataFrame:
    """List the refused rows; a date is kept as its shape, since a shifted column may put a name there."""
    refused = pc.is_valid(reasons)
    pairs = zip(raw["date"].filter(refused).to_pylist(), texts.filter(refused).to_pylist(), strict=True)
    fields = [masked_fields({"date": shape_of(date) if date else None, "text": text or None}) for date, text in pairs]
    rows = {"row": raw["row"].filter(refused).to_pandas(), "reason": reasons.filter(refused).to_pandas()}
    return pd.DataFrame({**rows, "fields": fields})


def _posts(raw: pa.RecordBatch, texts: pa.Array, posted_at: pd.Series[pd.Timestamp], rules: Rules) -> pd.DataFrame:
    """Build the columns of `post` for rows that are good; strings stay in Arrow's memory."""
    authors = rules.pseudonyms.hash_all(author_scope(rules.source), stripped(raw["author"]))
    native_ids = _native_ids(raw, posted_at, authors, texts, rules)
    post_ids = _post_ids(native_ids, rules.source)
    columns = {
        "post_id": post_ids,
        "source": pa.repeat(rules.source, len(raw)),
        "author": authors,
        "text": texts,
        "text_hash": pa.array(short_hashes(texts.to_pylist()), pa.string()),
        "native_id": native_ids,
        "language": languages(raw["language"], texts),
        "region": pc.fill_null(region_codes(raw["region"]), pa.scalar(rules.region, pa.string())),
        "audience": _audiences(raw["audience"]),
        "original": _originals(raw, post_ids, rules),
    }
    posts: pd.DataFrame = pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype)
    posts["posted_at"] = posted_at.to_numpy()
    posts["week"] = mondays(posts["posted_at"])
    posts["engagement"] = engagement(raw)
    return posts


def _audiences(values: pa.Array) -> pa.Array:
    """Return audiences in lower case; `all` names none, as it is Hemline's own word for all audiences together."""
    coded = stripped(values).dictionary_encode()
    audiences = mask(pc.utf8_lower(coded.dictionary))
    return pc.if_else(pc.equal(audiences, "all"), pa.scalar(None, pa.string()), audiences).take(coded.indices)


def _native_ids(
    raw: pa.RecordBatch, posted_at: pd.Series[pd.Timestamp], authors: pa.Array, texts: pa.Array, rules: Rules
) -> pa.Array:
    """Return the source's ids made safe; a row without one has the hash of its date, author and text."""
    safe = safe_ids(stripped(raw["id"]), stripped(raw["author"]), rules.pseudonyms, rules.source)
    if not (missing := pc.is_null(safe)).true_count:
        return safe
    dates = posted_at[np.asarray(missing)].astype(str)
    people, said = (pc.fill_null(values, "").filter(missing).to_pylist() for values in (authors, texts))
    made = [f"content-{short_hash(*parts)}" for parts in zip(dates, people, said, strict=True)]
    return pc.replace_with_mask(safe, missing, pa.array(made, pa.string()))


def _post_ids(native_ids: pa.Array, source: str) -> pa.Array:
    """Return the ids Hemline gives to posts; null where there is no native id."""
    made = short_hashes(native_ids.drop_null().to_pylist(), source)
    return pc.replace_with_mask(native_ids, pc.is_valid(native_ids), pa.array(made, pa.string()))


def _originals(raw: pa.RecordBatch, post_ids: pa.Array, rules: Rules) -> pa.Array:
    """Return the ids of the posts that rows merely repost; a row that names itself is no repost."""
    given = stripped(raw["original"])
    if given.null_count == len(given):
        return given
    safe = safe_ids(given, pa.nulls(len(given), pa.string()), rules.pseudonyms, rules.source)
    originals = _post_ids(safe, rules.source)
    return pc.if_else(pc.equal(originals, post_ids), pa.scalar(None, pa.string()), originals)


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
