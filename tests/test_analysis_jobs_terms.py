"""Accepting a new word: what is listed, what is written into the user's own file, and what is refused."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.jobs import terms
from data.errors import BadInput, NothingThere, UnknownName
from data.settings import Settings
from data.store import Store
from data.vocabulary import load_vocabulary
from hemline import app

WRITTEN = """# Words of our shop, kept by Ana

["colour:navy"]  # the sea
hex = "#000080"
words.en = [
    "midnight ink",  # heard in spring
]

# from the lookbook
["aesthetic:tomato-girl"]
name = { en = "Tomato girl" }
words.en = ["tomato girl summer"]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home that the commands use."""
    monkeypatch.setenv("HEMLINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def with_file(settings: Settings, text: str = WRITTEN) -> Path:
    """Write the user's own vocabulary file and return its path."""
    settings.make_home()
    settings.vocabulary_file.write_bytes(text.encode())
    return settings.vocabulary_file


def with_terms(store: Store) -> Store:
    """Put two words on the rise into the warehouse, one of them in two regions."""
    row = {"kind": "word", "first_seen": date(2025, 10, 6), "authors_recent": 1024, "authors_before": 1}
    row |= {"share_recent": 0.1, "share_before": 0.01, "q_value": 0.00012, "post_ids": "[]"}
    places = [("mosscore", "GB"), ("mosscore", "all"), ("#tidecore", "all")]
    store.add("emerging_term", pd.DataFrame([{"term": term, "region": region, **row} for term, region in places]))
    return store


def words_of(settings: Settings, label_id: str, language: str = "en") -> tuple[str, ...]:
    return load_vocabulary(settings.vocabulary_file).get(label_id).words[language]


def test_words_on_the_rise_are_listed_with_all_regions_first(store: Store) -> None:
    listed = terms.found(with_terms(store)).terms
    assert [(term.term, term.region) for term in listed] == [
        ("#tidecore", "all"),
        ("mosscore", "all"),
        ("mosscore", "GB"),
    ]
    assert listed[0].first_seen == date(2025, 10, 6)
    lines = terms.table(terms.found(store, "GB")).splitlines()
    assert lines[1].split() == ["mosscore", "GB", "2025-10-06", "1,024", "1", "0.00012"]


def test_a_word_names_the_one_of_most_people_that_is_used_like_it(store: Store) -> None:
    row = {"kind": "word", "first_seen": date(2025, 10, 6), "authors_before": 1, "share_recent": 0.1, "region": "all"}
    row |= {"share_before": 0.01, "q_value": 0.001, "post_ids": "[]"}
    words = [("mosscore", 30, 0), ("ferncoded", 20, 0), ("skortigan", 10, 1)]
    rows = [{"term": term, "authors_recent": people, "theme": theme, **row} for term, people, theme in words]
    store.add("emerging_term", pd.DataFrame(rows))
    listed = terms.found(store)
    like = {term.term: term.used_like for term in listed.terms}
    assert like == {"mosscore": None, "ferncoded": "mosscore", "skortigan": None}
    assert [line.split()[-1] for line in terms.table(listed).splitlines()[1:4]] == ["mosscore", "0.001", "0.001"]


def test_an_unknown_region_and_an_empty_list_are_said(store: Store) -> None:
    with pytest.raises(NothingThere):
        terms.found(store)
    with store.transaction():
        pass
    assert "hemline topics" in terms.table(terms.found(store))
    with pytest.raises(UnknownName, match=r"'FR'.*Known: GB, all"):
        terms.found(with_terms(store), "FR")


def test_the_first_accepted_word_makes_the_file_and_a_new_label(settings: Settings) -> None:
    done = terms.accept(settings, "#MossCore", "aesthetic:mosscore", name='Moss "core"')
    assert (done.word, done.change) == ("mosscore", "added the word to the new label")
    assert done.next is not None and "hemline tag reads all posts again" in done.next
    label = load_vocabulary(settings.vocabulary_file).get("aesthetic:mosscore")
    assert (label.name, label.words["en"], label.origin) == ('Moss "core"', ("mosscore",), "user")


def test_a_new_label_is_called_like_its_id(settings: Settings) -> None:
    terms.accept(settings, "fille mousse", "aesthetic:moss-girl", language="fr")
    assert load_vocabulary(settings.vocabulary_file).get("aesthetic:moss-girl").name == "Moss girl"


@pytest.mark.parametrize(
    ("text", "label_id", "language"),
    [
        (WRITTEN, "colour:navy", "en"),
        (WRITTEN, "colour:navy", "fr"),
        (WRITTEN, "aesthetic:tomato-girl", "it"),
        (WRITTEN, "colour:black", "en"),
        (WRITTEN.rstrip("\n"), "aesthetic:moss", "en"),
        (WRITTEN.replace("\n", "\r\n"), "aesthetic:moss", "en"),
        (WRITTEN.replace("\n", "\r\n"), "colour:navy", "en"),
        ('["colour:navy".words]\nen = ["midnight ink"] # mine\n', "colour:navy", "fr"),
        ('["colour:navy"]\nwords = { en = ["midnight ink"] }\n', "colour:navy", "fr"),
        ("['colour:navy']\nhex = '#000080'\n\n[\"colour:red\"]\nhex = \"#ff0000\"\n", "colour:navy", "fr"),
        ('"colour:navy" = { hex = "#000080" }\n', "colour:navy", "fr"),
        ("# nothing yet\n", "colour:navy", "en"),
    ],
)
def test_what_people_wrote_stays_as_it_was(text: str, label_id: str, language: str, settings: Settings) -> None:
    path = with_file(settings, text)
    terms.accept(settings, "inkwell haze", label_id, language=language)
    now = path.read_bytes().decode()
    assert words_of(settings, label_id, language)[-1] == "inkwell haze"
    assert [line for line in text.split("\n") if "#" in line and "{" not in line and line not in now] == []
    before, after = tomllib.loads(text), tomllib.loads(now)
    after[label_id]["words"][language].remove("inkwell haze")
    assert all(after[entry] | body == after[entry] | before[entry] for entry, body in before.items())
    assert list(after)[: len(before)] == list(before)


