"""How cleaned posts land in the warehouse: in large portions, with their refusals, and with whatever breaks off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

import pandas as pd
import pyarrow as pa

from data.errors import BadInput
from data.journal import JobRun
from data.progress import Advance
from data.store import Store
from ingest.ahead import ahead, spread
from ingest.clean import Cleaned, Rules, clean_batch
from ingest.dates import has_slashed, is_day_first
from ingest.dedupe import first_of_each
from ingest.jobs.media import PostPictures
from ingest.jobs.register import placed, rejected_frame
from ingest.privacy import mask_text
from ingest.sources.container import Member
from ingest.sources.raw import Reading

ROWS_STORED_AT_ONCE = 200_000


class Intake:
    """What the files of one run share: the warehouse, the rules, the counts, and what was assumed.

    Args:
        store: the warehouse.
        rules: how rows become posts; what a file's beginning tells is added for each.
        job: counts the rows.
        advance: told how many more rows are done.
        pictures: fetches the posts' pictures, None where they are not asked for.
    """

    def __init__(
        self, store: Store, rules: Rules, job: JobRun, advance: Advance, pictures: PostPictures | None
    ) -> None:
        self.store, self.rules, self.job, self.advance, self.pictures = store, rules, job, advance, pictures
        self.repaired = 0
        self.notes: dict[str, None] = {}

    def take(self, member: Member, reading: Reading) -> None:
        """Clean and store a file, reading and cleaning ahead; where it breaks off, that is one more refusal."""
        try:
            for some in _gathered(ahead(self._cleaned(reading))):
                self._keep(mask_text(member.name), some)
        except BadInput as error:
            self.refuse(member, error)
            self.notes[str(error)] = None

    def refuse(self, member: Member, error: BadInput) -> None:
        """List a file, or what is left of it, among the refused."""
        place = mask_text(member.name)
        refused = pd.DataFrame([{"place": place, "reason": "unreadable file", "fields": "{}"}])
        self.store.add("rejected", rejected_frame(self.rules.source, refused))
        self.job.rows_in += 1
        self.job.rows_rejected += 1

    def _cleaned(self, reading: Reading) -> Iterator[Cleaned]:
        """Yield a file's batches cleaned, by rules that its beginning completes."""
        batches = ahead(reading.batches())
        if (first := next(batches, None)) is None:
            return
        rules, assumed = rules_for(self.rules, reading, first)
        self.notes.update(dict.fromkeys(assumed))
        yield from spread(partial(clean_batch, rules=rules), chain([first], batches))

    def _keep(self, file: str, some: Cleaned) -> None:
        """Store a portion, then fetch its pictures."""
        store_batch(self.store, file, some.posts, some.refused, self.rules.source, self.job)
        if self.pictures:
            self.pictures.take(some.posts["post_id"], some.media.to_pylist(), self.advance.doing)
        self.repaired += some.repaired
        self.advance(len(some.posts) + len(some.refused))


def store_batch(store: Store, place: str, posts: pd.DataFrame, refused: pd.DataFrame, source: str, job: JobRun) -> None:
    """Land a batch's posts and refusals together, and count them; `place` is the file or service they came from."""
    with store.transaction():
        stored = store.add("post", first_of_each(posts, "post_id"))
        store.add("rejected", rejected_frame(source, placed(place, refused)))
    job.rows_in += len(posts) + len(refused)
    job.rows_stored += stored
    job.rows_repeat += len(posts) - stored
    job.rows_rejected += len(refused)


def rules_for(rules: Rules, reading: Reading, first: pa.RecordBatch) -> tuple[Rules, tuple[str, ...]]:
    """Return the rules of one file, and what they assume of dates that can be meant in two ways."""
    day_first = is_day_first(first["date"])
    notes = (f"Dates such as 03/04/2024 are read {'day' if day_first else 'month'} first.",)
    return replace(rules, html=reading.html, day_first=day_first), notes if has_slashed(first["date"]) else ()


def _gathered(cleaned: Iterable[Cleaned]) -> Iterator[Cleaned]:
    """Yield cleaned rows in portions worth a transaction of their own; what came before a break is yielded, too."""
    held: list[Cleaned] = []
    try:
        for one in cleaned:
            held.append(one)
            if sum(len(part.posts) + len(part.refused) for part in held) >= ROWS_STORED_AT_ONCE:
                yield Cleaned.joined(held)
                held = []
    except BadInput:
        if held:
            yield Cleaned.joined(held)
        raise
    if held:
        yield Cleaned.joined(held)
