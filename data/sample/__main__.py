"""`python -m data.sample FOLDER`: write a sample season from the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.errors import HemlineError
from data.sample import generate


def main() -> int:
    """Read the arguments, write the season, and say where it lies."""
    parser = argparse.ArgumentParser(
        prog="python -m data.sample",
        description="Write three years of invented posts, looks and interest series, and the truth behind them.",
        epilog="Example: python -m data.sample season --posts 20000 --seed 0",
    )
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--posts", type=int, default=20_000, help="distinct posts (default 20000)")
    parser.add_argument("--looks", type=int, default=300, help="drawn looks (default 300)")
    parser.add_argument("--seed", type=int, default=0, help="decides what is planted (default 0)")
    asked = parser.parse_args()
    try:
        season = generate(asked.folder, asked.posts, asked.looks, asked.seed)
    except HemlineError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"Wrote {asked.posts:,} posts and {asked.looks} looks to {season.folder}; the truth is in {season.truth}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
