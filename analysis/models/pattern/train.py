"""`python -m analysis.models.pattern.train`: teach the pattern network on drawn swatches and write its weights."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from analysis.models.pattern.crops import CROP_PX, prepared
from analysis.models.pattern.network import PatternNetwork
from analysis.models.pattern.swatches import swatch
from analysis.models.pattern.tagger import CLASSES, WEIGHTS

SEED = 20250101
BATCH = 64
RATE, DECAY, WARM_UP = 4e-3, 1e-3, 0.1
HELD_BACK = 0.1  # of the swatches: they say how well it was learned, and change nothing


def main() -> None:
    """Draw swatches, train, print how many of the held-back ones are told right, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swatches", type=int, default=7_000, help="drawn swatches, as many of each class")
    parser.add_argument("--epochs", type=int, default=9, help="times that every swatch is shown")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the file to write")
    options = parser.parse_args()
    started_s = time.perf_counter()
    crops, classes = drawn(options.swatches, SEED)
    print(f"Drew {len(crops)} swatches in {time.perf_counter() - started_s:.0f} s.", flush=True)
    held = int(HELD_BACK * len(crops))
    network = trained(crops[held:], classes[held:], options.epochs, SEED)
    with torch.inference_mode():
        said = torch.cat([network(part) for part in torch.split(crops[:held], 256)]).argmax(dim=1)
    for number, name in enumerate(CLASSES):
        print(f"{name:8} {float((said == number)[classes[:held] == number].float().mean()):.3f}")
    print(f"all      {float((said == classes[:held]).float().mean()):.3f} of {held} held-back swatches told right")
    save_file({name: tensor.half().contiguous() for name, tensor in network.state_dict().items()}, options.out)
    print(f"Wrote {options.out} ({options.out.stat().st_size:,} bytes) after {time.perf_counter() - started_s:.0f} s.")


def drawn(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return swatches as the network reads them, shape (count, 4, 64, 64), and the number of each one's class."""
    classes = np.arange(count) % len(CLASSES)
    crops = np.empty((count, 4, CROP_PX, CROP_PX), dtype=np.float32)
    for at, number in enumerate(classes):
        crops[at] = prepared([swatch(CLASSES[number], np.random.default_rng([seed, at]))])[0]
    return torch.from_numpy(crops), torch.from_numpy(classes)


def trained(crops: Tensor, classes: Tensor, epochs: int, seed: int) -> PatternNetwork:
    """Return a network taught on swatches, each turned and mirrored anew every time it is shown."""
    torch.manual_seed(seed)
    network = PatternNetwork(len(CLASSES))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = epochs * (len(crops) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=WARM_UP)
    loss = nn.CrossEntropyLoss(label_smoothing=0.05)
    for epoch in range(epochs):
        total = 0.0
        for batch in torch.split(torch.randperm(len(crops))[: len(crops) // BATCH * BATCH], BATCH):
            optimiser.zero_grad()
            off = loss(network(_turned(crops[batch])), classes[batch])
            off.backward()
            optimiser.step()
            schedule.step()
            total += float(off.detach())
        print(f"epoch {epoch + 1} of {epochs}: loss {total / (len(crops) // BATCH):.3f}", flush=True)
    return network.eval()


def _turned(crops: Tensor) -> Tensor:
    """Return a batch turned by a quarter, mirrored, neither or both, and with its colours changed in sign."""
    turned = torch.rot90(crops, int(torch.randint(4, ())), dims=(2, 3))
    turned = turned.flip(3) if torch.rand(()) < 0.5 else turned
    signs = torch.ones(len(crops), 4, 1, 1)
    signs[:, 1:3] = torch.randint(0, 2, (len(crops), 2, 1, 1)) * 2.0 - 1
    return turned * signs


if __name__ == "__main__":
    main()
