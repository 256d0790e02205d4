"""New words on the rise: terms outside the vocabulary that more people use now than chance explains."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.stop_words import stop_words

RECENT_WEEKS = 8
BEFORE_WEEKS = 52
FEWEST_AUTHORS = 5  # distinct authors in the recent weeks
FEWEST_TESTED = 4  # distinct authors in both windows together: below it no result could be told from chance
FALSE_DISCOVERY = 0.01
YEAR_AGO_P = 0.05
ON_TOPIC = 0.5  # of the recent posts with a term must carry a label of the vocabulary
SAME = 0.9  # of a word's authors use it inside the phrase: then the phrase is the term
LONGEST = 3
SHOWN_POSTS = 5

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # scripts written without spaces: runs are no words
NOT_TEXT = re.compile(r"https?://\S+|www\.\S+|\[(?:handle|email|phone|link|url)\]")
PIECE = re.compile(r"[^\w\s#'’-]+")
TOKEN = re.compile(rf"#?[^\W\d_{UNSPACED}](?:[^\W_{UNSPACED}]|['’-](?=[^\W_{UNSPACED}]))+|[{UNSPACED}]+|\S")
WORD = re.compile(rf"#?[^\W{UNSPACED}]")
COLUMNS = ["term", "region", "kind", "first_seen", "authors_recent", "authors_before"]
COLUMNS += ["share_recent", "share_before", "q_value", "post_ids"]


@dataclass(frozen=True)
class Counts:
    """Who used which terms when, as parallel arrays with one entry per use.

    Attributes:
        terms: the terms by number.
        term: number of the term used, shape (uses,).
        row: row of the post in the posts' frame, shape (uses,).
    """

    terms: list[str]
    term: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]


def emerging_terms(posts: pd.DataFrame, now_week: date, known: frozenset[str]) -> pd.DataFrame:
    """Find the terms whose share of authors grew in the last 8 weeks against the 52 before.

    The test, in all regions together and in each, one-sided: Fisher's exact test of distinct authors with and
    without the term in the two windows, Benjamini-Hochberg over every term that at least 4 authors used. A term
    must also beat the same 8 weeks a year ago (p at most 0.05, so that a season is not news), and a phrase that
    holds a word of the vocabulary must grow against that word's own authors. Distinct authors of 52 weeks favour
    the older window, so steady terms are rarely called new.

    Args:
        posts: columns post_id, author (never empty), week (date), region, text, on_topic; 60 weeks up to now.
        now_week: the last complete week.
        known: words of the vocabulary, as `known_words` makes them.

    Returns:
        The columns of the table `emerging_term` but for first_seen, which is the first week within `posts`.
    """
    posts = _windowed(posts, now_week)
    counts = count_terms(posts["text"], known)
    if not counts.terms or not posts["recent"].any():
        return pd.DataFrame(columns=COLUMNS)
    uses = _uses(posts, counts)
    regions = [region for region in sorted(posts["region"].dropna().unique()) if region != "all"]
    tested = pd.concat([_tested(posts, uses, counts.terms, known, region) for region in ["all", *regions]])
    found = _without_repeats(tested)
    return _described(found, posts, uses, counts.terms) if len(found) else pd.DataFrame(columns=COLUMNS)


def known_words(words: Iterable[str]) -> frozenset[str]:
    """Return the vocabulary's words as terms look here: each phrase, its singular, and both without spaces."""
    known = set()
    for word in words:
        tokens = [token for part in _pieces(word) for token in part]
        for spelt in (" ".join(tokens), "".join(tokens)):
            known |= _forms(spelt) | _forms(spelt.replace("-", "")) | _forms(spelt.replace("-", " "))
    return frozenset(known - {""})


def first_weeks(terms: Iterable[str], posts: pd.DataFrame) -> dict[str, date]:
    """Return the first week in which each of the terms stands in `posts` (columns week, text), where it does."""
    wanted, seen = set(terms), dict[str, date]()
    for week, text in zip(posts["week"], posts["text"], strict=True):
        for term in wanted.intersection(_terms(text)):
            seen[term] = min(week, seen.get(term, week))
    return seen


def count_terms(texts: Iterable[str], known: frozenset[str] = frozenset()) -> Counts:
    """Number the terms of texts and list their uses, each term once per text.

    Args:
        texts: the posts' texts.
        known: counted too, though they are never called new, as the base of phrases that hold them.
    """
    number: dict[str, int] = {}
    term, row = [], []
    for at, text in enumerate(texts):
        codes = {number.setdefault(found, len(number)) for found in _terms(text)}
        term.extend(codes)
        row.extend([at] * len(codes))
    return Counts(list(number), np.asarray(term, dtype=np.int32), np.asarray(row, dtype=np.int32))


