"""The models by name: imported only when asked for, with a clear sentence when one cannot be had."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from data.errors import MissingPart, UnknownName
from data.settings import Settings

MODELS = {
    "vocabulary": "analysis.text.tags:VocabularyTagger",
    "nli": "analysis.models.nli_tagger:NliTagger",
    "pixel-colour": "analysis.images.colour:PixelColourTagger",
    "clip": "analysis.models.clip.tagger:ClipTagger",
    "pixel-look": "analysis.looks.pixel_look:PixelLook",
    "multilingual": "analysis.models.multilingual_embedder:MultilingualEmbedder",
    "pattern": "analysis.models.pattern.tagger:PatternTagger",
    "garment": "analysis.models.garment.tagger:GarmentTagger",
    "minilm": "analysis.models.minilm_embedder:MiniLMEmbedder",
    "tfidf": "analysis.models.tfidf_embedder:TfidfEmbedder",
    "bertopic": "analysis.models.bertopic_topics:BertopicTopics",
    "seasonal-naive": "analysis.models.naive_forecaster:SeasonalNaive",
    "level": "analysis.models.level_forecaster:LevelForecaster",
    "signal": "analysis.models.signal_forecaster:SignalLevelForecaster",
    "intermittent": "analysis.models.intermittent_forecaster:IntermittentForecaster",
    "harmonic": "analysis.models.harmonic_forecaster:HarmonicForecaster",
    "pooled": "analysis.models.pooled_forecaster:PooledForecaster",
    "stats": "analysis.models.stats_forecaster:StatsForecaster",
    "chronos": "analysis.models.chronos_forecaster:ChronosForecaster",
    "neural": "analysis.models.neural.forecaster:NeuralForecaster",
    "prophet": "analysis.models.prophet_forecaster:ProphetForecaster",
    "template": "analysis.models.template_writer:TemplateWriter",
    "hf-writer": "analysis.models.hf_writer:HfWriter",
    "api-writer": "analysis.models.api_writer:ApiWriter",
}

# For each kind, the strongest first; `auto` takes the first that is available.
PREFERRED = {
    "text": ("nli", "vocabulary"),
    "colour": ("pixel-colour",),
    "pattern": ("pattern",),
    "garment": ("clip", "garment"),
    "look": ("clip", "pixel-look"),
    "embedding": ("multilingual", "minilm", "tfidf"),
    "topics": ("bertopic",),
    "writer": ("api-writer", "hf-writer", "template"),
}

# Models that are used only where a setting names one.
NAMED = {"nli": "text_model", "api-writer": "writer_url", "hf-writer": "writer_model"}


def load(name: str, settings: Settings) -> Any:
    """Import and build the model `name`.

    Raises:
        UnknownName: no such model; the sentence lists the known ones.
        MissingPart: its package or weights are not here; the sentence says how to get them.
    """
    if name not in MODELS:
        raise UnknownName.among("model", name, MODELS)
    module, cls = MODELS[name].split(":")
    try:
        adapter = getattr(import_module(module), cls)
    except ImportError as error:
        raise MissingPart(f"The model '{name}' needs the package '{error.name}'; run 'pip install hemline'.") from error
    return adapter.from_settings(settings)


def auto(kind: str, settings: Settings) -> tuple[Any | None, str | None]:
    """Return the strongest available model of a kind, and a note on what could not be had.

    The note is None when the strongest of all was loaded; the model is None when none is available.
    """
    missing: list[str] = []
    for name in [name for name in PREFERRED[kind] if name not in NAMED or getattr(settings, NAMED[name])]:
        try:
            return load(name, settings), " ".join(missing) or None
        except MissingPart as error:
            missing.append(str(error))
    return None, " ".join(missing) or None
