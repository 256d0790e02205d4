"""How fast the pages are on a large snapshot, and under thirty readers: `python -m benchmarks.dashboard [--small]`.

The season of `benchmarks.large_season` is served by the real server, and read over its websocket in Streamlit's own
protocol: a run is timed from the reader's request to the end of the script, with everything the page sends on the way.

- cold: the first run of the page in a server that has just begun to answer, the snapshot still to be opened; how long
  the server takes to answer is printed beside it;
- new: a filter, trend or choice that nobody asked this server for before;
- warm: the same once more.

Then thirty sessions act at once, each every five seconds: another page, or another filter; first where somebody has
asked for each of these views before, then in a server that has just started, where nobody has. The posts themselves are
not in a snapshot, so their number only enters the counts. `--home FOLDER` builds there, or takes what was built there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.browser import server
from benchmarks.large_season import FACETS, PARTS, SEASONS, STAGES, Size, build
from benchmarks.visitor import Params, Visit, Visitor
from dashboard.pages import ADDRESSES, START
from data.settings import Settings
from data.snapshot import Snapshot, is_published

SESSIONS, EVERY_S = 30, 5.0
WARM_MS, COLD_MS, CROWD_MS = 300, 1500, 1000
TOLD = {"asked": "views asked for before", "fresh": "in a fresh server"}
SMALL = Size(trends=60, weeks=160, posts=200_000)


def main() -> None:
    """Build, measure, print two tables, then one JSON object."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="hemline-dashboard-") as name:
        settings = Settings(home=asked.home or Path(name) / "home")
        if not is_published(settings):
            build(settings, SMALL if asked.small else Size())
        views = _views(settings, 5 if asked.small else asked.views)
        figures = {"trends": _trends(settings), "load_before": round(os.getloadavg()[0], 2)}
        figures |= asyncio.run(_alone(settings.home, views, asked.cold))
        sessions, minutes = (5, 0.2) if asked.small else (asked.sessions, asked.minutes)
        for name in ("asked", "fresh"):
            figures[name] = asyncio.run(_together(settings.home, views, sessions, minutes, name))
    print(json.dumps(figures | {"load_after": round(os.getloadavg()[0], 2)}))


async def _alone(home: Path, views: dict[str, list[Params]], cold: bool) -> dict[str, Any]:
    """Return how long each page takes one reader, and print it."""
    rows = []
    with server(home) as (address, process):
        visitor = await Visitor.at(address)
        await visitor.visit("", {})
        for page, params in views.items():
            await visitor.visit(ADDRESSES[page], {})
            new = [await visitor.visit(ADDRESSES[page], each) for each in params]
            before_ms = _processor_ms(process.pid)
            warm = [await visitor.visit(ADDRESSES[page], each) for each in params]
            used = {"processor_ms": round((_processor_ms(process.pid) - before_ms) / len(warm), 1)}
            rows.append({"page": page, **_times("new", new), **_times("warm", warm), **used, **_size(warm)})
        await visitor.leave()
    starts: list[float] = []
    for row in rows if cold else ():
        start_s, row["cold_ms"] = await _cold(home, row["page"])
        starts.append(start_s)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="{:,.0f}".format))
    slow = table["warm_p95_ms"].max()
    print(f"slowest page, warm p95: {slow:,.0f} ms (at most {WARM_MS}); cold at most {COLD_MS} ms")
    print(f"a server answers {np.median(starts or [np.nan]):.1f} s after it was started (median)\n")
    return {"pages": rows, "start_s": [round(start_s, 1) for start_s in starts]}


async def _cold(home: Path, page: str) -> tuple[float, float]:
    """Return the seconds until a fresh server answers, and the milliseconds of a page's first run in it."""
    started_s = time.monotonic()
    with server(home) as (address, _):
        start_s = time.monotonic() - started_s
        visitor = await Visitor.at(address)
        visit = await visitor.visit(ADDRESSES[page], {})
        await visitor.leave()
    return start_s, _ms(visit)


async def _together(
    home: Path, views: dict[str, list[Params]], sessions: int, minutes: float, name: str
) -> dict[str, Any]:
    """Return how many readers at once fare, and what each costs the server in memory.

    Args:
        home, views: what they read.
        sessions: how many they are.
        minutes: how long they act.
        name: asked, where each view has been asked for before; fresh, where none has.
    """
    with server(home) as (address, process):
        first = await Visitor.at(address)
        for page, params in views.items() if name == "asked" else ():
            for each in params:
                await first.visit(ADDRESSES[page], each)
        alone_mib = _resident_mib(process.pid)
        visitors = [await Visitor.at(address) for _ in range(sessions)]
        until = time.monotonic() + 60 * minutes
        runs = [_act(visitor, views, number, until) for number, visitor in enumerate(visitors)]
        visits = [visit for part in await asyncio.gather(*runs) for visit in part]
        crowd_mib = _resident_mib(process.pid)
        for visitor in (first, *visitors):
            await visitor.leave()
    return _told(visits, sessions, name, alone_mib, crowd_mib)


