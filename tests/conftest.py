"""Fixtures every room's tests share: a fresh home, and the shared real data where it is there."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from data.settings import Settings
from data.store import Store

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh home that waits only a moment for a busy warehouse."""
    return Settings(home=tmp_path / "home", wait_s=0.5)


@pytest.fixture
def store(settings: Settings) -> Store:
    """An empty warehouse."""
    return Store(settings)


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data for measuring; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real data in {SHARED}, which is not on this machine")
    return SHARED


def pytest_sessionfinish() -> None:
    """Let go of the snapshots that pages under test keep open, so that DuckDB is not torn down under them."""
    if "streamlit" in sys.modules:
        sys.modules["streamlit"].cache_resource.clear()
        gc.collect()
