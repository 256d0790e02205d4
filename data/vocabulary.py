"""The vocabulary: every label Hemline can see, with its names, words by language, colours and prompts.

One TOML file per facet lies in `data/vocab/`; a user's own file adds words and labels or overrides them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import BadInput, UnknownName

if TYPE_CHECKING:
    import pandas as pd

FACETS = (
    "category",
    "colour",
    "pattern",
    "material",
    "silhouette",
    "length",
    "neckline",
    "sleeve",
    "detail",
    "aesthetic",
    "occasion",
)
KEYS = {"name", "hex", "words", "prompts"}
HEX = re.compile(r"#[0-9A-Fa-f]{6}")
LANGUAGE = re.compile(r"[a-z]{2}")
ENTRY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Label:
    """One thing a post or a picture can show.

    Attributes:
        label_id: `facet:name`.
        names: what it is called, by language; always has "en".
        words: what people write for it, by language, as the files list them (no inflected forms).
        hex: sRGB, colours only.
        prompts: short lower-case phrases for a zero-shot image model, at least one.
        origin: vocabulary, or user where the user's own file added it.
    """

    label_id: str
    facet: str
    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    hex: str | None
    prompts: tuple[str, ...]
    origin: str = "vocabulary"

    @property
    def name(self) -> str:
        """The English name."""
        return self.names["en"]


class Vocabulary:
    """The labels in a fixed order: facets as listed above, entries as their files list them."""

    def __init__(self, labels: tuple[Label, ...]) -> None:
        """Take labels whose ids are distinct."""
        self.labels = labels
        self._by_id = {label.label_id: label for label in labels}

    def get(self, label_id: str) -> Label:
        """Return the label `label_id`.

        Raises:
            UnknownName: there is no such label; the sentence names the nearest.
        """
        if label_id not in self._by_id:
            raise UnknownName.among("label", label_id, self._by_id)
        return self._by_id[label_id]

    def __contains__(self, label_id: object) -> bool:
        return label_id in self._by_id

    def facet(self, name: str) -> tuple[Label, ...]:
        """Return the labels of one facet.

        Raises:
            UnknownName: there is no such facet.
        """
        if name not in FACETS:
            raise UnknownName.among("facet", name, FACETS)
        return tuple(label for label in self.labels if label.facet == name)

    @cached_property
    def version(self) -> str:
        """Hash of everything the vocabulary says: 16 hex digits."""
        said = [(la.label_id, dict(la.names), dict(la.words), la.hex, la.prompts) for la in self.labels]
        return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=8).hexdigest()

    def frame(self) -> pd.DataFrame:
        """Return the rows of the table `label`: label_id, facet, name, names (JSON), hex, origin."""
        import pandas as pd

        rows = [
            (la.label_id, la.facet, la.name, json.dumps(dict(la.names), ensure_ascii=False), la.hex, la.origin)
            for la in self.labels
        ]
        return pd.DataFrame(rows, columns=["label_id", "facet", "name", "names", "hex", "origin"])


def load_vocabulary(user_file: Path | None = None) -> Vocabulary:
    """Read the shipped vocabulary and, on top of it, a user's own file.

    In the user's file an entry is headed by its whole id, `["colour:pistachio"]`. Its words are added
    to those the label has; its name, hex and prompts replace them; a new id makes a new label.

    Raises:
        BadInput: an entry cannot be used; the sentence names the file, the line and the entry.
    """
    return _shipped() if user_file is None else _with_user_file(_shipped(), user_file)


@lru_cache(maxsize=1)
def _shipped() -> Vocabulary:
    labels: dict[str, Label] = {}
    sources = {}
    for facet in FACETS:
        source = _Source(f"{facet}.toml", (files("data") / "vocab" / f"{facet}.toml").read_text(encoding="utf-8"))
        sources[facet] = source
        for entry, body in source.entries():
            label_id = f"{facet}:{entry}"
            labels[label_id] = source.label(label_id, entry, body)
    for clash in _clashes(labels):
        facet, _, entry = clash.label_id.partition(":")
        raise sources[facet].clash(entry, clash)
    return Vocabulary(tuple(labels.values()))


def _with_user_file(shipped: Vocabulary, path: Path) -> Vocabulary:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The vocabulary file '{path}' cannot be read ({error}); give a UTF-8 text file.") from error
    return with_user_text(shipped, str(path), text)


def with_user_text(shipped: Vocabulary, name: str, text: str) -> Vocabulary:
    """Put the entries of a user's file on top of the shipped vocabulary.

    Args:
        shipped: the vocabulary without the user's file.
        name: of the file, for messages.
        text: what the file says.

    Raises:
        BadInput: an entry cannot be used; the sentence names the file, the line and the entry.
    """
    source = _Source(name, text)
    labels = {label.label_id: label for label in shipped.labels}
    for label_id, body in source.entries():
        labels[label_id] = source.label(label_id, label_id, body, labels.get(label_id))
    for clash in _clashes(labels):
        raise source.clash(clash.label_id if source.has(clash.label_id) else clash.owner, clash)
    return Vocabulary(tuple(sorted(labels.values(), key=lambda la: FACETS.index(la.facet))))


@dataclass(frozen=True)
class _Source:
    """One vocabulary file: its name for messages, and its text."""

    name: str
    text: str

    def entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each entry's heading and body."""
        try:
            document = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise BadInput(f"{self.name} is not valid TOML: {error}.") from error
        for entry, body in document.items():
            if not isinstance(body, dict):
                raise self._error(entry, "stands outside an entry; put it below a heading such as [butter-yellow]")
            yield entry, body

    def label(self, label_id: str, entry: str, body: dict[str, Any], known: Label | None = None) -> Label:
        """Make the label of one entry, on top of the label that is known already, if any."""
        facet, _, name = label_id.partition(":")
        if facet not in FACETS or not ENTRY.fullmatch(name):
            raise self._error(entry, f"must be headed facet:name, the facet one of {', '.join(FACETS)}")
        if unknown := sorted(set(body) - KEYS):
            raise self._error(entry, f"has the unknown key '{unknown[0]}'; known are {', '.join(sorted(KEYS))}")
        words = {lang: self._texts(entry, f"words.{lang}", listed) for lang, listed in self._words(entry, body)}
        if known is not None:
            return self._changed(known, entry, body, words)
        names = self._names(entry, body)
        prompts = self._texts(entry, "prompts", body["prompts"]) if "prompts" in body else (names["en"].lower(),)
        origin = "vocabulary" if entry == name else "user"
        return Label(label_id, facet, names, words, self._hex(entry, facet, body), prompts, origin)

    def _changed(self, known: Label, entry: str, body: dict[str, Any], words: dict[str, tuple[str, ...]]) -> Label:
        added = {lang: (*known.words.get(lang, ()), *listed) for lang, listed in words.items()}
        return replace(
            known,
            names={**known.names, **(self._names(entry, body) if "name" in body else {})},
            words={**known.words, **added},
            hex=self._hex(entry, known.facet, body) if "hex" in body else known.hex,
            prompts=self._texts(entry, "prompts", body["prompts"]) if "prompts" in body else known.prompts,
        )

    def _names(self, entry: str, body: dict[str, Any]) -> dict[str, str]:
        names = body.get("name")
        if not isinstance(names, dict) or not isinstance(names.get("en"), str) or not names["en"].strip():
            raise self._error(entry, 'needs an English name, such as name = { en = "Butter yellow" }')
        return {lang: self._texts(entry, f"name.{lang}", [name])[0] for lang, name in names.items()}

    def _hex(self, entry: str, facet: str, body: dict[str, Any]) -> str | None:
        value = body.get("hex")
        if facet == "colour" and (not isinstance(value, str) or not HEX.fullmatch(value)):
            raise self._error(entry, f"has hex = {value!r}; a colour needs six hex digits, such as '#F8E9A1'")
        if facet != "colour" and value is not None:
            raise self._error(entry, "has a hex, which only colours have; remove it")
        return value

    def _words(self, entry: str, body: dict[str, Any]) -> list[tuple[str, Any]]:
        words = body.get("words", {})
        if not isinstance(words, dict):
            raise self._error(entry, 'lists words without a language; write words.en = ["…"]')
        for lang in words:
            if not LANGUAGE.fullmatch(lang):
                raise self._error(entry, f"has words in '{lang}'; a language is two letters, such as en, fr or ja")
        return list(words.items())

    def _texts(self, entry: str, key: str, listed: Any) -> tuple[str, ...]:
        if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed):
            raise self._error(entry, f'has {key} = {listed!r}; write a list of texts, such as ["tee", "t shirt"]')
        if wordless := [word for word in listed if not any(char.isalnum() for char in word)]:
            raise self._error(entry, f"has {key} = {wordless[0]!r}, which has no letter; only words can be looked for")
        return tuple(word.strip() for word in listed)

    def has(self, entry: str) -> bool:
        """Tell whether the file has an entry of this heading."""
        return bool(self._place(entry))

    def clash(self, entry: str, clash: _Clash) -> BadInput:
        """Return the refusal of a word that two labels claim, with the line of it under `entry`."""
        return BadInput(
            f"{self.name}{self._place(entry, clash.word)}: the word '{clash.word}' ({clash.lang}) stands under "
            f"'{clash.owner}' and '{clash.label_id}'; keep it under one of them."
        )

    def _error(self, entry: str, what: str) -> BadInput:
        return BadInput(f"{self.name}{self._place(entry)}: entry '{entry}' {what}.")

    def _place(self, entry: str, word: str = "") -> str:
        """Return the line of an entry's heading, or of a word below it."""
        heads = (f"[{entry}]", f'["{entry}"]', f"{entry} ")
        lines = self.text.splitlines()
        head = next((at for at, line in enumerate(lines) if line.strip().startswith(heads)), None)
        if head is None:
            return ""
        below = (at for at in range(head, len(lines)) if word and _folded(f'"{word}"') in _folded(lines[at]))
        return f", line {next(below, head) + 1}"


def line_of(text: str, label_id: str, word: str) -> int | None:
    """Return the line of a vocabulary file on which a label lists a word; None where it does not."""
    heads = (f"[{label_id.partition(':')[2]}", f'["{label_id}"', f"['{label_id}'")
    quoted = re.compile(rf"""["']{re.escape(word)}["']""", re.IGNORECASE)
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            inside = line.startswith(heads)
        elif inside and quoted.search(line):
            return number
    return None


@dataclass(frozen=True)
class _Clash:
    """One word that two labels of a facet claim in one language: a post could not be read then."""

    word: str
    lang: str
    owner: str
    label_id: str


def _clashes(labels: Mapping[str, Label]) -> Iterator[_Clash]:
    """Yield each word given to two labels of one facet; "hoody" and "Hoody", "co-ord" and "co ord" are one word."""
    owners: dict[tuple[str, str, str], str] = {}
    for label in labels.values():
        for lang, listed in label.words.items():
            for word in listed:
                key = (label.facet, lang, _folded(word))
                owner = owners.setdefault(key, label.label_id)
                if owner != label.label_id:
                    yield _Clash(word, lang, owner, label.label_id)


def _folded(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.casefold())