def _pieces(text: str) -> Iterator[list[str]]:
    """Yield the runs of tokens of a text that no punctuation divides, in lower case."""
    folded = unicodedata.normalize("NFKC", NOT_TEXT.sub(" . ", text)).lower().replace("’", "'")
    for piece in PIECE.split(folded):
        if tokens := TOKEN.findall(piece):
            yield tokens


def _terms(text: str) -> set[str]:
    """Return the hashtags, words and phrases of a text that could be a name of something."""
    found = set()
    for tokens in _pieces(text):
        for start in range(len(tokens)):
            for stop in range(start + 1, min(start + LONGEST, len(tokens)) + 1):
                if _could_be_name(tokens[start:stop]):
                    found.add(" ".join(tokens[start:stop]))
    return found


def _could_be_name(tokens: list[str]) -> bool:
    """Tell whether tokens begin and end with a word that means something; a hashtag stands alone."""
    if not all(len(token) > 2 and WORD.match(token) for token in (tokens[0], tokens[-1])):
        return False
    if any(token.startswith("#") for token in tokens):
        return len(tokens) == 1
    return tokens[0] not in stop_words() and tokens[-1] not in stop_words()


def _windowed(posts: pd.DataFrame, now_week: date) -> pd.DataFrame:
    """Keep the 60 weeks up to now and mark the recent ones and the same ones a year ago."""
    week = pd.to_datetime(posts["week"])
    ago = ((pd.Timestamp(now_week) - week).dt.days // 7).to_numpy()
    kept = (ago >= 0) & (ago < RECENT_WEEKS + BEFORE_WEEKS)
    marked = posts.assign(recent=ago < RECENT_WEEKS, year_ago=ago >= BEFORE_WEEKS, week=week.dt.date)
    return marked[kept].reset_index(drop=True)


def _uses(posts: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return one row per use of a term: its number, the post's row, author, windows and region."""
    columns = {"term": counts.term, "row": counts.row}
    who = pd.factorize(posts["author"])[0].astype(np.int32)
    for name, values in {"who": who, "recent": posts["recent"], "year_ago": posts["year_ago"]}.items():
        columns[name] = np.asarray(values)[counts.row]
    columns["region"] = pd.Categorical(posts["region"]).codes[counts.row]
    return pd.DataFrame(columns)


def _tested(
    posts: pd.DataFrame, uses: pd.DataFrame, terms: list[str], known: frozenset[str], region: str
) -> pd.DataFrame:
    """Count the authors of each term in one region's windows and test their growth."""
    here = posts
    if region != "all":
        here = posts[posts["region"] == region]
        uses = uses[uses["region"] == list(pd.Categorical(posts["region"]).categories).index(region)]
    base = [here.loc[window, "author"].nunique() for window in _windows(here)]
    counted = pd.DataFrame({name: _authors(uses[window]) for name, window in zip("rby", _windows(uses), strict=True)})
    counted = counted.fillna(0).astype(int)
    counted = counted[counted["r"] + counted["b"] >= FEWEST_TESTED]
    counted["term"] = [terms[number] for number in counted.index]
    counted["number"], counted["region"] = counted.index, region
    counted["share_recent"], counted["share_before"] = counted["r"] / max(base[0], 1), counted["b"] / max(base[1], 1)
    counted["p"] = _growth_p(counted["r"], counted["b"], base[0], base[1])
    counted["p_year"] = _growth_p(counted["r"], counted["y"], base[0], base[2])
    return _judged(_beyond_known(counted, known))


def _windows(frame: pd.DataFrame) -> tuple[pd.Series[bool], pd.Series[bool], pd.Series[bool]]:
    """Return the masks of the recent weeks, the 52 before, and the same weeks a year ago."""
    return frame["recent"], ~frame["recent"], frame["year_ago"]


def _authors(uses: pd.DataFrame) -> pd.Series[int]:
    """Return the number of distinct authors by term number."""
    pairs = np.unique(uses["term"].to_numpy(np.int64) << 32 | uses["who"].to_numpy(np.int64))
    term, authors = np.unique(pairs >> 32, return_counts=True)
    return pd.Series(authors, index=term, dtype="int64")


def _growth_p(recent: pd.Series[int], before: pd.Series[int], base_recent: object, base_before: object) -> object:
    """Return the one-sided p of Fisher's exact test that the recent share is no larger than the one before."""
    from scipy.stats import hypergeom

    everyone = np.asarray(base_recent) + np.asarray(base_before)
    return hypergeom.sf(recent.to_numpy() - 1, everyone, (recent + before).to_numpy(), np.asarray(base_recent))


def _beyond_known(counted: pd.DataFrame, known: frozenset[str]) -> pd.DataFrame:
    """Drop the vocabulary's own words, and make phrases that hold one beat that word's growth too."""
    of_term = counted.set_index("term")[["r", "b"]]
    own = counted["term"].map(lambda term: _is_known(term, known))
    parts = _known_parts(known)
    counted = counted[~own & ~counted["term"].isin(parts)].copy()
    held = [(at, part) for at, term in counted["term"].items() for part in _parts(term) if _is_known(part, known)]
    held = [(at, part) for at, part in held if part in of_term.index]
    if held:
        rows, base = counted.loc[[at for at, _ in held]], of_term.loc[[part for _, part in held]]
        p = _growth_p(rows["r"], rows["b"], base["r"].to_numpy(), base["b"].to_numpy())
        worst = pd.Series(p, index=rows.index).groupby(level=0).max()
        counted.loc[worst.index, "p"] = np.maximum(counted.loc[worst.index, "p"], worst)
    return counted


def _is_known(term: str, known: frozenset[str]) -> bool:
    """Tell whether the vocabulary has the term, as a hashtag, in the plural or with a hyphen too."""
    bare = term.lstrip("#")
    return not known.isdisjoint(_forms(bare) | _forms(bare.replace("-", "")) | _forms(bare.replace("-", " ")))


def _known_parts(known: frozenset[str]) -> set[str]:
    """Return the single words that the vocabulary's phrases are made of."""
    return {token for phrase in known if " " in phrase for token in phrase.split()}


def _parts(term: str) -> list[str]:
    """Return the shorter runs of words inside a phrase."""
    words = term.split()
    spans = [(a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1) if b - a < len(words)]
    return [" ".join(words[a:b]) for a, b in spans]


def _forms(phrase: str) -> set[str]:
    """Return a phrase as it is and without the plural endings its last word may have."""
    cut = {phrase[: -len(ending)] for ending in ("s", "es") if phrase.endswith(ending) and len(phrase) > 4}
    return {phrase, *cut}


def _judged(counted: pd.DataFrame) -> pd.DataFrame:
    """Add q values over all tested terms and whether a term is new."""
    from scipy.stats import false_discovery_control

    q = false_discovery_control(counted["p"].clip(0, 1)) if len(counted) else np.zeros(0)
    counted["q_value"] = q
    many = (counted["r"] >= FEWEST_AUTHORS) & (counted["share_recent"] > counted["share_before"])
    counted["new"] = many & (counted["q_value"] <= FALSE_DISCOVERY) & (counted["p_year"] <= YEAR_AGO_P)
    return counted


def _without_repeats(tested: pd.DataFrame) -> pd.DataFrame:
    """Keep the new terms, one for each novelty: the phrase or its word, the word or its hashtag."""
    found = tested[tested["new"]]
    spread = tested[tested["region"] == "all"].set_index("term")["r"]
    names = set(found["term"])
    dropped = set()
    for term in names:
        for part in names.intersection(_parts(term)):
            dropped.add(part if spread[term] >= SAME * spread[part] else term)
    for _, same in found["term"].drop_duplicates().groupby(found["term"].map(_bare)):
        dropped |= set(same) - {min(set(same) - dropped or set(same), key=lambda term: (-spread[term], term))}
    return found[~found["term"].isin(dropped)]


def _bare(term: str) -> str:
    """Return what a term and its hashtag share."""
    return re.sub(r"[#' -]", "", term)


def _described(found: pd.DataFrame, posts: pd.DataFrame, uses: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Add kind, first week and example posts, and drop terms that most posts use for something else than clothes."""
    uses = uses[uses["term"].isin(found["number"])]
    uses = uses.assign(**{name: posts[name].to_numpy()[uses["row"]] for name in ("week", "post_id", "on_topic")})
    uses = uses.assign(place=posts["region"].to_numpy()[uses["row"]])
    by_term = uses.groupby("term")
    about = uses[uses["recent"]].groupby("term")["on_topic"].mean()
    found = found[found["number"].map(about) >= ON_TOPIC].rename(columns={"r": "authors_recent", "b": "authors_before"})
    recent = uses[uses["recent"]].sort_values(["week", "post_id"], ascending=[False, True])
    shown = [_examples(recent, *key) for key in zip(found["number"], found["region"], strict=True)]
    first, kind = found["number"].map(by_term["week"].min()), found["term"].map(_kind)
    described = found.assign(first_seen=first, kind=kind, post_ids=[json.dumps(ids) for ids in shown])
    return described[COLUMNS].sort_values(["region", "q_value", "term"]).reset_index(drop=True)


def _kind(term: str) -> str:
    """Return whether a term is a hashtag, a phrase or a word."""
    return "hashtag" if term.startswith("#") else "phrase" if " " in term else "word"


def _examples(recent: pd.DataFrame, number: int, region: str) -> list[str]:
    """Return up to five of the newest posts with a term, each by another author where there are enough."""
    uses = recent[(recent["term"] == number) & ((region == "all") | (recent["place"] == region))]
    return list(pd.concat([uses.drop_duplicates("who"), uses]).drop_duplicates("post_id")["post_id"][:SHOWN_POSTS])
