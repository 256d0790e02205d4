"""What pages are built from: heading, figures, a chart with its rows beside it, a table, a gallery."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cached, chart_files
from dashboard.charts import CONFIG, Chart
from dashboard.exports import PAGE_TABLES, csv_bytes
from dashboard.formats import amount, count, is_known, percent, plain
from dashboard.readings import channel_names, facet_name, region_name
from dashboard.units import IN_UNITS, PERCENTS, SIGNED, WEIGHED
from dashboard.words import say, say_count
from dashboard.workbooks import MIME, Sheet, workbook

TREND_PAGE = "dashboard/pages/trend.py"
LOOK_HEIGHT_PX = 250
ROW_PX, MOST_ROWS = 36, 14
LAZY_ROWS = 1000  # from here on a table without a choice of rows sends those that are looked at
HEAD_PX = 260


@dataclass(frozen=True)
class Figure:
    """One of the figures at the top of a page."""

    label: str
    value: str
    help: str | None = None
    below: str | None = None


def theme_name() -> str:
    """Return `light` or `dark`, whichever the reader's browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(title: str, sentences: Sequence[str], small: str = "") -> None:
    """Open a page: its title, the sample-data notice where due, and what there is to know."""
    st.title(title, anchor=False)
    _sample_notice()
    for sentence in sentences:
        st.markdown(sentence)
    if small:
        st.caption(small)


def _sample_notice() -> None:
    """Say plainly which sources are sample data, where any is."""
    sources = cached.read("sources")
    samples = sources[sources["is_sample"].astype(bool)] if len(sources) else sources
    if len(samples) and len(samples) == len(sources):
        st.caption(say("app.sample_all"))
    elif len(samples):
        st.caption(say("app.sample", sources=", ".join(plain(title) for title in samples["title"])))


@contextmanager
def waiting(spot: DeltaGenerator) -> Iterator[None]:
    """Show the outline of a page's head where it will stand while its rows are read, if that takes long."""
    with spot, st.skeleton(height=HEAD_PX):
        yield


def figures(shown: Sequence[Figure]) -> None:
    """Show at most four figures of equal height."""
    grid = st.grid(columns=len(shown), min_column_width=150)
    for each in shown:
        with grid.cell():
            st.metric(each.label, each.value, help=each.help, border=True, height="stretch", delta=each.below,
                      delta_color="off", delta_arrow="off")  # fmt: skip


def section(title: str, note: str = "") -> None:
    """Head a part of a page."""
    st.subheader(title, anchor=False)
    if note:
        st.caption(note)


def chart(drawn: Chart, key: str, trends: pd.DataFrame | None = None) -> None:
    """Show a chart with its words; a point selected in it opens its trend, if `trends` has the rows behind it."""
    if trends is None:
        st.plotly_chart(drawn.figure, theme=None, config=CONFIG, key=key, alt=drawn.alt)
        chart_file(drawn, key)
        return
    event = st.plotly_chart(
        drawn.figure, theme=None, config=CONFIG, key=key, alt=drawn.alt, on_select="rerun", selection_mode="points"
    )
    chart_file(drawn, key)
    points = event.selection.points if event else []
    if points:
        open_trend(trends, str(_first(points[0].get("customdata"))))


def chart_file(drawn: Chart, key: str) -> None:
    """Show the button that makes a PNG of a chart when it is pressed, or how to come by what draws one."""
    browser = chart_files.chromium(cached.settings().chromium)
    if browser is None:
        with st.popover("PNG", icon=":material/image:", type="tertiary", key=f"png-{key}"):
            st.markdown(say("chart_file.none"))
        return
    theme, footer = theme_name(), say("chart_file.footer", snapshot=cached.snapshot().snapshot_id)
    st.download_button(
        "PNG", lambda: chart_files.png(drawn, theme, footer, browser), f"hemline-{key}.png", "image/png",
        key=f"png-{key}", on_click="ignore", icon=":material/image:", type="tertiary", help=say("chart_file.help"),
    )  # fmt: skip


def rows_beside(
    frame: pd.DataFrame,
    columns: Sequence[str],
    key: str,
    name: str,
    note: str,
    is_trends: bool = False,
    title: str = "",
) -> None:
    """Show what belongs under a chart: its one line, and its rows as a table that is folded away under a title."""
    if note:
        st.caption(note)
    _folded(frame, columns, key, name, is_trends, title or say("block.rows"))


@st.fragment
def _folded(frame: pd.DataFrame, columns: Sequence[str], key: str, name: str, is_trends: bool, title: str) -> None:
    """Show a title that unfolds a table; the table is made and sent once it is asked for."""
    fold = st.expander(title, key=f"rows-{key}", on_change="rerun")
    if fold.open:
        with fold:
            table(frame, columns, key, name, is_trends)


