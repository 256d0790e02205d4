"""The workbench of a session: which brief lies on it, and what is done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

import streamlit as st

from analysis.briefs.compose import Composed, compose, rewrite
from analysis.briefs.request import Request
from analysis.registry import NAMED, PREFERRED
from dashboard import brief_reasons, cached
from dashboard.brief_draft import Draft
from dashboard.formats import plain
from dashboard.words import say
from data import brief_versions, feedback
from data.errors import HemlineError

NOW, OWN_SEASON = "now", "own"  # the address's names of the brief that is not kept, and of the theme's own season
TEMPLATE = "template"
MOST_DRAFTS = 30
DRAFTS, LAST_KEY = "brief-drafts", "brief-key"

Lies = Draft | Composed


@dataclass(frozen=True)
class Bench:
    """One brief of one session.

    Attributes:
        request: what is asked for.
        number: the version that is open, None for the one that is not kept.
        writer: the writer that is asked to write anew; what lies here first is the template's, which needs no wait.
    """

    request: Request
    number: int | None = None
    writer: str = TEMPLATE

    @property
    def key(self) -> str:
        """Names what is asked for; the versions of one key stand beside each other."""
        return key_of(self.request)

    def lies(self) -> Lies:
        """Return what lies on the bench: a draft, or what the check refused; written now where nothing was yet."""
        drafts = _drafts()
        if self._place not in drafts:
            is_kept = self.number is not None
            drafts[self._place] = self._opened() if is_kept else _first(self.request)
        return drafts[self._place]

    def put(self, draft: Lies) -> None:
        """Lay a draft on the bench in place of what lies there."""
        drafts = _drafts()
        drafts.pop(self._place, None)
        drafts[self._place] = draft
        for old in list(drafts)[:-MOST_DRAFTS]:
            del drafts[old]

    def anew(self) -> None:
        """Write the brief anew, in other words."""
        with _told():
            fresh = replace(self, number=None)
            fresh.put(_written(replace(self.request, variant=_next_variant()), self.writer))
            st.query_params.pop("version", None)

    def rewrite(self, section: str) -> None:
        """Write one section anew; the others stay."""
        draft = self.lies()
        if isinstance(draft, Draft):
            with _told():
                request = replace(self.request, variant=_next_variant())
                made = rewrite(cached.Kept(), draft.brief, request, section, self.writer, cached.settings(), _liked())
                if made.brief is None:
                    st.toast(plain(brief_reasons.line(made.problems[0])), duration="long")
                else:
                    self.put(draft.with_section_of(made.brief, section, made.fallbacks))

    def keep(self) -> None:
        """Keep what lies here as a version and open it."""
        draft = self.lies()
        if not isinstance(draft, Draft):
            return
        if draft.is_kept:
            st.toast(say("brief.nothing_changed", number=draft.parent))
            return
        with _told():
            asked = asdict(replace(self.request, tone=draft.brief.tone))
            number = brief_versions.keep(
                cached.desk(), self.key, draft.brief.title, asked, draft.brief.writer,
                draft.faithfulness, draft.body(), sorted(draft.edited), draft.parent,
            )  # fmt: skip
            replace(self, number=number).put(replace(draft, parent=number, is_kept=True))
            st.query_params["version"] = str(number)
            st.toast(say("brief.kept", number=number))

    def drop(self) -> None:
        """Drop the version that is open."""
        with _told():
            brief_versions.drop(cached.desk(), self.key, self.number or 0)
            _drafts().pop(self._place, None)
            st.query_params.pop("version", None)

    @property
    def _place(self) -> tuple[str, ...]:
        return (self.key, self.request.tone, str(self.number))

    def _opened(self) -> Draft:
        version = brief_versions.version(cached.desk(), self.key, self.number or 0)
        return Draft.from_body(version.body, version.faithfulness, version.number)


def writers() -> list[str]:
    """Return the names of the writers that are set up here, the strongest first."""
    settings = cached.settings()
    return [name for name in PREFERRED["writer"] if name not in NAMED or getattr(settings, NAMED[name])]


def key_of(request: Request) -> str:
    """Return the key of what is asked for: everything but the tone, so that two tones can be compared."""
    return "|".join((request.theme, request.season, request.market, request.customer, request.language))


def leave_version(key: str) -> None:
    """Take the version out of the address when something else is asked for than a moment ago."""
    if st.session_state.get(LAST_KEY) not in (None, key):
        st.query_params.pop("version", None)
    st.session_state[LAST_KEY] = key


def open_brief(request: Request, number: int | None = None, draft: Draft | None = None) -> None:
    """Open another brief: what it was asked for goes into the address, and a draft on its bench."""
    asked = {name: value for name, value in asdict(request).items() if name != "variant"}
    st.query_params.update({**asked, "season": request.season or OWN_SEASON})
    st.query_params.pop("version", None)
    if number is not None:
        st.query_params["version"] = str(number)
    st.session_state[LAST_KEY] = key_of(request)
    if draft is not None:
        Bench(request).put(draft)


def _first(request: Request) -> Lies:
    """Return what the template writes, written once for all who ask for the same."""
    liked = _liked()
    key = ("brief", request, tuple(sorted(liked.items())))
    return cached.once(key, lambda: _written(request, TEMPLATE, liked))


def _written(request: Request, writer: str, liked: Mapping[str, float] | None = None) -> Lies:
    """Return what a writer writes, as far as the check lets it through."""
    made = compose(cached.Kept(), request, writer, cached.settings(), _liked() if liked is None else liked)
    return made if made.brief is None else Draft(made.brief, made.faithfulness, made.fallbacks, made.note)


def _liked() -> dict[str, float]:
    """Return how liked each phrase is, from -1 to 1."""
    return feedback.liked_phrases(feedback.votes(cached.desk()))


def _drafts() -> dict[tuple[str, ...], Lies]:
    """Return what lies on the benches of this session, by place."""
    drafts: dict[tuple[str, ...], Lies] = st.session_state.setdefault(DRAFTS, {})
    return drafts


def _next_variant() -> int:
    """Return a number that this session has not written with yet."""
    number: int = st.session_state.get("brief-variant", 0) + 1
    st.session_state["brief-variant"] = number
    return number


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what could not be done."""
    try:
        yield
    except HemlineError as error:
        st.toast(plain(error), duration="long")
