"""What changed between two texts: marked word by word, escaped, and nothing of either text is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.differences import pairs, side_by_side


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("Red leads", "Red leads", "Red leads", "Red leads"),
        ("Red leads now", "Red falls now", "Red :gray[~~leads~~] now", "Red :primary[**falls**] now"),
        ("", "All new", "", ":primary[**All new**]"),
        ("麂皮领先", "麂皮落后", "麂皮:gray[~~领先~~]", "麂皮:primary[**落后**]"),
        ("a", "a <b>", "a", r"a :primary[**\<b\>**]"),
        ("a", "a] **x**", "a", r"a:primary[**\] \*\*x\*\***]"),
    ],
)
def test_what_is_gone_is_struck_and_what_is_new_is_bold(old: str, new: str, left: str, right: str) -> None:
    assert side_by_side(old, new) == (left, right)


def unmarked(shown: str) -> str:
    """Take the marks and the escapes out again."""
    bare = re.sub(r":gray\[~~|:primary\[\*\*|~~\]|\*\*\]", "", re.sub(r"\\(.)", lambda m: f"\0{ord(m[1]):06x}", shown))
    return re.sub("\0(.{6})", lambda m: chr(int(m[1], 16)), bare).replace("\u2060", "")


@given(st.text("ab ~*[]:é麂", max_size=30), st.text("ab ~*[]:é麂", max_size=30))
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    for shown, text in zip(side_by_side(old, new), (old, new), strict=True):
        assert unmarked(shown).replace(" ", "") == text.replace(" ", "")


def test_like_sentences_stand_beside_each_other() -> None:
    assert list(pairs(["a", "b", "c"], ["a", "x", "c", "d"])) == [("a", "a"), ("b", "x"), ("c", "c"), ("", "d")]
    assert list(pairs(["a", "b"], ["b"])) == [("a", ""), ("b", "b")]
    assert list(pairs([], [])) == []
