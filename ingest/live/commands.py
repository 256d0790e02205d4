"""`hemline listen bluesky | jetstream | mastodon | feeds | reddit | inbox`: live sources, resumable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from data.terminal import JsonFlag, show

if TYPE_CHECKING:
    from data.settings import Settings
    from ingest.live.http import Http
    from ingest.live.source import LiveSource

listen = typer.Typer(no_args_is_help=True, help="Listen to live sources; what is heard is masked before it is kept.")

For = Annotated[str | None, typer.Option("--for", help="How long: 90s, 30m, 2h; until Ctrl-C without it.")]
Query = Annotated[
    list[str] | None,
    typer.Option("--query", "-q", help="Word to ask for, repeatable; the vocabulary's without."),
]
Kept = Annotated[list[str] | None, typer.Option("--query", "-q", help="Keep only posts with one of these words.")]
SourceName = Annotated[str, typer.Option("--source", help="Name to store the posts under.")]
Url = Annotated[str, typer.Option("--url", help="Address of the server to ask.")]
Region = Annotated[str | None, typer.Option(help="Two-letter country of posts that name none.")]

BLUESKY = "https://api.bsky.app"
JETSTREAM = "wss://jetstream2.us-east.bsky.network/subscribe"
REDDIT = "https://oauth.reddit.com"
REDDIT_SIGN_IN = "https://www.reddit.com"


@listen.command()
def bluesky(
    query: Query = None,
    for_: For = None,
    source: SourceName = "bluesky",
    region: Region = None,
    url: Url = BLUESKY,
    as_json: JsonFlag = False,
) -> None:
    """Search Bluesky again and again; its search may ask for sign-in, and then jetstream is the way.

    Example: hemline listen bluesky -q cardigan -q "trench coat" --for 1h
    """
    from ingest.live.bluesky import BlueskySearch

    _run(lambda http, settings: BlueskySearch(http, url, _words(query, settings)), for_, source, region, as_json)


@listen.command()
def jetstream(
    query: Query = None,
    for_: For = None,
    source: SourceName = "bluesky",
    region: Region = None,
    url: Url = JETSTREAM,
    as_json: JsonFlag = False,
) -> None:
    """Hear every post of Bluesky as it is written, and keep those with the words asked for.

    Example: hemline listen jetstream --for 1h
    """
    from ingest.live.jetstream import Jetstream

    _run(lambda http, settings: Jetstream(http, url, _words(query, settings)), for_, source, region, as_json)


@listen.command()
def mastodon(
    query: Query = None,
    for_: For = None,
    source: SourceName = "mastodon",
    region: Region = None,
    instance: Annotated[str, typer.Option(help="The Mastodon server to ask.")] = "mastodon.social",
    url: Annotated[str | None, typer.Option("--url", help="Its whole address, where it is not https.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Follow hashtags on one instance of Mastodon.

    Example: hemline listen mastodon -q cardigan --instance mastodon.social --for 30m
    """
    from ingest.live.mastodon import MastodonTags

    address = url or f"https://{instance.removeprefix('https://').strip('/')}"
    _run(lambda http, settings: MastodonTags(http, address, _words(query, settings)), for_, source, region, as_json)


@listen.command()
def feeds(
    urls: Annotated[list[str], typer.Argument(help="Addresses of RSS or Atom feeds.")],
    query: Kept = None,
    for_: For = None,
    source: SourceName = "feeds",
    region: Region = None,
    as_json: JsonFlag = False,
) -> None:
    """Read RSS and Atom feeds as they change.

    Example: hemline listen feeds https://example.com/feed.xml --for 1h
    """
    from ingest.live.feeds import Feeds

    _run(lambda http, settings: Feeds(http, urls, _given(query)), for_, source, region, as_json)


@listen.command()
def reddit(
    communities: Annotated[list[str], typer.Argument(help="Names of communities, such as r/femalefashionadvice.")],
    query: Kept = None,
    for_: For = None,
    source: SourceName = "reddit",
    region: Region = None,
    url: Url = REDDIT,
    sign_in_url: Annotated[str, typer.Option(help="Address of the server that gives the tokens.")] = REDDIT_SIGN_IN,
    as_json: JsonFlag = False,
) -> None:
    """Read the newest submissions of communities; needs HEMLINE_REDDIT_ID and HEMLINE_REDDIT_SECRET.

    Example: hemline listen reddit r/femalefashionadvice --for 1h
    """
    from ingest.live.reddit import RedditCommunities

    _run(
        lambda http, settings: RedditCommunities(http, url, sign_in_url, communities, _given(query)),
        for_, source, region, as_json,
    )  # fmt: skip


@listen.command()
def inbox(as_json: JsonFlag = False) -> None:
    """Put what waits in the inbox into the warehouse, without asking anybody for more.

    Example: hemline listen inbox
    """
    from data.journal import JobRun, job_run
    from data.settings import Settings
    from data.store import Store
    from ingest.inbox import Inbox
    from ingest.jobs.listen import flush

    store = Store(Settings())
    job, files = JobRun("listen inbox"), 0
    if Inbox(store.settings.inbox).waiting():
        with job_run(store, job.job) as job:
            files = flush(store, job)
    counts = {name: getattr(job, name) for name in ("rows_in", "rows_stored", "rows_repeat", "rows_rejected")}
    show({"files": files, **counts}, as_json)


def _run(
    make: Callable[[Http, Settings], LiveSource], for_: str | None, source: str, region: str | None, as_json: bool
) -> None:
    """Listen, saying what is asked first and what came of it last."""
    from data.progress import progress
    from data.settings import Settings
    from data.store import Store
    from ingest.jobs.listen import run
    from ingest.jobs.posts import checked_region
    from ingest.jobs.register import checked_name
    from ingest.live.http import Http, Waits
    from ingest.live.stop import Stop, duration_s

    settings, stop, waits = Settings(), Stop(None if for_ is None else duration_s(for_)), Waits()
    settings.make_home()
    with progress("Listening", None, "posts") as advance, stop.signals():
        live = make(Http(stop, waits, advance.doing, settings.contact), settings)
        advance.doing(f"asking {live.asked}; {'Ctrl-C ends it' if for_ is None else f'for {for_}'}")
        result = run(Store(settings), live, checked_name(source), advance, waits, checked_region(region))
    show(result, as_json)


def _words(query: list[str] | None, settings: Settings) -> tuple[str, ...]:
    """Return the words to ask for."""
    from data.vocabulary import load_vocabulary
    from ingest.live.query import query_words

    return query_words(query, load_vocabulary(settings.own_vocabulary))


def _given(query: list[str] | None) -> Sequence[str]:
    """Return the words given, checked; none keep everything."""
    from ingest.live.query import checked_word

    return tuple(checked_word(word) for word in query or ())