async def _act(visitor: Visitor, views: dict[str, list[Params]], number: int, until: float) -> list[Visit]:
    """Visit a page every five seconds: half the time the same one with another filter."""
    dice, page, visits = random.Random(number), START, []
    await asyncio.sleep(EVERY_S * dice.random())
    while time.monotonic() < until:
        due = time.monotonic() + EVERY_S
        page = page if dice.random() < 0.5 else dice.choice(list(views))
        visits.append(await visitor.visit(ADDRESSES[page], dice.choice(views[page])))
        await asyncio.sleep(max(due - time.monotonic(), 0))
    return visits


def _told(visits: list[Visit], sessions: int, name: str, alone_mib: float, crowd_mib: float) -> dict[str, Any]:
    """Print how readers at once fared, and return it."""
    faults = [visit.fault for visit in visits if visit.fault]
    each_mib = (crowd_mib - alone_mib) / sessions
    figures = {
        "sessions": sessions, "actions": len(visits), "errors": len(faults), **_times("crowd", visits),
        "server_mib": round(crowd_mib), "session_mib": round(each_mib, 1),
    }  # fmt: skip
    print(
        f"{sessions} sessions at once ({TOLD[name]}), {len(visits)} actions: p50 {figures['crowd_p50_ms']:,.0f} ms, "
        f"p95 {figures['crowd_p95_ms']:,.0f} ms (at most {CROWD_MS:,}), {len(faults)} errors; "
        f"the server holds {crowd_mib:,.0f} MiB, {each_mib:.1f} MiB more for each session"
    )
    for fault in sorted(set(faults)):
        print(f"  said: {fault}")
    return figures


def _views(settings: Settings, count: int) -> dict[str, list[Params]]:
    """Return some addresses of every page with varied filters."""
    labels = list(Snapshot.current(settings).read("page_names")["label_id"])
    dice = random.Random(0)
    made = {
        START: lambda: _some(dice, region=PARTS, facet=FACETS, stage=STAGES),
        "trend": lambda: {"trend": dice.choice(labels)} | _some(dice, view=[f"{region}.all.all" for region in PARTS]),
        "compare": lambda: {"label": dice.sample(labels, dice.randint(2, 6))} | _some(dice, region=["each", *PARTS]),
        "calendar": lambda: {"lead": str(dice.randint(4, 30))} | _some(dice, region=PARTS, facet=FACETS),
        "inspiration": lambda: {"theme": dice.choice(labels)},
        "runway": lambda: _some(dice, season=SEASONS, designer=["Kestrel", "Odile Serre"]),
        "accuracy": lambda: _some(dice, weeks=["13", "52"], facet=FACETS, region=["all", *PARTS]),
    }
    return {page: [made.get(page, dict)() for _ in range(count)] for page in ADDRESSES}


def _some(dice: random.Random, **values: Any) -> Params:
    """Return some of the filters, each with one of its values."""
    return {name: dice.choice(list(known)) for name, known in values.items() if dice.random() < 0.6}


def _times(name: str, visits: list[Visit]) -> dict[str, float]:
    """Return the median and the 95th percentile of the times."""
    took = [_ms(visit) for visit in visits] or [float("nan")]
    return {
        f"{name}_p50_ms": round(float(np.median(took)), 1),
        f"{name}_p95_ms": round(float(np.percentile(took, 95)), 1),
    }


def _size(visits: list[Visit]) -> dict[str, float]:
    """Return how much a page sends, and how often it failed."""
    return {
        "elements": int(np.median([visit.elements for visit in visits])),
        "sent_kib": round(float(np.median([visit.size for visit in visits])) / 1024),
        "errors": sum(bool(visit.fault) for visit in visits),
    }


def _ms(visit: Visit) -> float:
    return round(visit.took_s * 1000, 1)


def _resident_mib(pid: int) -> float:
    """Return the memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"/proc/{pid}/status names no VmRSS; memory is only measured on Linux.")
    return int(found[1]) / 1024


def _processor_ms(pid: int) -> float:
    """Return the processor time that a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _trends(settings: Settings) -> int:
    """Return how many labels the snapshot follows."""
    return len(Snapshot.current(settings).read("page_names"))


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="few trends and sessions, for a quick look")
    parser.add_argument("--home", type=Path, help="build here and keep it, or take what is published here")
    parser.add_argument("--views", type=int, default=30, help="addresses of each page")
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the sessions act")
    parser.add_argument("--cold", action=argparse.BooleanOptionalAction, default=True, help="measure first runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
