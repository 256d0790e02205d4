"""What somebody asks a brief for, and which label of the vocabulary that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.briefs import leads
from analysis.briefs.material import Reads
from analysis.briefs.phrases import LANGUAGES, TONES
from analysis.briefs.prose import labels_in
from analysis.briefs.themes import RISING, SEASON, choose_themes
from data.errors import BadInput, NothingThere, UnknownName

NEARBY = 5  # labels named where nothing fits
LEAD = ("style", "term")


@dataclass(frozen=True)
class Request:
    """What somebody asks a brief for.

    Attributes:
        theme: a label_id, `style:<n>`, `term:<word on the rise>`, or free text whose words name labels.
        season: SS26, FW26, Resort 2026, Pre-Fall 2026; "" for the season the theme is for.
        market: a region's code, or all.
        customer: an audience, or all.
        language: en | zh.
        tone: plain | warm | editorial.
        variant: from 0; another one is phrased otherwise.
    """

    theme: str
    season: str = ""
    market: str = "all"
    customer: str = "all"
    language: str = "en"
    tone: str = "plain"
    variant: int = 0


@dataclass(frozen=True)
class Asked:
    """The label whose figures a brief gives, and the style or word it is about, None where it is about the label."""

    label_id: str
    lead: str | None = None


def validate(request: Request, rows: Reads) -> None:
    """Refuse what no brief can be written for.

    Raises:
        BadInput: the season has no known form, or the theme is empty.
        UnknownName: the market, customer, language or tone is not among the known ones.
    """
    if not request.theme.strip():
        raise BadInput("The theme is empty; give a label such as material:suede, or words such as 'suede jackets'.")
    if request.season and not SEASON.fullmatch(request.season):
        raise BadInput(
            f"The season '{request.season}' has no known form; give SS26, FW26, Resort 2026 or Pre-Fall 2026."
        )
    _among("language", request.language, LANGUAGES)
    _among("tone", request.tone, TONES)
    known = rows.read("brief_markets")
    _among("market", request.market, known["region"])
    _among("customer", request.customer, known["audience"])


def _among(what: str, name: str, known: Iterable[str]) -> None:
    names = {"all", *known} if what in ("market", "customer") else set(known)
    if name not in names:
        raise UnknownName.among(what, name, names)


def resolve(request: Request, rows: Reads, trends: pd.DataFrame) -> Asked:
    """Return what a theme means.

    Args:
        request: what is asked.
        rows: where styles, words and labels are known.
        trends: what the market and customer see.

    Raises:
        NothingThere: nothing of that name has a trend; the sentence says what is known nearby.
    """
    if request.theme.split(":")[0] in LEAD:
        return _led(request.theme, rows, trends)
    known = set(trends["label_id"])
    if request.theme in known:
        return Asked(request.theme)
    names = dict(zip(trends["label_id"], trends["name"], strict=True))
    labels = rows.read("brief_labels", language=request.language)
    if request.theme in set(labels["label_id"]):
        raise NothingThere(f"{request.theme} has no trend: too few people show it. {_nearby([request.theme], trends)}")
    meant = _meant(request.theme, request.language, names)
    if not meant:
        raise NothingThere(f"No label is meant by '{request.theme}'. {_nearby([], trends)}")
    standing = [label_id for label_id in meant if label_id in known]
    if not standing:
        raise NothingThere(
            f"'{request.theme}' means {', '.join(meant)}, which has no trend: too few people show it. "
            f"{_nearby(meant, trends)}"
        )
    return Asked(standing[0])


def _led(theme: str, rows: Reads, trends: pd.DataFrame) -> Asked:
    """Return the label a style or a word gives its figures by.

    Raises:
        UnknownName: there is no such style or word.
        NothingThere: nothing in it has a trend.
    """
    known = leads.leads(rows, "en")
    if theme not in known:
        raise UnknownName.among("style or word on the rise", theme, known)
    label_id = leads.label_of(theme, rows, trends)
    if label_id is None:
        raise NothingThere(f"Nothing that {theme} shows has a trend yet. {_nearby([], trends)}")
    return Asked(label_id, theme)


def _meant(text: str, language: str, names: dict[str, str]) -> list[str]:
    """Return the labels that words mean, pieces to wear first; a label's own name counts too."""
    seen = labels_in(text, language)
    found = [
        one.label_id for one in sorted(seen, key=lambda one: (not one.label_id.startswith("category:"), one.start))
    ]
    own = [label_id for label_id, name in names.items() if name.lower() == text.strip().lower()]
    return list(dict.fromkeys([*own, *found]))


def _nearby(label_ids: list[str], trends: pd.DataFrame) -> str:
    """Return a sentence that names what is known of the same facets, else what rises."""
    facets = {label_id.partition(":")[0] for label_id in label_ids}
    near = trends[trends["facet"].isin(facets)]
    what = "Known of its kind" if len(near) else "On the rise now"
    near = near.sort_values(["authors", "label_id"], ascending=[False, True]) if len(near) else _rising(trends)
    if near.empty:
        return "No trend is known yet; run 'hemline forecast'."
    return f"{what}: {', '.join(near['label_id'][:NEARBY])}."


def _rising(trends: pd.DataFrame) -> pd.DataFrame:
    """Return the trends that rise, the surest first."""
    order = choose_themes(trends[trends["stage"].isin(RISING)], NEARBY)
    return trends.set_index("label_id", drop=False).loc[order]
