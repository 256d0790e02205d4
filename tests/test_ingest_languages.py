"""The language of a post: what its source says, else what a detector is sure of."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.languages import detected, languages

TOLD = [
    ("I finally wore the trench coat to the office and it rained all day", "en"),
    ("Endlich wieder Mantelwetter, heute mit dem weinroten Schal in die Stadt", "de"),
    ("j'ai enfin trouvé le gilet que je cherchais depuis des mois", "fr"),
    ("por fin me puse la gabardina y llovió durante todo el día", "es"),
    ("finalmente ho messo il vestito verde che mi aveva regalato mia zia", "it"),
    ("finalmente usei o casaco que comprei no brechó e choveu o dia inteiro", "pt"),
    ("やっと新しいトレンチコートを着て出かけられた", "ja"),
    ("终于穿上了新买的风衣，结果下了一整天的雨", "zh"),
    ("드디어 새로 산 트렌치코트를 입고 나갔는데 하루 종일 비가 왔다", "ko"),
]
UNSURE = ["ok", "👗👗👗", "[handle] [email]", "", "denim 501 W32 L34"]


@pytest.mark.parametrize(("text", "code"), TOLD)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    assert detected(pa.array([text])).to_pylist() == [code]


@pytest.mark.parametrize("text", UNSURE)
def test_a_text_that_tells_nothing_has_none(text: str) -> None:
    assert detected(pa.array([text])).to_pylist() == [None]


def test_what_the_source_says_comes_first() -> None:
    given = pa.array(["fr-CA", "zh_Hant", "EN", "und", "English", None, " "], pa.string())
    codes = languages(given, pa.array([TOLD[0][0]] * 7)).to_pylist()
    assert codes == ["fr", "zh", "en", "en", "en", "en", "en"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_no_text_breaks_the_detector(texts: list[str]) -> None:
    clean = [text.encode("utf-8", "replace").decode() for text in texts]
    assert len(detected(pa.array(clean, pa.string()))) == len(texts)