def table(
    frame: pd.DataFrame,
    columns: Sequence[str],
    key: str,
    name: str,
    is_trends: bool = False,
    heads: Mapping[str, str] | None = None,
    configs: Mapping[str, Any] | None = None,
) -> None:
    """Show rows as a selectable table with a CSV download.

    Args:
        frame: the rows; a trend table needs `series_id`.
        columns: what is shown of them, in order.
        key: the widget's own key.
        name: the table's name in `exports.PAGE_TABLES`, which says what the CSV holds.
        is_trends: whether selecting a row opens its trend.
        heads: headings that differ from the usual words of the column.
        configs: columns that are shown in a way of their own.
    """
    event = st.dataframe(
        _shown(frame, columns), hide_index=True, key=f"table-{key}",
        column_config={**_configs(frame, columns, heads or {}), **(configs or {})},
        on_select="rerun" if is_trends else "ignore", selection_mode="single-row", placeholder="",
        lazy=len(frame) > LAZY_ROWS and not is_trends and not configs,
        height=ROW_PX * (min(len(frame), MOST_ROWS) + 1) + 2, alt=say("alt.table", what=name), row_height=ROW_PX,
    )  # fmt: skip
    download(frame, key, name)
    selected = cast("Any", event)["selection"]["rows"] if is_trends else []
    if selected and selected[0] < len(frame):
        open_trend(frame, str(frame["series_id"].iloc[selected[0]]))


def download(frame: pd.DataFrame, key: str, name: str) -> None:
    """Show the buttons that download rows as CSV and as a workbook; a file is made when it is asked for."""
    columns = PAGE_TABLES[name]
    with st.container(horizontal=True, gap="medium"):
        file_button(say("block.download"), lambda: csv_bytes(frame, columns), f"hemline-{name}.csv", f"csv-{key}")
        file_button(
            say("block.download_xlsx"), lambda: workbook([Sheet(name, frame, columns)]), f"hemline-{name}.xlsx",
            f"xlsx-{key}",
        )  # fmt: skip


def file_button(label: str, make: Callable[[], bytes], file_name: str, key: str) -> None:
    """Show a quiet button that downloads a CSV or an XLSX file, made when it is asked for."""
    mime = MIME if file_name.endswith(".xlsx") else "text/csv"
    st.download_button(
        label, make, file_name, mime, key=key, on_click="ignore", icon=":material/download:", type="tertiary"
    )


def open_trend(frame: pd.DataFrame, series_id: str) -> None:
    """Go to the Trend page of one of the rows."""
    row = frame[frame["series_id"] == series_id]
    if len(row):
        st.switch_page(TREND_PAGE, query_params=trend_address(row.iloc[0].to_dict()))


def trend_address(row: Mapping[Any, Any]) -> dict[str, str]:
    """Return what the Trend page's address holds for a row of the table `trend`."""
    view = view_id(row)
    return {"trend": trend_id(row)} | ({} if view == "all.all.all" else {"view": view})


def trend_id(row: Mapping[Any, Any]) -> str:
    """Return the address's name of a label, alone or within another."""
    within = row["within_label_id"]
    return str(row["label_id"]) if within == "all" else f"{row['label_id']} in {within}"


def view_id(row: Mapping[Any, Any]) -> str:
    """Return the address's name of a slice: region, source and audience."""
    return f"{row['region']}.{row['source']}.{row['audience']}"


def gallery(looks: pd.DataFrame) -> None:
    """Show looks in rows of one height, never stretched, with designer, season and look under them.

    Args:
        looks: sha256, width, height, designer, season, look.
    """
    there = drawable(looks)
    with st.container(horizontal=True, gap="small"):
        for row, path in there:
            _look(row, path)
    lost(len(looks) - len(there))


def drawable(looks: pd.DataFrame) -> list[tuple[dict[Any, Any], Path]]:
    """Return the looks that have a thumbnail, each with its file."""
    return [(row, path) for row in looks.to_dict("records") if (path := cached.thumb(row["sha256"]))]


def lost(looks: int) -> None:
    """Say under a gallery how many looks it cannot show, if any."""
    if looks:
        st.caption(say_count("block.looks_lost", looks))


def sized(rows: pd.DataFrame) -> pd.DataFrame:
    """Return evidence rows with the width and height of the looks they show."""
    looks = cached.read("looks")[["sha256", "width", "height"]].drop_duplicates("sha256")
    return rows.drop_duplicates("sha256").merge(looks, on="sha256", how="left")


