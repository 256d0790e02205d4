"""Reasons: each that the code gives has an English sentence that needs what it is given."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from string import Formatter

from analysis.briefs.brief import Number
from analysis.briefs.reasons import SENTENCES, Reason

ANALYSIS = Path(__file__).resolve().parent.parent / "analysis"
GROWTH = Number("growth", 0.61, "trend:s:growth", 2)


def given() -> Iterator[tuple[str, set[str]]]:
    """Yield the code and the values' names of each reason that is made in `analysis`."""
    for path in sorted(ANALYSIS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                code, *values = (
                    ast.literal_eval(part) if isinstance(part, ast.Constant) else part for part in node.args
                )
                names = values[0].keys if values else []
                yield code, {ast.literal_eval(name) for name in names}


def test_every_reason_that_is_given_has_a_sentence_and_every_sentence_is_given() -> None:
    assert {code for code, _ in given()} == set(SENTENCES)


def test_every_reason_carries_what_its_sentence_needs() -> None:
    for code, names in given():
        needed = {name.split(".")[0] for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name}
        assert names == needed, code


def test_a_reason_comes_back_from_json_as_it_was() -> None:
    figure = Reason("other-value", {"number": GROWTH, "cell": 0.4})
    told = Reason("in-sentence", {"place": 1, "start": "It grew 61 %.", "reason": figure})
    assert Reason.from_body(json.loads(json.dumps(asdict(told)))) == told
    assert str(told) == "sentence 1 ('It grew 61 %.'): growth is 0.4, not 0.61"
