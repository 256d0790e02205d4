"""Versions of briefs: numbered within their brief, kept as they were, and never lost to another writer."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from data import brief_versions
from data.desk import Desk
from data.errors import BadInput, UnknownName
from data.settings import Settings

BODY = {"story": [{"text": "Red leads, « déjà » 麂皮.", "evidence_ids": ["t-1"]}], "palette": []}


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return Desk(Settings(home=settings.home, wait_s=30))


def kept(desk: Desk, key: str = "colour:red|SS27", **parts: Any) -> int:
    """Keep a version with the usual parts."""
    usual: dict[str, Any] = {
        "title": "Red, all over", "request": {"theme": "colour:red"}, "writer": "template@1", "faithfulness": 1.0,
        "body": BODY,
    }  # fmt: skip
    return brief_versions.keep(desk, key, **(usual | parts))


def test_a_version_comes_back_as_it_was_kept(desk: Desk) -> None:
    assert kept(desk) == 1
    assert kept(desk, edited=("story", "risks"), parent=1, faithfulness=0.9) == 2
    second = brief_versions.version(desk, "colour:red|SS27", 2)
    assert (second.number, second.parent, second.title, second.writer) == (2, 1, "Red, all over", "template@1")
    assert second.body == BODY and second.request == {"theme": "colour:red"} and second.faithfulness == 0.9
    assert second.edited == ("risks", "story")
    assert brief_versions.version(desk, "colour:red|SS27", 1).parent is None


def test_each_brief_counts_for_itself(desk: Desk) -> None:
    assert [kept(desk, "a"), kept(desk, "b"), kept(desk, "a")] == [1, 1, 2]
    assert [each.number for each in brief_versions.versions(desk, "a")] == [1, 2]


def test_a_dropped_version_is_gone_and_its_number_stays_taken(desk: Desk) -> None:
    kept(desk), kept(desk)
    assert brief_versions.drop(desk, "colour:red|SS27", 2)
    assert not brief_versions.drop(desk, "colour:red|SS27", 2)
    assert [each.number for each in brief_versions.versions(desk, "colour:red|SS27")] == [1]
    with pytest.raises(UnknownName, match="version '2'"):
        brief_versions.version(desk, "colour:red|SS27", 2)
    assert kept(desk) == 3


def test_the_briefs_kept_last_are_listed_with_their_newest_version(desk: Desk) -> None:
    assert brief_versions.recent(desk) == []
    kept(desk, "a", title="One"), kept(desk, "a", title="Two"), kept(desk, "b", title="Other")
    listed = {each.brief_key: each for each in brief_versions.recent(desk)}
    assert (listed["a"].number, listed["a"].title) == (2, "Two") and set(listed) == {"a", "b"}
    assert len(brief_versions.recent(desk, most=1)) == 1


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [({"key": ""}, "choose a theme"), ({"body": {"story": "x" * 400_001}}, "shorten a section")],
    ids=["no key", "too long"],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(desk: Desk, parts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        kept(desk, **parts)
    assert brief_versions.recent(desk) == []


def test_threads_that_keep_at_once_get_a_number_each(desk: Desk) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda _: kept(desk), range(24)))
    assert sorted(numbers) == list(range(1, 25))


def test_two_processes_that_keep_at_once_lose_nothing(desk: Desk, settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from data import brief_versions; from data.desk import Desk\n"
        "from data.settings import Settings\n"
        "desk = Desk(Settings(home=Path(sys.argv[1]), wait_s=30))\n"
        "for n in range(5): brief_versions.keep(desk, 'a', sys.argv[2], {}, 'w', 1.0, {'n': n})"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(settings.home), name]) for name in ("one", "two")]
    assert [process.wait() for process in running] == [0, 0]
    found = brief_versions.versions(desk, "a")
    assert [each.number for each in found] == list(range(1, 11))
    assert sorted((each.title, each.body["n"]) for each in found) == sorted(
        (name, n) for name in ("one", "two") for n in range(5)
    )
