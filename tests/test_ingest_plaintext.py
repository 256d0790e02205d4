"""Texts come out as people wrote them: no tags, no wrong code page, no addresses of pages."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.plaintext import _changed, mend, plain_texts, unwrap_html

MENDED = [
    ("a coat for ¬£250", "a coat for £250"),
    ("super t√∏j, K√∏benhavn", "super tøj, København"),
    ("so sad \uf8ffüò°\uf8ffüò°", "so sad 😡😡"),
    ("it isn¬¥t", "it isn´t"),
    ("cafÃ© crÃ¨me", "café crème"),
    ("itâ€™s mine", "it’s mine"),
    ("I waited for myĶ", "I waited for my…"),
    ("only 16Ǩ, or Ǩ9", "only 16€, or €9"),
    ("‚Äòneat‚Äô", "‘neat’"),
]
WHOLE = [
    "café à la mode",
    "«élégant» – déjà vu",
    "Ķīna ir liela",
    "π ≈ 3",
    "Größe ƒ/2",
    "ÉTÉ 2025",
    "ショーのメモ",
    "Ñandú €5 £6",
    "√2",
]


def alone(*texts: str | None) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Texts without titles and tags."""
    nothing = pa.nulls(len(texts), pa.string())
    return nothing, pa.array(texts, pa.string()), nothing


@pytest.mark.parametrize(("broken", "whole"), MENDED)
def test_a_wrong_code_page_is_undone(broken: str, whole: str) -> None:
    assert mend(broken) == whole
    texts, repaired = plain_texts(*alone(broken), False)
    assert (texts.to_pylist(), repaired) == ([whole], 1)


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_that_is_whole_stays(text: str) -> None:
    texts, repaired = plain_texts(*alone(text), False)
    assert (texts.to_pylist(), repaired) == ([text], 0)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>Love my <a href='https://m.example/tags/x'>#<span>barrel</span></a> jeans &amp; coat</p>",
            "Love my #barrel jeans & coat",
        ),
        ("<p>one</p><p>two<br>three</p>", " one  two three "),
        ("a<script>alert(1)</script>b<!-- c -->d", "a b d"),
        ("I <3 this", "I <3 this"),
    ],
)
def test_html_becomes_its_text(html: str, text: str) -> None:
    assert unwrap_html(html).split() == text.split()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("see https://x.example/a?b=c now", "see now"),
        ("WWW.Example.com/x red", "red"),
        ("line_x000D_one_x000d_\r\n  two", "line one two"),
        ("cafe\u0301", "café"),
        ("zero\u200bwidth \ufeff", "zero width"),
        ("bold <b>coat</b> &lt;3", "bold coat <3"),
        ("😀👩🏽‍🎤 ok", "😀👩🏽‍🎤 ok"),
        ("#barreljeans", "#barreljeans"),
        (None, None),
    ],
)
def test_what_is_not_the_text_goes(raw: str | None, text: str | None) -> None:
    assert plain_texts(*alone(raw), False)[0].to_pylist() == [text]


@pytest.mark.parametrize(
    ("title", "text", "joined"),
    [
        ("Never again", "Never again will I", "Never again will I"),
        ("never againĶ", "Never again will I", "Never again will I"),
        ("Bad shop", "It was late", "Bad shop. It was late"),
        ("Really?", "Yes", "Really? Yes"),
        ("Only a title", None, "Only a title"),
        (None, "Only a text", "Only a text"),
        (None, None, None),
    ],
)
def test_a_title_stands_before_its_text_once(title: str | None, text: str | None, joined: str | None) -> None:
    both = pa.array([title, "x"], pa.string()), pa.array([text, "y"], pa.string())
    assert plain_texts(*both, pa.nulls(2, pa.string()), False)[0].to_pylist()[0] == joined


@pytest.mark.parametrize(
    ("text", "tags", "joined"),
    [
        ("love this coat", "ootd #SlowFashion", "love this coat #ootd #SlowFashion"),
        ("my #OOTD, at last", "ootd denim", "my #OOTD, at last #denim"),
        ("#denimjacket", "denim", "#denimjacket #denim"),
        ("ootd", "ootd ootd", "ootd #ootd"),
        ("大衣 #穿搭", "穿搭 ＃ootd", "大衣 #穿搭 #ootd"),
        (None, "ootd", "#ootd"),
        ("a coat", " # ", "a coat"),
        (None, "#", None),
        ("a coat", None, "a coat"),
    ],
)
def test_hashtags_given_apart_end_the_text_that_lacks_them(
    text: str | None, tags: str | None, joined: str | None
) -> None:
    both = pa.array([text, "x"], pa.string()), pa.array([tags, None], pa.string())
    assert plain_texts(pa.nulls(2, pa.string()), *both, False)[0].to_pylist() == [joined, "x"]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=5), st.booleans())
def test_no_text_breaks_the_cleaning(texts: list[str], html: bool) -> None:
    cleaned, _ = plain_texts(*alone(*texts), html)
    assert len(cleaned) == len(texts) and cleaned.null_count == 0


PIECES = st.sampled_from(
    ["coat", " ", "  ", "\u00a0", "&amp;", "<b>", "x</b>", "https://x.example/a", "t.co/x", "WWW.x", "_x000d_", "¬£250",
     "Ã©", "\u200b", "e\u0301", "\u3000", "\u2003", "é", "Ķ", "👗", "\n", "a&b", "大衣", "#tag"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=6))
def test_looking_first_whether_a_text_needs_a_change_changes_nothing(texts: list[str]) -> None:
    everything = _changed(pa.array(texts, pa.string()), False)[0]
    expected = pc.utf8_normalize(everything, form="NFC").to_pylist()
    assert plain_texts(*alone(*texts), False)[0].to_pylist() == expected
