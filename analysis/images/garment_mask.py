"""Which pixels of a picture belong to the clothes: not the background, not skin, not hair."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import label

from analysis.images.clusters import k_means
from analysis.images.oklab import Floats

Mask = npt.NDArray[np.bool_]

BORDER_SHARE = 0.04  # of the shorter side: the frame that shows the background
BACKGROUND_MODES = 3
MODE_SHARE = 0.12  # of the frame: less is something that touches the edge
TOLERANCE = (0.025, 0.09)  # OKLab distance from a background colour, least and most
SPREADS = 2.0  # tolerated distance in units of the mode's own spread
CLOTHED_MIDDLE = 0.3  # of the picture's middle: a colour of the lower frame that fills so much is clothes cut off
WHITE = 0.97  # OKLab lightness above which a ground is white
SAME = 0.006  # OKLab distance from a white ground below which a gap is ground, not a white shirt
GAP_SHARE = 0.005  # of the figure: less that looks like the ground is a dot or a button
MOST_GAPS = 0.25  # of the figure: more that looks like the ground is the garment itself
FOOT_SHARE = 0.12  # of the figure's height: where its shadow lies on the floor
SHADOW_DEPTH, SHADOW_HUE = 0.30, 0.02  # OKLab: how much darker than the ground, and how near its hue
LEAST_GARMENT = 0.02  # of the picture: below it the background was not told apart
RIM_LEFT = 0.5  # of the figure: a figure that would lose more has no inside

# Skin in OKLab: hue in degrees, chroma, lightness. Wide, because it only counts where a face is.
SKIN_HUE = (28.0, 82.0)
SKIN_CHROMA = (0.025, 0.15)
SKIN_LIGHTNESS = (0.32, 0.95)
SKIN_DISTANCES = (0.10, 0.05)  # from the face's own tone: the second where the first would take the clothes
MOST_SKIN = 0.35  # of the body below the head: more is a coat in the colour of skin
HEAD_SHARE = 0.2  # of the figure's height
FACE_SHARE = 0.12  # of the head zone: less skin than this and there is no face
CUT_SHARE = 0.6  # of the figure's first and last rows: so much skin and it is a body without a head
RIM_ROWS = 2  # a figure that begins so near the picture's first row is cut off there
CUT_ROWS = 0.08  # of the figure's height: what its first and last rows are


def garment_mask(lab: Floats) -> Mask:
    """Return which pixels show clothes.

    The background is what is coloured like the picture's frame and joined to it, and gaps and a floor shadow
    of its colour. Skin is looked for only
    under a face: skin-coloured pixels in the upper, middle part of a figure that stands upright. Then all
    pixels like that face are skin, unless they would be more of the body than clothes leave bare, and all of
    the figure above the chin is hair, face or hat. A figure that begins and ends in skin, cut off by the picture's
    edge, is a body in underwear or swimwear.

    Args:
        lab: OKLab picture, shape (height, width, 3).

    Returns:
        True where there are clothes, shape (height, width); all of what is not background where nothing
        would be left, and the whole picture where even that is empty.
    """
    figure = _without_rim(~_background(lab))
    if figure.mean() < LEAST_GARMENT:
        return np.ones(figure.shape, dtype=bool)
    clothes = figure & ~_person(lab, figure)
    return clothes if clothes.mean() >= LEAST_GARMENT else figure


def _background(lab: Floats) -> Mask:
    """Return the pixels that look like the frame: joined to it, in gaps of the figure, or its shadow on the floor."""
    frame = _frame(lab.shape[0], lab.shape[1])
    modes = _frame_modes(lab, frame)
    like = np.zeros(frame.shape, dtype=bool)
    for centre, tolerance in modes:
        like |= ((lab - centre) ** 2).sum(axis=-1) < tolerance**2
    ground = _joined(like & frame, like)
    gaps = _large(like & ~ground, GAP_SHARE * float((~ground).sum()))
    # Before a white wall a white shirt is as likely as a gap between arm and body, unless it has not even a fold.
    if modes and max(centre[0] for centre, _ in modes) >= WHITE:
        gaps &= _very_like(lab, modes)
    if gaps.sum() <= MOST_GAPS * (~ground).sum():
        ground |= gaps
    found: Mask = ground | _floor_shadow(lab, ~ground, modes)
    return found


def _large(mask: Mask, least: float) -> Mask:
    """Return the parts of a mask that have so many pixels: a white dot on a dress is no gap in it."""
    parts, _ = label(mask)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    large: Mask = (sizes >= max(1.0, least))[parts]
    return large


def _very_like(lab: Floats, modes: list[tuple[Floats, float]]) -> Mask:
    same = np.zeros(lab.shape[:2], dtype=bool)
    for centre, _ in modes:
        same |= ((lab - centre) ** 2).sum(axis=-1) < SAME**2
    return same


def _floor_shadow(lab: Floats, figure: Mask, modes: list[tuple[Floats, float]]) -> Mask:
    """Return the pixels at the figure's foot that have the ground's hue and are somewhat darker."""
    shadow = np.zeros(figure.shape, dtype=bool)
    rows = np.flatnonzero(figure.any(axis=1))
    if len(rows) == 0:
        return shadow
    foot = int(rows[-1] + 1 - FOOT_SHARE * (rows[-1] + 1 - rows[0]))
    for centre, _ in modes:
        off = lab[foot:] - centre
        dark = (off[..., 0] < 0) & (off[..., 0] > -SHADOW_DEPTH)
        shadow[foot:] |= dark & (np.hypot(off[..., 1], off[..., 2]) < SHADOW_HUE)
    found: Mask = shadow & figure
    return found


def _frame(height: int, width: int) -> Mask:
    """Return the pixels of the picture's edge."""
    thick = max(1, round(BORDER_SHARE * min(height, width)))
    frame = np.ones((height, width), dtype=bool)
    frame[thick:-thick, thick:-thick] = False
    return frame


