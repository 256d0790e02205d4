"""The terminal door: mounts each room's commands in one Typer application."""

from __future__ import annotations

import sys

import typer

import analysis.commands
import dashboard.commands
import data.commands
import ingest.commands
from data.errors import HemlineError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for room in (ingest.commands, analysis.commands, dashboard.commands, data.commands):
    app.add_typer(room.app)


@app.callback()
def hemline(debug: bool = typer.Option(False, "--debug", help="Show the full traceback of a fault.")) -> None:
    """Read fashion signals, forecast them, and see how sure the forecast is."""


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and exit code 2, a fault with 1."""
    try:
        app()
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        ours = isinstance(error, HemlineError)
        fault = f"Hemline failed: {type(error).__name__}: {error}. Run it again as 'hemline --debug …' for the details."
        typer.echo(str(error) if ours else fault, err=True)
        sys.exit(error.exit_code if isinstance(error, HemlineError) else 1)


if __name__ == "__main__":
    main()