def test_the_same_word_again_changes_nothing(settings: Settings) -> None:
    terms.accept(settings, "mosscore", "aesthetic:mosscore", name="Moss")
    before = settings.vocabulary_file.read_bytes()
    again = terms.accept(settings, "#Mosscore", "aesthetic:mosscore", name="Moss")
    assert again.change == "none; the word is there already" and again.next is None
    assert settings.vocabulary_file.read_bytes() == before
    assert terms.accept(settings, "noir", "colour:black").change == "none; the word is there already"


def test_a_dry_run_checks_and_writes_nothing(settings: Settings) -> None:
    assert terms.accept(settings, "mosscore", "aesthetic:moss", dry_run=True).change.startswith("would add")
    assert not settings.home.exists()
    with pytest.raises(BadInput, match="hoodie"):
        terms.accept(settings, "hoody", "category:coat", dry_run=True)


@pytest.mark.parametrize(
    ("term", "label_id", "options", "sentence"),
    [
        ("mosscore", "mood:moss", {}, r"'mood:moss' is no label; give facet:name, .*the facet one of category"),
        ("mosscore", "moss", {}, "'moss' is no label"),
        ("mosscore", "aesthetic:Moss Core", {}, "'aesthetic:Moss Core' is no label"),
        ("hoody", "category:coat", {}, r"'category:hoodie' already \(data/vocab/category.toml, line \d+: 'hoody'\)"),
        ("hoodys", "category:coat", {}, "read as 'category:hoodie' already"),
        ("midnight inks", "colour:ivory", {}, r"vocabulary.toml, line 6: 'midnight ink'\)"),
        ("moss haze", "colour:moss-haze", {}, "no label 'colour:moss-haze' yet, and a new colour needs --hex"),
        ("moss haze", "colour:moss-haze", {"colour": "green"}, "a new colour needs --hex"),
        ("moss haze", "aesthetic:moss", {"colour": "#00AA00"}, "only a new colour has --hex"),
        ("moss haze", "aesthetic:moss", {"language": "english"}, "two letters"),
        ("moss haze", "colour:navy", {"name": "Moss"}, "is there and has 'Navy'; leave out --name"),
        ("  #", "aesthetic:moss", {}, "is no word"),
        ("1234", "aesthetic:moss", {}, "is no word"),
        ('a"]\nb', "aesthetic:moss", {}, "is no word"),
        ("moss" * 30, "aesthetic:moss", {}, "at most 80 characters"),
    ],
)
def test_what_cannot_be_accepted_is_refused_in_a_sentence(
    term: str, label_id: str, options: dict[str, str], sentence: str, settings: Settings
) -> None:
    path = with_file(settings)
    with pytest.raises(BadInput, match=sentence):
        terms.accept(settings, term, label_id, **options)
    assert path.read_text() == WRITTEN


def test_a_faulty_file_is_refused_with_its_line_and_left_alone(settings: Settings) -> None:
    path = with_file(settings, '["colour:navy"]\nhex = "navy"\n')
    with pytest.raises(BadInput, match=r"vocabulary\.toml, line 1: entry 'colour:navy' has hex = 'navy'"):
        terms.accept(settings, "inkwell haze", "colour:navy")
    assert path.read_text() == '["colour:navy"]\nhex = "navy"\n'


def test_a_file_that_is_a_link_stays_one(settings: Settings, tmp_path: Path) -> None:
    settings.make_home()
    (tmp_path / "ours.toml").write_text(WRITTEN)
    settings.vocabulary_file.symlink_to(tmp_path / "ours.toml")
    terms.accept(settings, "inkwell haze", "colour:navy")
    assert settings.vocabulary_file.is_symlink() and "inkwell haze" in (tmp_path / "ours.toml").read_text()


def test_a_word_that_is_not_on_the_rise_is_added_and_said(store: Store) -> None:
    with_terms(store)
    assert terms.accept(store.settings, "mosscore", "aesthetic:moss").note is None
    note = terms.accept(store.settings, "tidecor", "aesthetic:tide").note
    assert note == "'tidecor' is not among the words on the rise. Did you mean '#tidecore'?"


def test_an_accepted_word_is_read_from_then_on(settings: Settings) -> None:
    from analysis.text.tags import VocabularyTagger

    terms.accept(settings, "#mosscore", "aesthetic:mosscore")
    tags = VocabularyTagger.from_settings(Settings(home=settings.home)).tag(["my #MossCore dress"], ["en"])[0]
    assert "aesthetic:mosscore" in {tag.label_id for tag in tags}


def test_the_commands_say_what_they_did(home: Path) -> None:
    with_terms(Store(Settings()))
    said = CliRunner().invoke(app, ["terms", "list", "--json"], catch_exceptions=False).stdout
    assert len(json.loads(said)["terms"]) == 3
    done = CliRunner().invoke(app, ["terms", "accept", "mosscore", "--label", "aesthetic:mosscore"])
    assert done.exit_code == 0 and "change: added the word to the new label" in done.stdout
    assert 'words.en = ["mosscore"]' in (home / "vocabulary.toml").read_text()