def _frame_modes(lab: Floats, frame: Mask) -> list[tuple[Floats, float]]:
    """Return the colours that take a fair part of the frame, each with the distance still counted as it.

    A colour that shows only in the frame's lower half, and fills the picture's middle, is clothes cut off by the edge.
    """
    pixels = lab[frame]
    upper = np.nonzero(frame)[0] < lab.shape[0] / 2
    centres, assigned = k_means(pixels, np.ones(len(pixels), dtype=np.float32), BACKGROUND_MODES)
    modes = []
    for number, centre in enumerate(centres):
        members = assigned == number
        if members.sum() >= MODE_SHARE * len(pixels):
            spread = float(np.sqrt(((pixels[members] - centre) ** 2).sum(axis=1).mean()))
            tolerance = float(np.clip(SPREADS * spread, *TOLERANCE))
            if upper[members].mean() >= MODE_SHARE or _share_of_middle(lab, centre, tolerance) < CLOTHED_MIDDLE:
                modes.append((centre, tolerance))
    return modes


def _share_of_middle(lab: Floats, centre: Floats, tolerance: float) -> float:
    """Return the share of the picture's middle that has a colour."""
    height, width = lab.shape[:2]
    middle = lab[height // 3 : height - height // 3, width // 3 : width - width // 3]
    return float((((middle - centre) ** 2).sum(axis=-1) < tolerance**2).mean())


def _joined(seed: Mask, among: Mask) -> Mask:
    """Grow the seed through its neighbours among the allowed pixels until it grows no more."""
    grown, size = seed, -1
    while (count := int(grown.sum())) != size:
        size = count
        grown = _swept(_swept(grown, among).T, among.T).T
    return grown


def _swept(grown: Mask, among: Mask) -> Mask:
    """Fill every run of allowed pixels in a row that holds a grown one."""
    starts = np.diff(among.astype(np.int8), axis=1, prepend=0) != 0
    run = np.cumsum(starts.ravel()).reshape(among.shape)
    # A row begins a run of its own even where its first pixel continues the row above.
    run += np.arange(among.shape[0])[:, None]
    hit = np.zeros(int(run.max()) + 1, dtype=bool)
    hit[run[grown]] = True
    filled: Mask = hit[run] & among
    return filled


def _without_rim(figure: Mask) -> Mask:
    """Take off the outermost pixels, in which the background shines through; thin figures stay as they are."""
    inner = figure.copy()
    for axis in (0, 1):
        for step in (1, -1):
            inner &= np.roll(figure, step, axis)
    kept: Mask = inner if inner.sum() >= RIM_LEFT * figure.sum() else figure
    return kept


def _person(lab: Floats, figure: Mask) -> Mask:
    """Return skin and head of the figure, nothing where it shows no face."""
    nothing = np.zeros(figure.shape, dtype=bool)
    face = _face(lab, figure)
    if face is None:
        return _bare_body(lab, figure)
    chin = int(np.flatnonzero(face.any(axis=1))[-1]) + 1
    head, body = nothing.copy(), figure.copy()
    head[:chin] = figure[:chin]
    body[:chin] = False
    tone = np.median(lab[face], axis=0)
    for tolerance in SKIN_DISTANCES:
        skin: Mask = body & _skin_coloured(lab) & (((lab - tone) ** 2).sum(axis=-1) < tolerance**2)
        if skin.sum() <= MOST_SKIN * body.sum():
            head |= skin
            break
    return head


def _face(lab: Floats, figure: Mask) -> Mask | None:
    """Return the skin-coloured pixels in the upper middle of an upright figure, None where they are too few."""
    rows, columns = np.flatnonzero(figure.any(axis=1)), np.flatnonzero(figure.any(axis=0))
    top, height, left, width = rows[0], rows[-1] + 1 - rows[0], columns[0], columns[-1] + 1 - columns[0]
    if height < width:
        return None
    zone = np.zeros(figure.shape, dtype=bool)
    zone[top : top + max(1, round(HEAD_SHARE * height)), left + width // 4 : left + width - width // 4] = True
    face: Mask = zone & figure & _skin_coloured(lab)
    return face if face.any() and face.sum() >= FACE_SHARE * (zone & figure).sum() else None


def _bare_body(lab: Floats, figure: Mask) -> Mask:
    """Return the skin of a figure whose first and last rows are skin, nothing where they are not or it is whole."""
    rows = np.flatnonzero(figure.any(axis=1))
    if rows[0] > RIM_ROWS:
        return np.zeros(figure.shape, dtype=bool)
    thick = max(1, round(CUT_ROWS * (rows[-1] + 1 - rows[0])))
    skin: Mask = figure & _skin_coloured(lab)
    for ends in (slice(rows[0], rows[0] + thick), slice(rows[-1] + 1 - thick, rows[-1] + 1)):
        if skin[ends].sum() < CUT_SHARE * figure[ends].sum():
            return np.zeros(figure.shape, dtype=bool)
    return skin if (figure & ~skin).mean() >= LEAST_GARMENT else np.zeros(figure.shape, dtype=bool)


def _skin_coloured(lab: Floats) -> Mask:
    """Return the pixels whose hue, chroma and lightness could be skin of any tone."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    mask: Mask = _within(hue, SKIN_HUE) & _within(chroma, SKIN_CHROMA) & _within(lab[..., 0], SKIN_LIGHTNESS)
    return mask


def _within(values: Floats, bounds: tuple[float, float]) -> Mask:
    inside: Mask = (values >= bounds[0]) & (values <= bounds[1])
    return inside
