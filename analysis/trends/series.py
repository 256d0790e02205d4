"""Weekly series: which ones are worth having, their complete weeks, and what can stand on its own.

A series is one label in one scope: everywhere, in one region, source or audience, or within another label
("the colours of coats"). Its value is a share: distinct authors with the label ÷ distinct authors of the base, in both
of which the people of a feed that is louder than usual weigh less (`analysis.trends.feeds`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

KEYS = ["label_id", "within_label_id", "region", "source", "audience"]
SCOPE = KEYS[1:]
PEOPLE = ["authors", "echo", "pro", "con", "voices"]  # people of a label by weight, as the table `series` says
BASE = ["base", "base_echo"]
WITHIN_FACETS = ("colour", "pattern", "material", "silhouette")
WITHIN_CATEGORIES = 12  # the categories most talked about, within which those facets are counted
YEAR_WEEKS = 52
OWN_AUTHORS = 3.0  # a week over the last year: above it a series is forecast on its own
SPLIT_AUTHORS = 0.5  # a week over the last year: below it a split is not kept at all
LABEL_AUTHORS = 10  # author-weeks in all: below it, or with nobody in two years, a whole label is not kept
LABEL, IMPORTED, SPLIT = 0, 1, 2  # ranks: whole labels first, then imported series, then splits
RECORD_BACK = (13, 26, 39, 52, 65, 78, 104, 156)  # weeks back from which what was followed then is replayed


@dataclass(frozen=True)
class Counts:
    """What the warehouse counts, as the statements `series_*` return it.

    Attributes:
        span: source, kind, first_week, newest_week, now_week.
        labels: label_id, region, source, audience, week, PEOPLE; 'all' where not split.
        within: label_id, within_label_id, week, PEOPLE.
        facets: label_id (`facet:<facet>`), region, source, audience, week, authors: any label of the facet.
        base: region, source, audience, week, BASE.
        interest: source, unique_id, name, week, y of the imported series.
    """

    span: pd.DataFrame
    labels: pd.DataFrame
    within: pd.DataFrame
    facets: pd.DataFrame
    base: pd.DataFrame
    interest: pd.DataFrame


@dataclass(frozen=True)
class Countable:
    """Everything that can be a series of people, chosen or not.

    Attributes:
        counted: KEYS, week, PEOPLE, rank, first_week, now_week, series_id: only weeks in which anybody spoke of it.
        span: of each source and of all posts.
        bases: SCOPE, week, BASE.
    """

    counted: pd.DataFrame
    span: pd.DataFrame
    bases: pd.DataFrame

    def history(self, series_ids: Iterable[str]) -> pd.DataFrame:
        """Return the complete weeks of the named series, laid out as `SeriesSet.history`."""
        named = self.counted[self.counted["series_id"].isin(list(series_ids))].drop_duplicates("series_id")
        return _complete(_grid(named[["series_id", *KEYS]], self.span, self.counted, self.bases), named)


@dataclass(frozen=True)
class SeriesSet:
    """The series chosen, and their weeks.

    Attributes:
        meta: a row per series: series_id, KEYS, rank, weekly_authors, own (forecast on its own), parent_id
            (whose shape it borrows when it is not: its label's for a split, its facet's for a whole label),
            first_week, now_week (its last complete week).
        weeks: series_id, KEYS, week, PEOPLE, BASE, y, with no week missing. A week in which the base is empty carries
            the share of the week before; all but y are missing for imported series.
        facets: the parents that are no series themselves, laid out as `history`.
        former: series that are not forecast on their own now but would have been at one of the origins `RECORD_BACK`,
            laid out as `history`: without them, a track record would only know of those that lasted.
        countable: everything that can be chosen.
        limit: how many may be.
    """

    meta: pd.DataFrame
    weeks: pd.DataFrame
    facets: pd.DataFrame
    former: pd.DataFrame
    countable: Countable
    limit: int

    def stood(self, origins: pd.DataFrame) -> pd.Series[bool]:
        """Tell for each row whether the series would have been chosen at that origin and forecast on its own.

        Args:
            origins: series_id, cutoff (a week); rows of imported series always stood.
        """
        counted = self.countable.counted.drop_duplicates("series_id").set_index("series_id")["now_week"]
        now = origins["series_id"].map(counted)
        back = ((now - pd.to_datetime(origins["cutoff"])).dt.days // 7).fillna(-1).astype(int)
        found = pd.Series(back < 0, index=origins.index)
        imported = self.meta[self.meta["rank"] == IMPORTED]
        for weeks in sorted(set(back[~found])):
            then = _standing(self.countable.counted, imported, self.limit, weeks)
            found |= (back == weeks) & origins["series_id"].isin(then)
        return found

    @property
    def history(self) -> pd.DataFrame:
        """The complete weeks only, as unique_id, ds, y, authors, base: all that a model may see."""
        return _complete(self.weeks, self.meta)

    @property
    def received(self) -> pd.DataFrame:
        """The complete weeks only, as unique_id, ds, PEOPLE, BASE: how the label was received."""
        return _complete(self.weeks, self.meta, [*PEOPLE, *BASE])


def main_categories(labels: pd.DataFrame) -> list[str]:
    """Return the categories within which other labels are counted: those with the most authors."""
    whole = labels[_unsplit(labels) & labels["label_id"].str.startswith("category:")]
    total = whole.groupby("label_id", sort=True)["authors"].sum()
    first = total.sort_values(ascending=False, kind="stable").head(WITHIN_CATEGORIES)
    names: list[str] = first.reset_index()["label_id"].tolist()
    return names


def build(counts: Counts, limit: int) -> SeriesSet:
    """Choose at most `limit` series and lay out their weeks.

    Whole labels come first (a house's own records among them), then imported series, then splits; within each rank
    those with the most authors over the last 52 complete weeks, so that no later week decides.
    """
    span = _scopes(counts.span)
    countable = Countable(_counted(counts, span), span, _bases(counts))
    imported = _imported(counts.interest)
    meta = _with_parents(_chosen(countable.counted, _imported_meta(imported), limit))
    grid = _grid(meta[meta["rank"] != IMPORTED], span, countable.counted, countable.bases)
    weeks = pd.concat([grid, imported[imported["series_id"].isin(meta["series_id"])]], ignore_index=True)
    weeks = weeks.sort_values(["series_id", "week"], ignore_index=True)[list(grid.columns)]
    return SeriesSet(meta, weeks, _facets(counts, countable, meta), _former(countable, meta, limit), countable, limit)


def _chosen(counted: pd.DataFrame, imported: pd.DataFrame, limit: int, back: int = 0) -> pd.DataFrame:
    """Return the series chosen from what was known `back` weeks ago, as `SeriesSet.meta` without parents."""
    people = _candidates(counted, back)
    found = [part for part in (people, imported) if len(part)]
    ranked = pd.concat(found or [people], ignore_index=True)
    order = ranked.sort_values(["rank", "weekly_authors", "series_id"], ascending=[True, False, True])
    return order.head(limit).reset_index(drop=True)


def _standing(counted: pd.DataFrame, imported: pd.DataFrame, limit: int, back: int) -> set[str]:
    """Return the series that were chosen `back` weeks ago and had people enough for a forecast of their own."""
    then = _chosen(counted, imported, limit, back)
    return set(then.loc[then["own"].astype(bool), "series_id"])


def _former(countable: Countable, meta: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Lay out the series that stood on their own at an earlier origin and do so no more."""
    imported = meta[meta["rank"] == IMPORTED]
    then = [_standing(countable.counted, imported, limit, back) for back in RECORD_BACK]
    now = set(meta.loc[meta["own"].astype(bool), "series_id"])
    return countable.history(set().union(*then) - now)


def looks(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `series` for pictures that came with no post: a share of the pictures shown that week.

    They stand beside the posts' series, never inside them, and are not forecast: shows are not weekly.
    """
    rows = counted.assign(within_label_id="all", region="all", audience="all")
    rows["series_id"] = _ids(rows)
    rows["y"] = rows["authors"] / rows["base"]
    return rows[["series_id", *KEYS, "week", "authors", "base", "y"]]


def _complete(
    weeks: pd.DataFrame, meta: pd.DataFrame, columns: Sequence[str] = ("y", "authors", "base")
) -> pd.DataFrame:
    """Return the weeks up to each series' last complete one, under the names that models read."""
    now = weeks["series_id"].map(meta.set_index("series_id")["now_week"])
    shown = weeks.loc[weeks["week"] <= now, ["series_id", "week", *columns]]
    return shown.rename(columns={"series_id": "unique_id", "week": "ds"})


def _unsplit(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["region"] == "all") & (frame["source"] == "all") & (frame["audience"] == "all")


def _ids(frame: pd.DataFrame) -> pd.Series[str]:
    """Join the keys into series ids."""
    ids = frame[KEYS[0]]
    for key in KEYS[1:]:
        ids = ids + "|" + frame[key]
    return ids


def _scopes(span: pd.DataFrame) -> pd.DataFrame:
    """Add to the sources' spans that of all posts together, as the source 'all'."""
    posts = span[span["kind"] == "posts"]
    if posts.empty:
        return span
    whole = {"source": "all", "kind": "posts", "first_week": posts["first_week"].min()}
    whole |= {name: posts[name].max() for name in ("newest_week", "now_week")}
    return pd.concat([pd.DataFrame([whole]), span], ignore_index=True)


def _counted(counts: Counts, span: pd.DataFrame) -> pd.DataFrame:
    """Put labels and labels within labels in one frame, with each row's scope, rank and last complete week."""
    within = counts.within.assign(region="all", source="all", audience="all", rank=SPLIT)
    labels = counts.labels.assign(within_label_id="all").merge(span[["source", "kind"]], on="source")
    if (span["kind"] == "posts").sum() <= 2:  # one source of posts: its split would repeat the whole
        labels = labels[(labels["kind"] == "labels") | (labels["source"] == "all")]
    labels["rank"] = np.where(_unsplit(labels) | (labels["kind"] == "labels"), LABEL, SPLIT)
    both = pd.concat([labels, within], ignore_index=True)
    both = both.merge(span[["source", "first_week", "now_week"]], on="source")
    return both.assign(series_id=_ids(both))


def _candidates(counted: pd.DataFrame, back: int = 0) -> pd.DataFrame:
    """Return one row per series that had enough authors to be kept `back` weeks ago; no later week decides."""
    age = ((counted["now_week"] - counted["week"]).dt.days // 7 - back).to_numpy()
    codes, ids = pd.factorize(counted["series_id"], sort=True)
    found = counted.drop_duplicates("series_id").set_index("series_id").reindex(ids)
    found = found[[*KEYS, "rank", "first_week", "now_week"]].rename_axis("series_id")
    for name, weeks in (("year", YEAR_WEEKS), ("two_years", 2 * YEAR_WEEKS), ("ever", np.inf)):
        seen = np.where((age >= 0) & (age < weeks), counted["authors"], 0)
        found[name] = np.bincount(codes, weights=seen, minlength=len(ids))
    lived = ((found["now_week"] - found["first_week"]).dt.days // 7 + 1 - back).clip(1, YEAR_WEEKS)
    found["weekly_authors"] = found["year"] / lived
    found["own"] = found["weekly_authors"] > OWN_AUTHORS
    known = (found["ever"] >= LABEL_AUTHORS) & (found["two_years"] > 0)
    enough = np.where(found["rank"] == LABEL, known, found["weekly_authors"] >= SPLIT_AUTHORS)
    return found[enough].drop(columns=["year", "two_years", "ever"]).reset_index()


def _imported(interest: pd.DataFrame) -> pd.DataFrame:
    """Lay out the imported series week by week; a week that is missing carries the value before it."""
    named = interest.assign(series_id=interest["source"] + ":" + interest["unique_id"])
    ends = named.groupby(["series_id", "source", "unique_id"], sort=True)["week"].agg(["min", "max"]).reset_index()
    weeks = _calendar(ends, "min", "max").merge(named[["series_id", "week", "y"]], on=["series_id", "week"], how="left")
    weeks["y"] = weeks.groupby("series_id")["y"].ffill()
    weeks["label_id"] = "series:" + weeks["unique_id"]
    unknown = dict.fromkeys((*PEOPLE, *BASE), np.nan)
    return weeks.assign(within_label_id="all", region="all", audience="all", **unknown)


def _imported_meta(imported: pd.DataFrame) -> pd.DataFrame:
    """Return one row per imported series."""
    ends = imported.groupby(["series_id", "label_id", "source"], sort=True)["week"].agg(["min", "max"]).reset_index()
    meta = ends.rename(columns={"min": "first_week", "max": "now_week"})
    whole = {"within_label_id": "all", "region": "all", "audience": "all"}
    return meta.assign(**whole, rank=IMPORTED, weekly_authors=np.nan, own=True)


def _with_parents(meta: pd.DataFrame) -> pd.DataFrame:
    """Name the series whose shape each one may borrow: a split's label everywhere, a whole label's facet."""
    label = meta["label_id"] + "|all|all|all|all"
    facet = "facet:" + meta["label_id"].str.split(":").str[0] + "|all|all|" + meta["source"] + "|all"
    return meta.assign(parent_id=label.where(meta["rank"] == SPLIT, facet).where(meta["rank"] != IMPORTED))


def _facets(counts: Counts, countable: Countable, meta: pd.DataFrame) -> pd.DataFrame:
    """Lay out the facets whose shape some whole label borrows."""
    counted = counts.facets.assign(within_label_id="all").reindex(columns=[*KEYS, "week", *PEOPLE])
    counted = counted.assign(series_id=_ids(counted))
    asked = meta.loc[~meta["own"].astype(bool), "parent_id"]
    parents = counted[counted["series_id"].isin(asked)].drop_duplicates("series_id")[["series_id", *KEYS]]
    parents = parents.merge(countable.span[["source", "now_week"]], on="source")
    return _complete(_grid(parents, countable.span, counted, countable.bases), parents)


def _calendar(rows: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Repeat each row for every week from the one column's date to the other's."""
    weeks = ((rows[last] - rows[first]).dt.days // 7 + 1).to_numpy(dtype=int)
    long = rows.loc[rows.index.repeat(weeks)].reset_index(drop=True)
    step = np.concatenate([np.arange(count) for count in weeks]) if len(weeks) else np.array([], dtype=int)
    return long.assign(week=long[first] + pd.to_timedelta(step * 7, unit="D")).drop(columns=[first, last])


def _bases(counts: Counts) -> pd.DataFrame:
    """Return the base of every scope and week; within a category it is that category's own authors."""
    whole = counts.labels[_unsplit(counts.labels)]
    inside = whole.rename(columns={"label_id": "within_label_id", "authors": "base", "echo": "base_echo"})
    both = pd.concat([counts.base.assign(within_label_id="all"), inside], ignore_index=True)
    return both[[*SCOPE, "week", *BASE]]


def _grid(meta: pd.DataFrame, span: pd.DataFrame, counted: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """Lay out every week of the chosen series, zeros filled in, up to the newest week, complete or not."""
    rows = meta[["series_id", *KEYS]].merge(span[["source", "first_week", "newest_week"]], on="source")
    weeks = _calendar(rows, "first_week", "newest_week")
    weeks = weeks.merge(counted[["series_id", "week", *PEOPLE]], on=["series_id", "week"], how="left")
    weeks = weeks.merge(bases, on=[*SCOPE, "week"], how="left").fillna(dict.fromkeys((*PEOPLE, *BASE), 0.0))
    share = (weeks["authors"] / weeks["base"]).where(weeks["base"] > 0)
    weeks["y"] = share.groupby(weeks["series_id"]).ffill().fillna(0.0)
    return weeks[["series_id", *KEYS, "week", *PEOPLE, *BASE, "y"]]
