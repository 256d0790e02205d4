"""Repeats: a post is told by its source and native id, and counted once."""

from __future__ import annotations

import pandas as pd


def first_of_each(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows whose key stands for the first time, in their order; the others are repeats.

    Args:
        frame: one batch; repeats of earlier batches are told by the warehouse, whose primary key is the same.
        key: the column that names the thing, `post_id` or `image_id`.
    """
    return frame.drop_duplicates(key, keep="first", ignore_index=True)
