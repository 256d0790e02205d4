"""The pictures of posts: fetched once their posts are stored, and linked to them; nothing is kept of an address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.journal import JobRun, job_run
from data.records import Reason
from data.store import Store
from ingest.fetch import Fetcher
from ingest.jobs.images import ID_DIGITS, Gallery, picture_row
from ingest.jobs.register import rejected_frame
from ingest.media import named_pictures
from ingest.pictures import Picture

BATCH_PICTURES = 64
MOST_PER_POST = 20  # what stands behind is refused, so that one record cannot make us ask for thousands


@dataclass(frozen=True)
class MediaResult:
    """What came of the pictures that posts name; pictures in are stored + repeats + rejected.

    Attributes:
        pictures_stored: pictures linked to their post now.
        pictures_repeat: pictures that are linked to it already, or that it shows twice.
        shown_before: fetched pictures that show what another of the source shows.
    """

    pictures_in: int
    pictures_stored: int
    pictures_repeat: int
    pictures_rejected: int
    shown_before: int


@contextmanager
def post_pictures(
    store: Store, source: str, argument: str | None = None, fetcher: Fetcher | None = None
) -> Iterator[PostPictures]:
    """Give what takes the pictures of one source's posts, and write the job's row at the end.

    Args:
        store: the warehouse; it is never held while a picture is fetched.
        source: the posts' source.
        argument: the file they come from.
        fetcher: gets the pictures.
    """
    with (
        job_run(store, "ingest pictures", argument, source) as job,
        fetcher or Fetcher(store.settings.fetch_private) as open_fetcher,
        Gallery(store, source, open_fetcher) as gallery,
    ):
        yield PostPictures(gallery, job)


class PostPictures:
    """Takes the pictures that stored posts name, batch by batch."""

    def __init__(self, gallery: Gallery, job: JobRun) -> None:
        self._gallery, self._job = gallery, job
        self._store, self._source = gallery.store, gallery.source

    @property
    def result(self) -> MediaResult:
        """What came of them so far."""
        job = self._job
        counts = job.rows_in, job.rows_stored, job.rows_repeat, job.rows_rejected
        return MediaResult(*counts, self._gallery.shown_before)

    def take(
        self, post_ids: Iterable[str], media: Iterable[str | None], doing: Callable[[str], None] | None = None
    ) -> None:
        """Fetch what is missing of the posts' pictures; posts that are not in the warehouse are passed over.

        Args:
            post_ids: of the posts, as the table `post` has them.
            media: what each one's role `media` holds.
            doing: told what is being done, now and then.
        """
        named = named_pictures(post_ids, media)
        if named.empty:
            return
        due, linked = self._missing(named)
        self._job.rows_in += len(due) + linked
        self._job.rows_repeat += linked
        self._refuse(due[due["reason"].notna()])
        wanted = due[due["reason"].isna()]
        addresses = wanted["url"].drop_duplicates().tolist()
        for at in range(0, len(addresses), BATCH_PICTURES):
            if doing:
                doing(f"fetching pictures, {len(addresses) - at:,} to go")
            some = addresses[at : at + BATCH_PICTURES]
            found = dict(zip(some, self._gallery.opened(some), strict=True))
            self._land(wanted[wanted["url"].isin(found)], found)

    def _missing(self, named: pd.DataFrame) -> tuple[pd.DataFrame, int]:
        """Return the named pictures that are not linked yet, with a reason where they are not to be asked for."""
        posts = self._store.read("post_pictures", ids=named["post_id"].drop_duplicates().tolist())
        rows = named.merge(posts, on="post_id")
        is_linked = [place in linked for place, linked in zip(rows["place"], rows["linked"], strict=True)]
        due = rows[[not linked for linked in is_linked]].drop(columns="linked")
        due["at"] = [
            f"post {post_id}, picture {place}" for post_id, place in zip(due["post_id"], due["place"], strict=True)
        ]
        told = self._store.read("rejected_places", source=self._source, places=due["at"].tolist())
        gone = due["at"].isin(told.loc[told["reason"] == "picture gone", "place"])
        due["reason"] = pd.Series(None, due.index, object).mask(gone, "picture gone")
        due["reason"] = due["reason"].mask(due["place"] > MOST_PER_POST, "too many pictures")
        return due, sum(is_linked)

    def _land(self, rows: pd.DataFrame, found: Mapping[str, Picture | Reason]) -> None:
        """Land pictures, their links and refusals together, and count them."""
        got = rows.assign(found=rows["url"].map(found))
        is_picture = got["found"].map(lambda value: isinstance(value, Picture))
        pictures, refused = got[is_picture], got[~is_picture]
        with self._store.transaction():
            self._store.run("rejected_clear", source=self._source, places=rows["at"].tolist())
            self._gallery.add([self._row(row) for row in pictures.to_dict("records")])
            stored = self._store.add("post_image", _links(pictures))
            self._refuse(refused.assign(reason=refused["found"]))
        self._job.rows_stored += stored
        self._job.rows_repeat += len(pictures) - stored

    def _row(self, row: Mapping[Hashable, Any]) -> dict[str, Any]:
        """Return the row of `image`: place and time are the post's."""
        return picture_row(row["found"], self._source) | {name: row[name] for name in ("shown_on", "week", "region")}

    def _refuse(self, rows: pd.DataFrame) -> None:
        """List refused pictures by the id of their post and their place in it, and count them."""
        refused = pd.DataFrame({"place": rows["at"], "reason": rows["reason"], "fields": "{}"})
        self._store.add("rejected", rejected_frame(self._source, refused))
        self._job.rows_rejected += len(rows)


def _links(pictures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `post_image`; a picture that stands twice in its post is linked once."""
    image_ids = [picture.sha256[:ID_DIGITS] for picture in pictures["found"]]
    rows = pd.DataFrame({"post_id": pictures["post_id"], "image_id": image_ids, "place": pictures["place"]})
    return rows.drop_duplicates(["post_id", "image_id"])
