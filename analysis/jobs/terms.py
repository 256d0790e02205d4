"""The terms job: shows the words on the rise and puts an accepted one into the user's own vocabulary file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from analysis.topics.terms import is_known, known_words
from data.errors import BadInput, NothingThere, UnknownName
from data.own_vocabulary import facet_of, inline, place_of, read_own, with_word, write_own
from data.settings import Settings
from data.store import Store
from data.vocabulary import HEX, LANGUAGE, Label, load_vocabulary, with_user_text

LONGEST = 80  # characters of a word


@dataclass(frozen=True)
class Term:
    """One word on the rise in one region.

    Attributes:
        region: all, or one region.
        kind: word | phrase | hashtag.
        first_seen: first week in which a post uses it.
        people_recently: distinct authors in the last 8 weeks.
        people_before: distinct authors in the 52 weeks before those.
        q_value: false-discovery rate (Benjamini and Yekutieli).
        used_like: the word of most people among those that are used in like posts, None where it is this one.
    """

    term: str
    region: str
    kind: str
    first_seen: date
    people_recently: int
    people_before: int
    q_value: float
    used_like: str | None


@dataclass(frozen=True)
class Terms:
    """The words on the rise, all regions together first."""

    terms: list[Term]


@dataclass(frozen=True)
class Accepted:
    """What became of an accepted word.

    Attributes:
        change: what was done, or would be.
        next: what the next steps will do; None where nothing changed.
        note: what a reader should know, None where there is nothing.
    """

    word: str
    label_id: str
    language: str
    file: Path
    change: str
    next: str | None
    note: str | None


def found(store: Store, region: str | None = None) -> Terms:
    """Return the words on the rise that the last `hemline topics` found.

    Raises:
        UnknownName: no word is on the rise in such a region.
    """
    rows = store.read("emerging_list")
    if region is not None and len(rows):
        if region not in set(rows["region"]):
            raise UnknownName.among("region with words on the rise", region, set(rows["region"]))
        rows = rows[rows["region"] == region]
    rows["first_seen"] = pd.to_datetime(rows["first_seen"]).dt.date
    rows["used_like"] = rows["used_like"].astype(object).where(rows["used_like"].notna(), None)
    return Terms([Term(*row) for row in rows.itertuples(index=False)])


def table(terms: Terms) -> str:
    """Return the words as the lines of a table."""
    if not terms.terms:
        return "No word is on the rise; 'hemline topics' looks for them in the posts that are there."
    width = max(12, *(len(term.term) + 2 for term in terms.terms))
    head = f"{'term':<{width}}{'region':<8}{'first seen':<12}{'people recently':>16}{'before':>8}{'q-value':>10}"
    lines = [
        f"{t.term:<{width}}{t.region:<8}{t.first_seen.isoformat():<12}"
        f"{t.people_recently:>16,}{t.people_before:>8,}{t.q_value:>10.2g}  {t.used_like or ''}".rstrip()
        for t in terms.terms
    ]
    said = 'Accept one with: hemline terms accept "TERM" --label facet:name'
    return "\n".join([f"{head}  used like", *lines, said])


def accept(
    settings: Settings,
    term: str,
    label_id: str,
    name: str | None = None,
    language: str = "en",
    colour: str | None = None,
    dry_run: bool = False,
) -> Accepted:
    """Add a word to a label in the user's own vocabulary file, or make a new label of it.

    Args:
        settings: names the home, where `vocabulary.toml` lies or is made.
        term: as `found` shows it; a hashtag's sign is left out, because a word finds its hashtag too.
        label_id: `facet:name`, of a label there is or of a new one.
        name: English name shown for the label; a new one is called like its id unless given.
        language: two letters.
        colour: six hex digits, which a new colour needs.
        dry_run: whether to change nothing.

    Raises:
        BadInput: the word, label, language or colour cannot be used, or another label of the facet has the word.
    """
    path, word = settings.vocabulary_file, _word(term)
    facet = facet_of(label_id)
    text, shipped = read_own(path), load_vocabulary()
    vocabulary = with_user_text(shipped, str(path), text)
    known = {label.label_id: label for label in vocabulary.facet(facet)}
    _refuse_clash([label for label in known.values() if label.label_id != label_id], path, text, word)
    if not LANGUAGE.fullmatch(language):
        raise BadInput(f"--language '{language}' is no language; give two letters, such as en, fr or ja.")
    new = _as_it_is(known[label_id], name, colour) if label_id in known else _new_entry(label_id, name, colour)
    if label_id in known and word in _spelt(known[label_id], language):
        return Accepted(word, label_id, language, path, "none; the word is there already", None, None)
    changed = with_word(text, label_id, language, word, new)
    with_user_text(shipped, str(path), changed)
    if not dry_run:
        settings.make_home()
        write_own(path, changed)
    change = f"{'would add' if dry_run else 'added'} the word to {'the new' if new else 'the'} label"
    return Accepted(word, label_id, language, path, change, _next(dry_run), _note(settings, term))


def _word(term: str) -> str:
    """Return a term as the vocabulary lists it: lower case, single spaces, without the sign of a hashtag.

    Raises:
        BadInput: it is no word.
    """
    word = " ".join(unicodedata.normalize("NFKC", term).lower().replace("’", "'").lstrip("# ").split())
    plain = word.isprintable() and not set(word) & set('#"\\')
    if not plain or len(word) > LONGEST or not any(char.isalpha() for char in word):
        raise BadInput(f"{term[:LONGEST]!r} is no word; give one with letters, at most {LONGEST} characters long.")
    return word


def _refuse_clash(others: list[Label], path: Path, text: str, word: str) -> None:
    """Refuse a word that another label of the facet has, in another form too: a post could not be read then."""
    for label in others:
        for listed in (word for said in label.words.values() for word in said):
            if is_known(word, known_words([listed])):
                place = place_of(label, path, text, listed)
                raise BadInput(
                    f"The word '{word}' is read as '{label.label_id}' already ({place}: '{listed}'); "
                    f"accept it with --label {label.label_id}, or give a label of another facet."
                )


def _new_entry(label_id: str, name: str | None, colour: str | None) -> dict[str, str]:
    """Return what a new label's entry says beside its words, in TOML.

    Raises:
        BadInput: a colour has no hex, or something else has one.
    """
    if label_id.startswith("colour:") != bool(colour and HEX.fullmatch(colour)):
        needs = "a new colour needs" if label_id.startswith("colour:") else "only a new colour has"
        raise BadInput(f"There is no label '{label_id}' yet, and {needs} --hex with six digits, such as '#F8E9A1'.")
    shown = name or label_id.partition(":")[2].replace("-", " ").capitalize()
    return {"name": inline({"en": shown}), **({"hex": inline(colour)} if colour else {})}


def _as_it_is(label: Label, name: str | None, colour: str | None) -> dict[str, str]:
    """Return that nothing is new about a label that is there.

    Raises:
        BadInput: another name or colour is given for it.
    """
    for option, given, has in (("--name", name, label.name), ("--hex", colour, label.hex)):
        if given is not None and given != has:
            raise BadInput(f"{option} '{given}': '{label.label_id}' is there and has '{has}'; leave out {option}.")
    return {}


def _spelt(label: Label, language: str) -> set[str]:
    """Return the words of a label in one language, as they are compared."""
    return {word.casefold() for word in label.words.get(language, ())}


def _next(dry_run: bool) -> str:
    """Say what the next steps will do."""
    if dry_run:
        return "run it again without --dry-run to write the file"
    return (
        "hemline tag reads all posts again, because the vocabulary has changed; hemline run also counts and forecasts"
    )


def _note(settings: Settings, term: str) -> str | None:
    """Say where a word is not among those on the rise, which a slip of the pen may be the reason of."""
    try:
        rising = set(Store(settings).read("emerging_list")["term"])
    except NothingThere:
        rising = set()
    near = get_close_matches(term.lower(), sorted(rising), n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return None if term.lower() in rising else f"'{term}' is not among the words on the rise.{hint}"
