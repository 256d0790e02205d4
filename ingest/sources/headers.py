"""Which column is what: guessed from common header names, then from the shape of the values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from data.errors import BadInput, UnknownName
from ingest.dates import readable_share
from ingest.regions import region_code
from ingest.sources.raw import ROLES

# Role to header names, letters and digits only, best first. A name also fits as the end of a longer header
# (`reviewer_published_date`), unless it is one of WHOLE.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "fulltext", "message", "body", "content", "caption", "posttext", "tweet", "reviewtext",
        "videodescription", "description", "selftext", "comment", "review", "post",
    ),
    "title": ("title", "headline", "subject"),
    "date": (
        "date", "createdat", "created", "createdutc", "createtime", "publishedat", "published", "postedat", "timestamp",
        "datetime", "time", "ds", "week", "day",
    ),
    "author": (
        "author", "authorid", "userid", "username", "user", "screenname", "handle", "accountid", "account", "reviewer",
        "authorname", "creator",
    ),
    "original": ("original", "repostof", "retweetof"),
    "handle": ("handle", "username", "screenname", "acct"),
    "display_name": ("displayname", "authorname", "nickname"),
    "id": ("id", "postid", "statusid", "tweetid", "messageid", "reviewid", "uri", "url", "permalink", "link"),
    "media": (
        "media", "imageurl", "imageurls", "mediaurl", "mediaurls", "pictureurl", "photourl", "images", "image",
        "photos", "photo", "pictures", "picture", "thumbnailurl", "thumbnail",
    ),
    "tags": ("hashtags", "hashtagnames", "tags"),
    "language": ("language", "lang", "langs", "languagecode"),
    "region": ("region", "country", "countrycode", "regioncode", "market", "reviewercountry"),
    "audience": ("audience", "segment", "gender", "targetgroup"),
    "engagement": ("engagement", "totalinteractions", "interactions"),
    "likes": ("likes", "likecount", "favourites", "favouritescount", "favorites", "favoritecount", "upvotes", "score"),
    "reposts": ("reposts", "repostcount", "shares", "sharecount", "retweets", "retweetcount", "reblogs", "boosts"),
    "replies": ("replies", "replycount", "comments", "commentcount", "numcomments", "repliescount"),
}  # fmt: skip
WHOLE = {
    "id", "user", "ds", "day", "week", "time", "post", "link", "url", "uri", "score", "account", "subject", "market",
    "reviewer", "created", "comment", "review", "comments", "segment", "content", "message", "creator", "media",
    "images", "image", "photos", "photo", "pictures", "picture", "thumbnail",
}  # fmt: skip
DATES_LEAST = 0.6  # share of values that must read as dates
REGIONS_LEAST = 0.6
ADDRESSES_LEAST = 0.6
PROSE_CHARACTERS = 20  # mean length from which an unnamed column may be the text
Sample = Mapping[str, Sequence[str | None]]


def guess_mapping(sample: Sample, given: Mapping[str, str] | None = None, name: str = "") -> dict[str, str]:
    """Return role to column for a table of posts, as told by the user first, then by name and shape.

    Args:
        sample: the first values of each column, by column name.
        given: roles the user mapped.
        name: of the file, for the sentence that refuses it.

    Raises:
        BadInput: a mapped column is not there, or no column can be the text or the date.
        UnknownName: a mapped role does not exist.
    """
    mapping = checked_mapping(given or {}, sample)
    for role in NAMES:
        if role not in mapping and (column := _by_name(role, sample, taken=set(mapping.values()))):
            mapping[role] = column
    if "date" not in mapping and (column := _by_dates(sample, set(mapping.values()))):
        mapping["date"] = column
    if "text" not in mapping and (column := _by_prose(sample, set(mapping.values()))):
        mapping["text"] = column
    _refuse_missing(mapping, sample, name)
    return {role: mapping[role] for role in ROLES if role in mapping}


def checked_mapping(given: Mapping[str, str], sample: Sample) -> dict[str, str]:
    """Return what the user mapped, once its roles and columns are known to be there.

    Raises:
        BadInput: a column is not there.
        UnknownName: a role does not exist.
    """
    for role, column in given.items():
        if role not in ROLES:
            raise UnknownName.among("field to map", role, ROLES)
        if column not in sample:
            raise BadInput(f"There is no column '{column}'; the columns are {_listed(sample)}.")
    return dict(given)


def _by_name(role: str, sample: Sample, taken: set[str]) -> str | None:
    """Return the free column whose header fits a role best and whose values can be it."""
    plain = {
        column: re.sub(r"[^a-z0-9]", "", column.rsplit(".", 1)[-1].lower()) for column in sample if column not in taken
    }
    for name in NAMES[role]:
        exact = [column for column, header in plain.items() if header == name]
        longer = [column for column, header in plain.items() if header.endswith(name) and name not in WHOLE]
        for column in exact + longer:
            if _fits(role, sample[column]):
                return column
    return None


def _fits(role: str, values: Sequence[str | None]) -> bool:
    """Tell whether a column's values can be what its header says."""
    filled = [value for value in values if value and value.strip()]
    if not filled:
        return role not in ("text", "date", "media")
    if role == "date":
        return len(filled) < 3 or readable_share(_strings(filled)) >= DATES_LEAST
    if role == "media":
        return sum("://" in value for value in filled) / len(filled) >= ADDRESSES_LEAST
    if role == "region":
        return sum(region_code(value) is not None for value in filled) / len(filled) >= REGIONS_LEAST
    return True


def _by_dates(sample: Sample, taken: set[str]) -> str | None:
    """Return the first free column whose values read as dates."""
    shares = {column: readable_share(_strings(values)) for column, values in sample.items() if column not in taken}
    return next((column for column, share in shares.items() if share >= DATES_LEAST), None)


def _by_prose(sample: Sample, taken: set[str]) -> str | None:
    """Return the free column with the longest values that hold blanks."""
    lengths = {column: _prose_length(values) for column, values in sample.items() if column not in taken}
    best = max(lengths, key=lambda column: lengths[column], default=None)
    return best if best is not None and lengths[best] >= PROSE_CHARACTERS else None


def _prose_length(values: Sequence[str | None]) -> float:
    """Return the mean length of the values, 0 where most hold no blank."""
    filled = [value for value in values if value]
    if not filled or sum(" " in value for value in filled) * 2 < len(filled):
        return 0.0
    return float(pc.mean(pc.utf8_length(_strings(filled))).as_py())


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _refuse_missing(mapping: Mapping[str, str], sample: Sample, name: str) -> None:
    """Refuse a file in which no column can be the text or the date."""
    missing = next((role for role in ("text", "date") if role not in mapping), None)
    if missing is None:
        return
    if not sample:
        raise BadInput(f"'{name}' holds no record with a plain field; export it again.")
    if not any(value for values in sample.values() for value in values):
        raise BadInput(f"'{name}' has the columns {_listed(sample)} but no row that can be read; export it again.")
    named = next((column for column in sample if column.lower() in NAMES[missing]), None)
    if missing == "date" and named is not None:
        raise BadInput(
            f"Fewer than {DATES_LEAST:.0%} of the values in the column '{named}' of '{name}' can be read as dates; "
            f"write them like 2025-03-31, or take the rows that can be read with --map date={named}."
        )
    raise BadInput(
        f"No column of '{name}' looks like the {missing}; the columns are {_listed(sample)}. "
        f"Say which one it is with --map {missing}=COLUMN."
    )


def _listed(sample: Sample) -> str:
    """List the columns' names, the first twenty of them."""
    names = [f"'{column}'" for column in sample]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
