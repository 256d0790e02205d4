"""How a network is trained on windows, and what several of them say on average."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from analysis.forecasts.cores import spread
from analysis.models.neural.networks import Beside
from analysis.models.neural.windows import Pool, Seen, Sizes, seen

Floats = npt.NDArray[np.float64]

WARM_UP = 0.1  # share of the steps over which the learning rate rises
LONGEST_STEP = 1.0  # gradients are shortened to this norm
STEP_S = 0.008  # a step of training takes about so long on one core


@dataclass(frozen=True)
class Recipe:
    """How one network is trained.

    Attributes:
        steps: of the optimiser, whatever the number of series.
        batch: windows in a step.
        rate: highest learning rate.
        decay: of the weights.
        shortened: share of the windows of which only the last part is shown, as if the series had begun later.
        noise: standard deviation of what is added to the steps that the network sees, in spreads.
    """

    steps: int
    batch: int
    rate: float
    decay: float
    shortened: float
    noise: float


def averaged(
    make: Callable[[Sizes], nn.Module], pool: Pool, recipe: Recipe, members: int, seed: int, latest: Seen
) -> Floats:
    """Train several networks that differ only in their chance, and return the mean of what they say.

    Args:
        make: builds an untrained network; how all series together went is laid beside it.
        pool: windows to learn from.
        recipe: how to train.
        members: networks to train.
        seed: of the first one; the others count on.
        latest: the windows to continue.

    Returns:
        In the unit of the windows, shape (windows, horizon).
    """
    tasks = ((_member, (make, pool, recipe, seed + member, latest)) for member in range(members))
    seconds = 0.0 if _device() == "cuda" else STEP_S * recipe.steps * members  # one device is not shared out
    said = list(spread(tasks, seconds))
    return np.asarray(latest.level + latest.spread * np.mean(said, axis=0))


def _member(make: Callable[[Sizes], nn.Module], pool: Pool, recipe: Recipe, seed: int, latest: Seen) -> Floats:
    with _one_thread(), torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Beside(make(pool.sizes), pool.sizes).to(_device())
        _train(network, pool, recipe, np.random.default_rng(seed))
    network.eval()
    with _one_thread(), torch.inference_mode():
        return np.asarray(network(_tensor(latest.steps), _tensor(latest.market)).double().cpu().numpy())


def _train(network: nn.Module, pool: Pool, recipe: Recipe, rng: np.random.Generator) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.steps, pct_start=WARM_UP, cycle_momentum=False
    )
    network.train()
    for _ in range(recipe.steps):
        loss = _loss(network, pool, recipe, rng)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
        optimiser.step()
        schedule.step()


def _loss(network: nn.Module, pool: Pool, recipe: Recipe, rng: np.random.Generator) -> Tensor:
    """Return the mean absolute error of one batch in units of the series' scale: what MASE measures."""
    look = pool.sizes.look
    windows, market = pool.draw(recipe.batch, rng)
    given = seen(_shortened(windows[:, :look], pool.sizes, recipe.shortened, rng), market, pool.sizes)
    came = (windows[:, look:] - given.level) / given.spread
    blurred = given.steps + recipe.noise * rng.standard_normal(given.steps.shape, dtype=np.float32)
    error = (network(_tensor(blurred), _tensor(given.market)) - _tensor(came)).abs()
    return torch.as_tensor((error * _tensor(given.spread)).mean())


def _shortened(windows: Floats, sizes: Sizes, share: float, rng: np.random.Generator) -> Floats:
    first = rng.integers(0, sizes.look - sizes.span + 1, len(windows)) * (rng.random(len(windows)) < share)
    return np.where(np.arange(sizes.look) < first[:, None], np.nan, windows)


def _tensor(values: npt.NDArray[np.floating]) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(_device())


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def _one_thread() -> Iterator[None]:
    """Add up in one order whatever the machine: small networks gain little from more threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
