"""The user's own vocabulary file: adds a word to it and leaves everything that people wrote there as it stands."""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from data.errors import BadInput, Fault
from data.vocabulary import ENTRY, FACETS, Label, line_of


def read_own(path: Path) -> str:
    """Return the text of the file with its own line ends, empty where there is no file.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The vocabulary file '{path}' cannot be read ({error}); give a UTF-8 text file.") from error


def write_own(path: Path, text: str) -> None:
    """Write the file in one step, so that a kill leaves the old or the new one; a link stays a link.

    Raises:
        BadInput: it cannot be written.
    """
    path = path.resolve()
    building = path.with_name(f"{path.name}.building-{os.getpid()}")
    try:
        building.write_bytes(text.encode("utf-8"))
        if path.exists():
            building.chmod(path.stat().st_mode)
        building.replace(path)
    except OSError as error:
        building.unlink(missing_ok=True)
        raise BadInput(f"'{path}' cannot be written ({error.strerror}); make it and its folder writable.") from error


def with_word(text: str, label_id: str, language: str, word: str, new: dict[str, str]) -> str:
    """Return the file's text with one more word below a label; comments, order and layout stay.

    Args:
        text: valid TOML, as `vocabulary.toml` has it; may be empty.
        label_id: `facet:name`; its entry is added at the end where there is none.
        language: two letters.
        word: what people write.
        new: other keys of an entry that is not there yet, in TOML: name, hex.

    Raises:
        Fault: the text could not be kept.
    """
    document = tomlkit.parse(text)
    if label_id in document:
        _add(document[label_id], language, word)
        changed = tomlkit.dumps(document)
    else:
        changed = _appended(text, label_id, language, word, new)
    if not _holds(changed, text, label_id, language, word):
        raise Fault(f"The word '{word}' could not be put below '{label_id}' in the vocabulary file; write it by hand.")
    return changed


def inline(value: dict[str, str] | str) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, str):
        return tomlkit.item(value).as_string()
    return "{ " + ", ".join(f"{key} = {inline(text)}" for key, text in value.items()) + " }"


def place_of(label: Label, path: Path, text: str, word: str) -> str:
    """Return the file and line on which a label lists a word: the user's own file, else the shipped one."""
    if own := line_of(text, label.label_id, word):
        return f"{path}, line {own}"
    shipped = (files("data") / "vocab" / f"{label.facet}.toml").read_text(encoding="utf-8")
    line = line_of(shipped, label.label_id, word)
    return f"data/vocab/{label.facet}.toml" + (f", line {line}" if line else "")


def facet_of(label_id: str) -> str:
    """Return the facet of a label's id.

    Raises:
        BadInput: it is not a facet, a colon and a name.
    """
    facet, _, name = label_id.partition(":")
    if facet not in FACETS or not ENTRY.fullmatch(name):
        raise BadInput(
            f"'{label_id}' is no label; give facet:name, the name in small letters and hyphens, "
            f"the facet one of {', '.join(FACETS)}."
        )
    return facet


def _add(entry: Any, language: str, word: str) -> None:
    """Put a word into an entry that is there."""
    if language in entry.get("words", {}):
        entry["words"][language].append(word)
    elif "words" in entry:
        entry["words"][language] = [word]
    elif isinstance(entry, Table):
        entry.add(tomlkit.key(["words", language]), [word])
    else:
        entry["words"] = {language: [word]}


def _appended(text: str, label_id: str, language: str, word: str, new: dict[str, str]) -> str:
    """Write a new entry behind the text."""
    end = "\r\n" if "\r\n" in text else "\n"
    before = text if not text or text.endswith("\n") else text + end
    lines = [f'["{label_id}"]', *(f"{key} = {value}" for key, value in new.items())]
    lines.append(f"words.{language} = {tomlkit.item([word]).as_string()}")
    return before + (end if before else "") + end.join(lines) + end


def _holds(changed: str, text: str, label_id: str, language: str, word: str) -> bool:
    """Tell whether the changed text says what the old one said, and the word besides."""
    old, now = tomllib.loads(text), tomllib.loads(changed)
    wanted = old.setdefault(label_id, {key: value for key, value in now[label_id].items() if key != "words"})
    wanted.setdefault("words", {}).setdefault(language, []).append(word)
    return old == now
