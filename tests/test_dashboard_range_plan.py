"""Range plans: read from what buyers really send, matched to the vocabulary, or refused with the fix."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from dashboard import plan_labels, range_plan
from dashboard.plan_heads import COLUMNS, HEADS, columns_of, folded
from dashboard.workbooks import Sheet, workbook
from data import range_plans
from data.desk import Desk
from data.errors import BadInput
from data.settings import Settings
from data.vocabulary import load_vocabulary

GOLDEN = Path(__file__).resolve().parent / "golden" / "range_plan.csv"
ENGLISH = "Option,Category,Colour,Units\nTee,T-shirt,Navy,100\n"
GERMAN = "Artikel;Warengruppe;Farbe;Stückzahl;Neuheit\nMäntelchen;Mantel;schwarz;1.200;ja\n"
FRENCH = "Désignation;Catégorie;Couleur;Matière;Prix\nRobe d’été;robe;écru;lin;129,90 €\n"
CHINESE = "款号,品类,颜色,面料,数量\nA-1,连衣裙,黑色,亚麻,200\n"


def label_ids(*rows: dict[str, object]) -> list[list[str]]:
    """Return the labels of each option."""
    plan = plan_labels.matched([{"option": "x", **row} for row in rows], load_vocabulary())
    return [list(ids) for ids in plan.options["label_ids"]]


@pytest.mark.parametrize(
    ("text", "encoding", "labels", "units"),
    [
        (ENGLISH, "utf-8", ["category:t-shirt", "colour:navy"], 100),
        (ENGLISH, "utf-8-sig", ["category:t-shirt", "colour:navy"], 100),
        (ENGLISH, "utf-16", ["category:t-shirt", "colour:navy"], 100),
        (ENGLISH.replace(",", "\t"), "utf-8", ["category:t-shirt", "colour:navy"], 100),
        (GERMAN, "utf-8", ["category:coat", "colour:black"], 1200),
        (GERMAN, "cp1252", ["category:coat", "colour:black"], 1200),
        (FRENCH, "cp1252", ["category:dress", "colour:off-white", "material:linen"], None),
        (CHINESE, "utf-8", ["category:dress", "colour:black", "material:linen"], 200),
        (CHINESE, "gb18030", ["category:dress", "colour:black", "material:linen"], 200),
    ],
)
def test_plans_are_read_in_the_languages_and_encodings_of_the_trade(
    text: str, encoding: str, labels: list[str], units: float | None
) -> None:
    upload = range_plan.read(text.encode(encoding), "plan.csv")
    assert label_ids(*upload.rows) == [labels]
    assert upload.rows[0].get("units") == units
    assert upload.left == ()
    assert bool(upload.notes) == (encoding in ("cp1252", "gb18030"))


def test_a_workbook_reads_as_its_csv_does() -> None:
    frame = pd.read_csv(GOLDEN, keep_default_na=False)
    extra = Sheet("About", pd.DataFrame({"a": ["made for tests"]}), ["a"])
    upload = range_plan.read(workbook([extra, Sheet("Range", frame, list(frame))]), "plan.xlsx")
    assert upload.rows == range_plan.read(GOLDEN.read_bytes(), GOLDEN.name).rows
    assert len(upload.rows) == 40


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "plan.csv", "'plan.csv' is empty; give a line of column names"),
        (b" \n\n", "plan.csv", "'plan.csv' is empty"),
        (b"Category,Colour\n", "plan.csv", "has column names and no row below them"),
        (b"Category,Colour\n,\n", "plan.csv", "has column names and no row below them"),
        (b"Supplier,Season\nA,SS27\n", "plan.csv", "has the columns 'Supplier', 'Season'; none names an attribute"),
        (b"Option,Colour\nTee,Navy,extra\n", "plan.csv", "Row 2 of 'plan.csv' does not have 2 cells"),
        (b"%PDF-1.7", "plan.pdf", "'plan.pdf' is neither CSV nor XLSX"),
        (b"\x00\x01\x02" * 9, "plan.csv", "'plan.csv' is not a table of text"),
        (b"Colour\n\x81\xff\xfe\n", "plan.csv", "is in an encoding that is not known here"),
        (b"PK\x03\x04nonsense", "plan.xlsx", "is no whole workbook"),
        (b"x" * (range_plan.MOST_MB * 2**20 + 1), "plan.csv", "has 5.0 MB; a plan has at most 5"),
        (b"Colour\n" + b"Navy\n" * 5001, "plan.csv", "has 5,001 rows; a plan has at most 5,000"),
        (gzip.compress(ENGLISH.encode()), "plan.csv", "is not a table of text"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence_with_the_fix(content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        range_plan.read(content, name)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def test_the_template_is_a_plan_that_is_fully_understood() -> None:
    upload = range_plan.read(range_plan.template().encode(), "template.csv")
    plan = plan_labels.matched(upload.rows, load_vocabulary())
    assert len(plan.options) == 3 and plan.unmatched.empty and upload.left == ()
    assert plan.options["newness"].tolist() == ["new", "carry-over", "carry-over"]


@pytest.mark.parametrize(("head", "column"), [(head, column) for column, heads in HEADS.items() for head in heads])
def test_each_known_head_names_its_column_however_it_is_written(head: str, column: str) -> None:
    assert columns_of([f" {head.upper()}_"]) == {column: 0}


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (["Main colour", "Garment"], {"colour": 0, "category": 1}),
        (["Colour code", "Colour"], {"colour": 1}),
        (["Fabric (composition)"], {"material": 0}),
        (["Retail price €", "Buy qty."], {"price": 0, "units": 1}),
        (["New / carry-over"], {"newness": 0}),
        (["Supplier", ""], {}),
    ],
)
def test_heads_are_matched_generously_and_exact_ones_first(heads: list[str], columns: dict[str, int]) -> None:
    assert columns_of(heads) == columns


def test_no_head_stands_for_two_columns() -> None:
    every = [folded(head) for heads in HEADS.values() for head in heads]
    assert len(every) == len(set(every)) and set(HEADS) == set(COLUMNS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200), ("1,200", 1200), ("1.200", 1200), ("1 200", 1200), ("1'200", 1200), ("1.200,50", 1200.5),
        ("1,200.50", 1200.5), ("29,90", 29.9), ("€ 29.90", 29.9), ("120 pcs", 120), ("¥199", 199), ("0", 0),
        ("12.5", 12.5), ("1.200.000", 1_200_000), ("tbc", None), ("-5", None), ("10-20", None), ("", None),
        ("1e5", None), ("١٢", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written_in_the_trade(text: str, value: float | None) -> None:
    assert range_plan.number(text) == value


@given(st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 2)))
@tries(max_examples=60, deadline=None)
def test_a_price_written_either_way_is_the_same_number(value: float) -> None:
    english, german = f"{value:,.2f}", f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert range_plan.number(english) == range_plan.number(german) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "head", "said"),
    [
        ("new", "Status", "new"), ("NEU", "Status", "new"), ("Carry-over", "Status", "carry-over"),
        ("C/O", "", "carry-over"), ("yes", "New", "new"), ("no", "New", "carry-over"),
        ("yes", "Carry over", "carry-over"), ("x", "New / carry-over", "new"),
        ("延续款", "新旧", "carry-over"), ("maybe", "New", "maybe"),
    ],
)  # fmt: skip
def test_new_and_carry_over_are_told_apart(text: str, head: str, said: str) -> None:
    assert range_plan.newness(text, head) == said


@pytest.mark.parametrize(
    ("facet", "value", "labels", "how"),
    [
        ("colour", "Navy", ["colour:navy"], "exact"),
        ("colour", "butter-yellow", ["colour:butter-yellow"], "exact"),
        ("colour", "schwarz", ["colour:black"], "exact"),
        ("colour", "Washed navy blue", ["colour:navy"], "part"),
        ("colour", "red / white", ["colour:red", "colour:white"], "exact"),
        ("colour", "Red & off-white", ["colour:red", "colour:off-white"], "exact"),
        ("colour", "octarine", [], "none"),
        ("colour", "octarine / red", ["colour:red"], "part"),
        ("category", "Dresses", ["category:dress"], "exact"),
        ("category", "Midi dress", ["category:dress"], "part"),
        ("category", "Trench coats", ["category:trench-coat"], "exact"),
        ("pattern", "plain", [], "blank"),
        ("pattern", "n/a", [], "blank"),
        ("silhouette", "wide leg", ["silhouette:wide-leg"], "exact"),
        ("material", "100% linen", ["material:linen"], "part"),
    ],
)
def test_cells_are_matched_to_the_vocabulary(facet: str, value: str, labels: list[str], how: str) -> None:
    plan = plan_labels.matched([{"option": "x", facet: value}], load_vocabulary())
    assert plan.options["label_ids"][0] == labels
    assert plan.values["matched"].tolist() == [how]
    assert plan.parts["part"].sum() == (1 if labels else 0)


@pytest.mark.parametrize("language", ["en", "zh", "id"])
def test_every_name_and_id_of_the_vocabulary_is_understood(language: str) -> None:
    known = [label for label in load_vocabulary().labels if label.facet in COLUMNS]
    names = [label.label_id.split(":")[1] if language == "id" else label.names[language] for label in known]
    found = label_ids(*({label.facet: name} for label, name in zip(known, names, strict=True)))
    assert found == [[label.label_id] for label in known]


def test_a_word_is_read_in_the_language_that_most_of_the_plan_is_in() -> None:
    french = [{"category": "robe", "colour": "noir"}, {"category": "jupe", "colour": "rouge"}]
    english = [{"category": "robe", "colour": "black"}, {"category": "skirt", "colour": "red"}]
    assert label_ids(*french)[0] == ["category:dress", "colour:black"]
    assert label_ids(*english)[0] == ["category:pyjamas", "colour:black"]


def test_what_is_not_understood_is_listed_and_counted_never_dropped() -> None:
    rows = [
        {"option": "a", "colour": "octarine", "units": "some", "newness": "maybe"},
        {"option": "b", "colour": "octarine", "price": "tbc"},
        {"option": "c", "colour": "navy", "units": 5.0},
    ]
    plan = plan_labels.matched(rows, load_vocabulary())
    found = {(row["facet"], row["value"]): row["options"] for row in plan.unmatched.to_dict("records")}
    assert found == {
        ("colour", "octarine"): 2, ("units", "some"): 1, ("price", "tbc"): 1, ("newness", "maybe"): 1,
    }  # fmt: skip
    assert plan.options["option"].tolist() == ["a", "b", "c"] and plan.options["colour"].tolist()[0] == "octarine"
    assert plan.values["options"].sum() == 6


def test_columns_that_are_no_columns_of_a_plan_are_named() -> None:
    upload = range_plan.read(b"Supplier,Colour,Colour name\nA,Navy,x\n", "plan.csv")
    assert upload.left == ("Supplier", "Colour name")
    assert upload.rows == [{"option": "#1", "colour": "Navy"}]


def test_labels_have_their_names_in_the_readers_language() -> None:
    plan = plan_labels.matched([{"option": "x", "colour": "Navy"}], load_vocabulary(), "zh")
    assert plan.parts["name"].tolist() == [load_vocabulary().get("colour:navy").names["zh"]]


def test_a_garments_options_are_its_own_and_all_of_them_are_all() -> None:
    rows = range_plan.read(GOLDEN.read_bytes(), GOLDEN.name).rows
    plan = plan_labels.matched(rows, load_vocabulary())
    jeans = plan.of_garment("category:jeans")
    assert jeans.options["option"].tolist() == ["Wide jeans", "Barrel jeans", "Skinny jeans"]
    assert set(jeans.parts["number"]) == set(jeans.options.index)
    assert plan.of_garment("all") is plan


def test_the_forty_options_of_a_real_plan_are_understood_but_for_two_values() -> None:
    plan = plan_labels.matched(range_plan.read(GOLDEN.read_bytes(), GOLDEN.name).rows, load_vocabulary())
    assert len(plan.options) == 40
    assert plan.unmatched["value"].tolist() == ["Octarine", "Unknown cut"]
    assert plan.parts.groupby(["number", "facet"])["part"].sum().eq(1).all()


def test_a_plan_kept_on_the_desk_comes_back_and_matches_the_same(settings: Settings) -> None:
    desk, rows = Desk(settings), range_plan.read(GOLDEN.read_bytes(), GOLDEN.name).rows
    range_plans.keep(desk, "SS27 womenswear", rows)
    kept = range_plans.rows(desk, "SS27 womenswear")
    assert kept == rows
    both = [plan_labels.matched(each, load_vocabulary()).parts for each in (rows, kept)]
    pd.testing.assert_frame_equal(*both)


@given(st.text(max_size=30), st.sampled_from(["colour", "category", "pattern"]))
@tries(max_examples=60, deadline=None)
def test_no_text_in_a_cell_breaks_the_matching(text: str, facet: str) -> None:
    plan = plan_labels.matched([{"option": "x", facet: text}], load_vocabulary())
    assert plan.values["options"].sum() == 1
    json.dumps(plan.values.to_dict("records"))


@given(st.binary(max_size=200))
@tries(max_examples=60, deadline=None)
def test_no_bytes_break_the_reading(content: bytes) -> None:
    try:
        upload = range_plan.read(content, "plan.csv")
    except BadInput as refused:
        assert "\n" not in str(refused)
    else:
        assert upload.rows


def test_hostile_cells_stay_text_in_the_plans_workbook() -> None:
    rows = [{"option": '=HYPERLINK("http://127.0.0.1")', "colour": "+navy", "units": 5.0}]
    options = plan_labels.matched(rows, load_vocabulary()).options
    back = pd.read_excel(io.BytesIO(workbook([Sheet("Plan", options, list(options))])), engine="calamine")
    assert back["option"].tolist() == ['\'=HYPERLINK("http://127.0.0.1")'] and back["colour"].tolist() == ["'+navy"]