def look_name(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return the designer, and `SS25 · look 4`, as much of them as is known."""
    number = say("inspiration.look", number=count(row["look"])) if pd.notna(row.get("look")) else ""
    season = row.get("season")
    under = " · ".join(part for part in (season if isinstance(season, str) else "", number) if part)
    designer = row.get("designer")
    return (designer, under) if isinstance(designer, str) and designer else (under or say("inspiration.untitled"), "")


def _look(row: Mapping[Any, Any], path: Path) -> None:
    """Show one look at the gallery's height."""
    ratio = row["width"] / row["height"] if row.get("width") and row.get("height") else 0.7
    wide = max(70, min(420, round(LOOK_HEIGHT_PX * ratio)))
    first, second = look_name(row)
    with st.container(width=max(wide, 140), gap="xxsmall"):
        st.image(str(path), width=wide, alt=" · ".join(part for part in (first, second) if part))
        st.caption(f"**{plain(first)}**" + (f"  \n{plain(second)}" if second else ""))


def _first(value: Any) -> Any:
    """Return the first part of a point's own data, which Plotly gives alone or in a list."""
    return value[0] if isinstance(value, list | tuple) and value else value


def _shown(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns of a table as they are shown: codes in words, shares in per cent."""
    shown = frame.reindex(columns=list(columns)).copy()
    for name in shown.columns:
        group = CODES.get(name)
        if group:
            words = {value: group(value) for value in shown[name].unique() if isinstance(value, str)}
            shown[name] = [words.get(value, value) for value in shown[name]]
        elif name in PERCENTS or (name in IN_UNITS and _are_shares(frame)):
            shown[name] = shown[name].astype(float) * 100
        elif name in WEIGHED:
            shown[name] = shown[name].round()
        elif name in IN_UNITS and _are_mixed(frame):
            shown[name] = [_in_own_unit(row, name) for row in frame.to_dict("records")]
    return shown


def _are_shares(frame: pd.DataFrame) -> bool:
    """Tell whether the values of a table are shares of people, not imported values."""
    return not bool((frame["magnitude"] == "value").any()) if "magnitude" in frame else True


def _are_mixed(frame: pd.DataFrame) -> bool:
    """Tell whether shares and imported values stand in one table, so that each is written in its own unit."""
    return "magnitude" in frame and frame["magnitude"].eq("value").nunique() > 1


def _in_own_unit(row: Mapping[Any, Any], name: str) -> str | None:
    """Write a share as a percentage and an imported value as it is."""
    if not is_known(row[name]):
        return None
    return amount(row[name]) if row["magnitude"] == "value" else percent(row[name])


def _configs(frame: pd.DataFrame, columns: Sequence[str], heads: Mapping[str, str]) -> dict[str, Any]:
    """Return how each column is shown."""
    configs: dict[str, Any] = {}
    for name in columns:
        label = heads[name] if name in heads else say(f"column.{name}")
        if name == "recent":
            configs[name] = st.column_config.LineChartColumn(label, color="gray", width=110)
        elif name in PERCENTS or (name in IN_UNITS and _are_shares(frame)):
            configs[name] = st.column_config.NumberColumn(label, format="%+.0f %%" if name in SIGNED else "%.1f %%")
        elif name in IN_UNITS and _are_mixed(frame):
            configs[name] = st.column_config.TextColumn(label, alignment="right")
        elif name in frame and pd.api.types.is_datetime64_any_dtype(frame[name]):
            times = frame[name].dropna()
            if (times == times.dt.normalize()).all():
                configs[name] = st.column_config.DateColumn(label, format=say("format.column_day"), width=95)
            else:
                configs[name] = st.column_config.DatetimeColumn(label, format=say("format.column_time"), width=150)
        elif name in WEIGHED or (name in frame and pd.api.types.is_integer_dtype(frame[name])):
            configs[name] = st.column_config.NumberColumn(label, format="localized")
        elif name in frame and pd.api.types.is_float_dtype(frame[name]):
            configs[name] = st.column_config.NumberColumn(label, format="%.3g")
        else:
            configs[name] = st.column_config.Column(label)
    return configs


CODES: dict[str, Callable[[str], str]] = {
    "stage": lambda code: say(f"stage.{code}"),
    "stage_before": lambda code: say(f"stage.{code}"),
    "change": lambda code: say(f"changes.is_{code}"),
    "told": channel_names,
    "owed": channel_names,
    "confidence": lambda code: say(f"confidence.{code}"),
    "newness": lambda code: say(f"assortment.is_{code}"),
    "basis": lambda code: say(f"assortment.on_{code}"),
    "verdict": lambda code: say(f"assortment.verdict_{code}"),
    "matched": lambda code: say(f"range_plan.is_{code}"),
    "polarity": lambda code: say(f"polarity.{code}"),
    "called": lambda code: say(f"direction.{code}"),
    "went": lambda code: say(f"direction.{code}"),
    "fit_for": lambda code: say(f"swatch.fit_{code}"),
    "region": region_name,
    "facet": facet_name,
}
