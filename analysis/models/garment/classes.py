"""The classes the network tells apart, and the vocabulary's labels that each stands for."""

from __future__ import annotations

# In the order of the network's outputs. The words are those of the photos' labels.
CLASSES = (
    "blazer",
    "blouse",
    "body",
    "dress",
    "hat",
    "hoodie",
    "longsleeve",
    "outwear",
    "pants",
    "polo",
    "shirt",
    "shoes",
    "shorts",
    "skirt",
    "t-shirt",
    "top",
    "undershirt",
)

# What each class is in the vocabulary. The photos do not tell jeans from other trousers, nor a sweater from another
# top with long sleeves: such a class gets the label that covers all of it.
LABELS: dict[str, tuple[str, ...]] = {
    "blazer": ("category:blazer",),
    "blouse": ("category:blouse",),
    "body": ("category:bodysuit",),
    "dress": ("category:dress",),
    "hat": ("category:hat",),
    "hoodie": ("category:hoodie",),
    "longsleeve": ("category:top", "sleeve:long-sleeve"),
    "pants": ("category:trousers",),
    "polo": ("category:polo-shirt",),
    "shirt": ("category:shirt",),
    "shorts": ("category:shorts",),
    "skirt": ("category:skirt",),
    "t-shirt": ("category:t-shirt",),
    "top": ("category:top",),
    "undershirt": ("category:tank-top",),
}

# Two classes have no such label; a second look tells their kinds apart.
KINDS: dict[str, tuple[str, ...]] = {
    "outwear": ("category:coat", "category:jacket", "category:puffer-jacket"),
    "shoes": (
        "category:ballet-flat",
        "category:boot",
        "category:high-heel",
        "category:sandal",
        "category:sneaker",
    ),
}
