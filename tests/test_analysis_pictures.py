"""Every picture a reader gets is upright plain RGB; every file that is none is refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.images.pictures import DECODE_PX, UnreadablePicture, open_picture
from tests.odd_pictures import REFUSED, SHOWN, near, written

PIXEL_LIMIT = 120_000_000


@pytest.mark.parametrize("name", SHOWN)
def test_odd_pictures_are_shown_as_they_are(tmp_path: Path, name: str) -> None:
    _, (width, height), colours = SHOWN[name]
    seen = open_picture(written(tmp_path, name), PIXEL_LIMIT)
    assert seen.mode == "RGB" and max(seen.size) <= DECODE_PX
    assert (seen.width >= seen.height) == (width >= height)
    assert near(seen, *colours)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_cannot_be_shown_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadablePicture) as refused:
        open_picture(written(tmp_path, name), PIXEL_LIMIT)
    assert refused.value.reason == REFUSED[name][1]


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match="unreadable image"):
        open_picture(tmp_path / "gone.jpg", PIXEL_LIMIT)
