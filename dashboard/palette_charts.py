"""A palette as colour-blind eyes see it, drawn below the palette as it is."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analysis.images.colour_vision import KINDS, simulated
from dashboard.charts import Chart, blank
from dashboard.formats import inert
from dashboard.palette import THEMES
from dashboard.words import say


def seen_by(colours: pd.DataFrame, theme_name: str) -> Chart:
    """Draw a palette once for each kind of eyes, widths in proportion.

    Args:
        colours: name, hex, area.
        theme_name: light or dark.
    """
    kinds = {say("swatch.as_it_is"): colours["hex"].tolist()}
    kinds |= {say(f"swatch.{kind}"): [simulated(each, kind) for each in colours["hex"]] for kind in KINDS}
    figure = blank(theme_name, height=230)
    starts = (colours["area"].cumsum() - colours["area"]).tolist()
    for place, (name, area) in enumerate(colours[["name", "area"]].itertuples(index=False)):
        figure.add_trace(
            go.Bar(
                x=[area] * len(kinds),
                y=list(kinds),
                base=[starts[place]] * len(kinds),
                orientation="h",
                width=0.86,
                marker={
                    "color": [seen[place] for seen in kinds.values()],
                    "line": {"color": THEMES[theme_name].paper, "width": 1},
                },
                hovertext=[f"{inert(name)} {seen[place]}" for seen in kinds.values()],
                hoverinfo="text",
            )
        )
    figure.update_layout(
        barmode="overlay", hovermode="closest", showlegend=False, margin={"t": 4, "l": 0, "r": 0, "b": 4}
    )
    figure.update_xaxes(visible=False, range=[0, float(colours["area"].sum())])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return Chart(figure, say("swatch.seen_alt", names=", ".join(colours["name"])))
