"""The workroom's commands: tag, styles, topics, terms, forecast, briefs, search, fitting and evaluating."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.errors import BadInput
from data.settings import Settings
from data.terminal import JsonFlag, show

app = typer.Typer()
evaluate = typer.Typer(help="Score a reader against labels made by people.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")
terms = typer.Typer(help="The words on the rise, and how to accept one.", no_args_is_help=True)
app.add_typer(terms, name="terms")


class Profile(StrEnum):
    """How much work a forecast is worth."""

    FAST = "fast"
    BEST = "best"


ProfileOption = Annotated[Profile, typer.Option(help="fast: statistical models; best: more models, slower.")]
LimitOption = Annotated[int, typer.Option(min=1, help="At most this many series are forecast.")]


def usable(out: Path) -> Path:
    """Return the file to write once its folder is there, so that no work is lost at the end.

    Raises:
        BadInput: it is a folder, or its folder cannot be made or written.
    """
    if out.is_dir():
        raise BadInput(f"'{out}' is a folder; give the name of a file in it, such as --out {out / 'out.csv'}.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"'{out}' cannot be written ({error.strerror}); give a file in a folder of yours.") from error
    if not os.access(out.parent, os.W_OK):
        raise BadInput(f"'{out}' cannot be written (its folder is read-only); give a file in a folder of yours.")
    return out


OutOption = Annotated[Path, typer.Option(help="The file to write.", callback=usable)]


@app.command()
def tag(json: JsonFlag = False) -> None:
    """Read the labels of every post and image that was not read yet.

    Example: hemline tag
    """
    from analysis.jobs import tag as job
    from data.store import Store

    show(job.run(Store(Settings())), json)


@app.command()
def topics(profile: ProfileOption = Profile.FAST, json: JsonFlag = False) -> None:
    """Group posts into topics and find new words on the rise.

    Example: hemline topics
    """
    from analysis.jobs import topics as job
    from data.store import Store

    show(job.run(Store(Settings()), profile=profile.value), json)


@terms.command("list")
def list_terms(
    region: Annotated[str | None, typer.Option(help="One region, such as GB, or all; every one unless given.")] = None,
    json: JsonFlag = False,
) -> None:
    """Show the words outside the vocabulary that more people use now than chance explains.

    Example: hemline terms list --region GB
    """
    from analysis.jobs import terms as job
    from data.store import Store

    result = job.found(Store(Settings()), region)
    if json:
        show(result, json)
    else:
        typer.echo(job.table(result))


@terms.command("accept")
def accept_term(
    term: Annotated[str, typer.Argument(help="The word, as 'hemline terms list' shows it.")],
    label: Annotated[str, typer.Option(help="facet:name, of a label there is or of a new one.")],
    name: Annotated[str | None, typer.Option(help="Shown name of a new label; made of its id unless given.")] = None,
    language: Annotated[str, typer.Option(help="The word's language, two letters.")] = "en",
    colour: Annotated[str | None, typer.Option("--hex", help="Six hex digits, for a new colour: '#F8E9A1'.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it and change nothing.")] = False,
    json: JsonFlag = False,
) -> None:
    """Add a word to your own vocabulary file, so that it is read and counted from now on.

    Example: hemline terms accept "tomato girl" --label aesthetic:tomato-girl
    """
    from analysis.jobs import terms as job

    show(job.accept(Settings(), term, label, name, language, colour, dry_run), json)


@app.command()
def forecast(profile: ProfileOption = Profile.FAST, limit: LimitOption = 600, json: JsonFlag = False) -> None:
    """Count weekly shares, forecast them a year ahead, and call each trend's stage.

    Example: hemline forecast --profile fast --limit 600
    """
    from analysis.jobs import forecast as job
    from data.store import Store

    show(job.run(Store(Settings()), profile=profile.value, limit=limit), json)


@app.command()
def briefs(
    limit: Annotated[int, typer.Option(min=1, help="At most this many briefs.")] = 12,
    theme: Annotated[
        str,
        typer.Option(help="Only one: a label, style:<n>, term:<word on the rise>, or words such as 'suede jackets'."),
    ] = "",
    season: Annotated[str, typer.Option(help="Such as SS26; the season each theme is for unless given.")] = "",
    market: Annotated[str, typer.Option(help="A region such as GB, or all.")] = "all",
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    tone: Annotated[str, typer.Option(help="plain, warm or editorial.")] = "plain",
    writer: Annotated[str, typer.Option(help="auto, template, hf-writer or api-writer.")] = "auto",
    json: JsonFlag = False,
) -> None:
    """Write a checked design brief for each rising theme, or for one theme.

    Example: hemline briefs --theme "suede jackets" --market GB --language zh --tone warm
    """
    from analysis.briefs.request import Request
    from analysis.jobs import briefs as job
    from data.store import Store

    asked = Request(theme, season, market, language=language, tone=tone)
    show(job.run(Store(Settings()), limit=limit, asked=asked, writer=writer), json)


@app.command()
def backtest(
    files: Annotated[list[Path], typer.Argument(help="Long CSVs with unique_id, ds, y; x for a signal beside.")],
    horizon: Annotated[int, typer.Option(help="Steps ahead.")],
    season: Annotated[int, typer.Option(help="Steps of one season, such as 52; shapes the models.")],
    out: OutOption,
    cutoff: Annotated[
        str | None, typer.Option(help="Last date or step of the history; without it the last H are held out.")
    ] = None,
    scale_season: Annotated[
        int | None, typer.Option(help="Season of the MASE's scale; the season unless given.")
    ] = None,
    bounds: Annotated[
        str | None, typer.Option(help="LO,HI: keep forecasts inside, such as 0,1; none unless given.")
    ] = None,
    profile: ProfileOption = Profile.FAST,
    json: JsonFlag = False,
) -> None:
    """Forecast the held-back end of any long CSV and score it.

    Example: hemline backtest weekly.csv --horizon 52 --season 52 --cutoff 2022-12-26 --out forecasts.csv
    """
    from analysis.jobs import backtest as job

    limits = parse_bounds(bounds)
    scale = season if scale_season is None else scale_season
    result = job.run(files, cutoff, horizon, season, scale, limits, profile.value, out, Settings())
    if json:
        show(result, json)
    else:
        typer.echo(job.table(result))


@app.command()
def styles(json: JsonFlag = False) -> None:
    """Group looks into visual styles, each with its best examples.

    Example: hemline styles
    """
    from analysis.jobs import styles as job
    from data.store import Store

    show(job.run(Store(Settings())), json)


@app.command()
def search(
    words: Annotated[str | None, typer.Argument(help='What to look for, such as "ivory trench coat".')] = None,
    like: Annotated[str | None, typer.Option(help="A picture to match: a file, or the id of a look.")] = None,
    season: Annotated[str | None, typer.Option(help="Only looks of this season, such as SS25.")] = None,
    designer: Annotated[str | None, typer.Option(help="Only looks by this designer.")] = None,
    city: Annotated[str | None, typer.Option(help="Only looks shown in this city.")] = None,
    colour: Annotated[str | None, typer.Option(help="Only looks with this colour, such as red.")] = None,
    weight: Annotated[float, typer.Option(min=0, max=1, help="Of the words against the picture.")] = 0.5,
    most: Annotated[int, typer.Option(min=1, help="At most this many looks.")] = 12,
    json: JsonFlag = False,
) -> None:
    """Find the looks most like words, a picture, or both.

    Example: hemline search "red coat" --season FW25 --like photo.jpg
    """
    from analysis.jobs import search as job
    from analysis.looks.query import Filters
    from data.store import Store

    result = job.run(Store(Settings()), words, like, Filters(season, designer, city, colour), weight, most)
    if json:
        show(result, json)
    else:
        typer.echo(job.table(result))


@app.command()
def thresholds(
    labels: Annotated[Path, typer.Argument(help="CSV with a path and a label of each picture.")],
    root: Annotated[Path | None, typer.Option(help="Folder the paths start from; the CSV's own unless given.")] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="CSV from the set's own names to label ids.")] = None,
    json: JsonFlag = False,
) -> None:
    """Fit how sure the open_clip reader must be of each label, on pictures that people labelled.

    Example: hemline thresholds validation.csv --root photos --map names.csv
    """
    from analysis.jobs import thresholds as job

    show(job.run(labels, root, mapping, Settings()), json)


@evaluate.command("text")
def evaluate_text(
    gold: Annotated[Path, typer.Argument(help="JSONL with post_id, lang, text and tags.")],
    out: OutOption,
    json: JsonFlag = False,
) -> None:
    """Tag the posts of a labelled file, write the predictions, and score them.

    Example: hemline evaluate text gold.jsonl --out predictions.jsonl
    """
    from analysis.jobs import evaluate_text as job

    show(job.run(gold, out), json)


@evaluate.command("images")
def evaluate_images(
    labels: Annotated[Path, typer.Argument(help="CSV with a path and the labels of each picture.")],
    out: OutOption,
    root: Annotated[Path | None, typer.Option(help="Folder the paths start from; the CSV's own unless given.")] = None,
    reader: Annotated[
        str | None, typer.Option(help="Which image reader; the strongest available unless given.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="CSV from the set's own names to label ids; labels.map.csv beside labels.csv."),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Tag the pictures of a labelled file, write the predictions, and score them.

    Example: hemline evaluate images labels.csv --root photos --map names.csv --out predictions.csv
    """
    from analysis.jobs import evaluate_images as job

    show(job.run(labels, root, reader, mapping, out, Settings()), json)


def parse_bounds(text: str | None) -> tuple[float, float] | None:
    """Read `LO,HI` into two numbers.

    Raises:
        BadInput: it is not two numbers with the lower one first.
    """
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise BadInput(f"--bounds '{text}' is not two numbers; give LO,HI such as 0,1.") from None
    if not low < high:
        raise BadInput(f"--bounds '{text}' has no room between its ends; give the lower one first, such as 0,1.")
    return low, high
