"""Product ideas: what fits one piece, rises together, and is seldom seen together yet."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.briefs.ideas import Gap, fits, ideas_of, novelty_of
from analysis.briefs.subjects import Subject
from data.vocabulary import load_vocabulary


def subject(label_id: str) -> Subject:
    facet, _, name = label_id.partition(":")
    return Subject(label_id, facet, name)


JACKET, SUEDE, SAGE = subject("category:jacket"), subject("material:suede"), subject("colour:sage")
BOW, JEANS = subject("detail:bow"), subject("category:jeans")
RARE, USUAL = Gap(3, 12.0), Gap(20, 12.0)


@given(st.integers(0, 500), st.floats(0, 500))
def test_novelty_lies_between_nothing_and_one_and_falls_with_every_person_seen(authors: int, expected: float) -> None:
    assert 0 <= Gap(authors + 1, expected).novelty <= Gap(authors, expected).novelty <= 1


def test_novelty_is_what_its_definition_says() -> None:
    assert Gap(3, 12.0).novelty == pytest.approx(1 - 5 / 14)
    assert Gap(0, 0.0).novelty == 0 and USUAL.novelty == 0


def test_a_pair_of_which_chance_expects_nobody_is_not_new() -> None:
    assert Gap(0, 0.4).novelty < 0.2


def test_a_combination_is_as_new_as_its_newest_pair() -> None:
    gaps = {("colour:sage", "material:suede"): RARE, ("category:jacket", "material:suede"): USUAL}
    novelty, pair = novelty_of(["category:jacket", "material:suede", "colour:sage"], gaps)
    assert (novelty, pair) == (RARE.novelty, ("colour:sage", "material:suede"))


def test_an_idea_is_a_piece_with_two_features_the_theme_among_them() -> None:
    gaps = {("colour:sage", "material:suede"): RARE}
    (idea,) = ideas_of(SUEDE, [JACKET, SUEDE, SAGE], gaps)
    assert idea.label_ids == ("category:jacket", "material:suede", "colour:sage")
    assert (idea.authors, idea.expected, idea.rarest) == (3, 12.0, ("colour:sage", "material:suede"))


def test_what_is_usual_together_is_no_idea_and_neither_is_what_nobody_does() -> None:
    for gap in (USUAL, Gap(0, 12.0), Gap(1, 12.0)):
        assert ideas_of(SUEDE, [JACKET, SAGE], {("colour:sage", "material:suede"): gap}) == ()


def test_three_ideas_share_nothing_but_the_theme() -> None:
    labels = [label.label_id for label in load_vocabulary().labels if label.facet in ("category", "colour", "detail")]
    pairs = product(labels, ["material:suede"])
    gaps = {(min(pair), max(pair)): Gap(2, 9.0 + n % 7) for n, pair in enumerate(pairs)}
    ideas = ideas_of(SUEDE, [subject(label_id) for label_id in labels], gaps)
    others = [label_id for idea in ideas for label_id in idea.label_ids if label_id != "material:suede"]
    assert len(ideas) == 3 and len(others) == len(set(others)) == 6


@pytest.mark.parametrize(
    ("piece", "feature", "goes"),
    [
        ("category:jeans", "silhouette:baggy", True), ("category:jeans", "sleeve:puff-sleeve", False),
        ("category:jeans", "material:denim", False), ("category:sneaker", "neckline:v-neck", False),
        ("category:dress", "length:midi", True), ("category:bag", "aesthetic:boho", True),
        ("category:swimwear", "colour:red", False), ("category:trousers", "detail:bow", False),
    ],
)  # fmt: skip
def test_a_piece_has_only_what_it_can_have(piece: str, feature: str, goes: bool) -> None:
    assert fits(piece, feature) is goes


def test_every_label_of_the_table_is_in_the_vocabulary() -> None:
    import tomllib
    from importlib.resources import files

    table = tomllib.loads(files("analysis.briefs").joinpath("fit.toml").read_text(encoding="utf-8"))
    vocabulary = load_vocabulary()
    for kind in table["kind"].values():
        assert all(f"category:{piece}" in vocabulary for piece in kind["pieces"])
        listed = [(facet, names) for facet, names in kind["has"].items() if isinstance(names, list)]
        assert all(f"{facet}:{name}" in vocabulary for facet, names in listed for name in names)
    for piece, features in table["never"].items():
        assert f"category:{piece}" in vocabulary and all(feature in vocabulary for feature in features)
