"""What stands round the trends of the planted season: sources, labels, looks, a brief, and the journal."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from PIL import Image as Picture

from data.settings import Settings
from data.store import Store

NOW = date(2025, 12, 22)
WEEKS = [NOW - timedelta(weeks=156 - n) for n in range(1, 158)]  # the last one is the incomplete week after NOW
MADE = datetime(2025, 12, 29, 6, 0)
LABELS: list[tuple[str, str, str | None, str]] = [
    ("colour:red", "Red", "#B3392F", "rising"),
    ("colour:navy", "Navy", "#1F2A44", "steady"),
    ("colour:camel", "Camel", "#B88A55", "seasonal"),
    ("colour:lilac", "Lilac", "#B9A0C8", "fading"),
    ("colour:white", "White", "#F4F1EA", "seasonal"),
    ("category:trench-coat", "Trench coat", None, "rising"),
    ("category:skinny-jeans", "Skinny jeans", None, "declining"),
    ("category:knitwear", "Knitwear", None, "seasonal"),
    ("category:blazer", "Blazer", None, "steady"),
    ("material:suede", "Suede", None, "emerging"),
    ("material:linen", "Linen", None, "seasonal"),
    ("material:denim", "Denim", None, "steady"),
    ("pattern:stripe", "Stripe", None, "peaking"),
    ("pattern:leopard", "Leopard print", None, "rising"),
    ("pattern:floral", "Floral", None, "declining"),
    ("silhouette:wide-leg", "Wide leg", None, "rising"),
    ("silhouette:oversized", "Oversized", None, "declining"),
    ("detail:ruffle", "Ruffles", None, "fading"),
]
CHINESE = {"Suede": "麂皮"}  # the others have no Chinese name
REGIONS = ("all", "GB", "US", "FR")
DANGEROUS = '=HYPERLINK("http://127.0.0.1") <script>alert(1)</script> **bold** :red[x] [link](http://127.0.0.1) $x$'


def add_sources(store: Store, is_sample: bool) -> None:
    """Add three sources, and posts enough for their coverage."""
    rows = [
        ("bluesky", "posts", "Bluesky posts"),
        ("mastodon", "posts", "Mastodon posts"),
        ("runway", "images", "Runway looks"),
    ]
    store.add(
        "source",
        pd.DataFrame(
            [
                {"source": name, "kind": kind, "title": title, "is_sample": is_sample, "added_at": MADE}
                for name, kind, title in rows
            ]
        ),
    )
    rng = np.random.default_rng(0)
    posts = [
        (n, week, "bluesky" if rng.random() < 0.7 else "mastodon", ("GB", "US", "FR", None)[n % 4])
        for n, week in enumerate(week for week in WEEKS for _ in range(12))
    ]
    store.add(
        "post",
        pd.DataFrame(
            [
                {
                    "post_id": f"post{n:06d}",
                    "source": source,
                    "native_id": str(n),
                    "posted_at": datetime.combine(week, datetime.min.time()),
                    "week": week,
                    "author": f"a{n % 700}",
                    "language": "fr" if region == "FR" else "en",
                    "region": region,
                    "text": "a post",
                    "text_hash": f"h{n}",
                    "engagement": n % 40,
                }
                for n, week, source, region in posts
            ]
        ),
    )


def add_labels(store: Store, labels: list[tuple[str, str, str | None, str]]) -> None:
    """Add the labels."""
    store.add(
        "label",
        pd.DataFrame(
            [
                {
                    "label_id": key,
                    "facet": key.split(":")[0],
                    "name": name,
                    "names": json.dumps({"en": name} | ({"zh": CHINESE[name]} if name in CHINESE else {})),
                    "hex": colour,
                    "origin": "vocabulary",
                }
                for key, name, colour, _ in labels
            ]
        ),
    )


def add_looks(store: Store, settings: Settings) -> None:
    """Add 24 drawn looks with thumbnails, labels and palettes."""
    colours = [(key, colour) for key, _, colour, _ in LABELS if colour]
    store.add(
        "reader",
        pd.DataFrame(
            [
                {
                    "reader": "pixel-colour@1",
                    "kind": "colour",
                    "name": "pixel-colour",
                    "version": "1",
                    "settings": "{}",
                    "active": True,
                    "added_at": MADE,
                },
                {
                    "reader": "vocabulary@1",
                    "kind": "text",
                    "name": "vocabulary",
                    "version": "1",
                    "settings": "{}",
                    "active": True,
                    "added_at": MADE,
                },
            ]
        ),
    )
    looks, tags = [], []
    for n in range(24):
        sha, main, second = f"{n:02x}" + "0" * 62, colours[n % len(colours)], colours[(n + 2) % len(colours)]
        height = 320 if n % 3 else 240
        _draw(settings, sha, (213, height), main[1], second[1])
        looks.append(
            {
                "image_id": f"look{n:04d}",
                "sha256": sha,
                "source": "runway",
                "path": "/nowhere.jpg",
                "width": 640,
                "height": height * 3,
                "designer": ("Atelier Vane", "Marrow & Finch", "Odile Serre")[n % 3],
                "season": ("SS25", "FW25")[n % 2],
                "year": 2025,
                "city": "Paris",
                "look": n + 1,
            }
        )
        tags += [
            {
                "reader": "pixel-colour@1",
                "subject_id": f"look{n:04d}",
                "subject_kind": "image",
                "label_id": key,
                "polarity": "neutral",
                "score": area,
                "evidence": colour,
            }
            for (key, colour), area in ((main, 0.62), (second, 0.2))
        ]
    store.add("image", pd.DataFrame(looks))
    store.add("tag", pd.DataFrame(tags))


def _draw(settings: Settings, sha: str, size: tuple[int, int], coat: str, skirt: str) -> None:
    """Draw a figure in two colours as the thumbnail of `sha`."""
    picture = Picture.new("RGB", size, "#E7E1D6")
    picture.paste(coat, (size[0] // 3, size[1] // 5, 2 * size[0] // 3, size[1] // 2))
    picture.paste(skirt, (size[0] // 3 - 12, size[1] // 2, 2 * size[0] // 3 + 12, size[1] - 30))
    path = settings.thumbs / sha[:2] / f"{sha}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=85)


def add_brief(store: Store) -> None:
    """Add one design brief."""
    series_id = "colour:red|all|all|all|all"
    claim = {
        "text": "Red is seen in more posts than a year ago.",
        "label_ids": ["colour:red"],
        "evidence_ids": [f"t-{series_id}", "p-0-1:colour:red"],
        "numbers": [],
    }
    body = {
        "story": [claim],
        "why_now": [claim],
        "palette": [
            {"label_id": "colour:red", "hex": "#B3392F", "area": 0.6, "evidence_ids": ["i-0:colour:red"]},
            {"label_id": "colour:camel", "hex": "#B88A55", "area": 0.25, "evidence_ids": []},
            {"label_id": "colour:white", "hex": "#F4F1EA", "area": 0.15, "evidence_ids": []},
        ],
        "looks": ["look0000", "look0005"],
        "silhouettes": [claim],
        "materials": [claim],
        "leave_out": [],
        "risks": [claim],
    }
    store.add(
        "brief",
        pd.DataFrame(
            [
                {
                    "brief_id": "brief-1",
                    "run_id": "run-1",
                    "theme": "colour:red",
                    "season": "SS27",
                    "language": "en",
                    "writer": "template@1",
                    "title": "Red, all over",
                    "body": json.dumps(body),
                    "faithfulness": 1.0,
                }
            ]
        ),
    )


def add_history(store: Store) -> None:
    """Add job runs, a refused row and a new term."""
    store.add(
        "job_run",
        pd.DataFrame(
            [
                {
                    "job_id": str(n),
                    "job": job,
                    "started_at": MADE,
                    "ended_at": MADE + timedelta(seconds=9),
                    "outcome": outcome,
                    "rows_in": 1900,
                    "rows_stored": 1880,
                    "rows_repeat": 15,
                    "rows_rejected": 5,
                    "detail": detail,
                }
                for n, (job, outcome, detail) in enumerate(
                    [
                        ("ingest posts", "done", None),
                        ("tag", "done", "Pictures were read for colour only: the garment weights are not here."),
                        ("forecast", "done", None),
                        ("topics", "failed", "There is nothing to group yet."),
                    ]
                )
            ]
        ),
    )
    store.add(
        "rejected",
        pd.DataFrame(
            [
                {
                    "rejected_id": f"r{n}",
                    "source": "bluesky",
                    "place": f"posts.jsonl line {n}",
                    "reason": "unreadable date",
                    "fields": '{"date": "=soon"}',
                    "rejected_at": MADE,
                }
                for n in range(5)
            ]
        ),
    )
    store.add(
        "repeat",
        pd.DataFrame(
            [
                {"post_id": f"post{n:06d}", "week": WEEKS[0], "kind": kind, "of_post_id": "post000000"}
                for n, kind in enumerate(["burst", "near", "near"], 1)
            ]
        ),
    )
    store.add(
        "emerging_term",
        pd.DataFrame(
            [
                {
                    "term": "barrel leg",
                    "region": "all",
                    "kind": "phrase",
                    "first_seen": NOW - timedelta(weeks=9),
                    "authors_recent": 31,
                    "authors_before": 2,
                    "share_recent": 0.01,
                    "share_before": 0.0002,
                    "q_value": 0.001,
                    "post_ids": "[]",
                }
            ]
        ),
    )
    topic = {"topic_id": 1, "model": "minilm-0+bertopic-0", "name": DANGEROUS, "words": "[]", "posts": 2}
    store.add("topic", pd.DataFrame([topic]))
    store.add("post_topic", pd.DataFrame({"post_id": ["post000000", "post000001"], "topic_id": 1}))


def add_companions(store: Store) -> None:
    """Add what some labels are shown with: one sure pair, one of few people, one of chance, one that is one word."""
    sizes = {"material:suede": 174, "category:trench-coat": 218, "colour:camel": 40, "detail:ruffle": 9,
             "colour:navy": 300, "material:denim": 50, "category:skinny-jeans": 52}  # fmt: skip
    people = pd.DataFrame({"label_id": list(sizes), "authors": list(sizes.values()), "everyone": 2622})
    store.add("label_people", people)
    pairs = [
        ("material:suede", "category:trench-coat", 61, 38), ("material:suede", "colour:camel", 12, 2),
        ("material:suede", "detail:ruffle", 3, 0), ("material:suede", "colour:navy", 21, 25),
        ("material:denim", "category:skinny-jeans", 48, 50), ("colour:navy", "material:suede", 21, 25),
    ]  # fmt: skip
    rows = [
        {"label_id": one, "with_label_id": other, "authors": both, "before": before,
         "pairs": sizes[one], "with_pairs": sizes[other], "all_pairs": 2622,
         "lift": both * 2622 / (sizes[one] * sizes[other])}
        for one, other, both, before in pairs
    ]  # fmt: skip
    store.add("companion", pd.DataFrame(rows))
