"""Writes briefs with a small instruct model on this machine: Qwen, SmolLM, or any that has a chat template."""

from __future__ import annotations

import json
import logging
import time
from functools import cached_property
from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any, Self

from analysis.briefs import phrases
from analysis.briefs.dialogue import Limits, Messages, NoAnswer, written_with
from analysis.briefs.phrased import phrased
from analysis.briefs.rows import Rows
from analysis.briefs.subjects import BriefFacts
from analysis.briefs.written import Written
from analysis.hub import HubModel
from analysis.protocols import Fingerprint
from data.errors import BadInput, MissingPart
from data.records import short_hash
from data.settings import Settings

VERSION = "1"
MODEL = HubModel(
    kind="writing model",
    config="config.json",
    weights=("model.safetensors", "model.safetensors.index.json"),
    others=(
        "model-*.safetensors", "tokenizer*", "special_tokens*", "added_tokens*", "vocab*", "merges*",
        "chat_template*", "generation_config.json",
    ),
    advice="run 'HEMLINE_DOWNLOAD=1 hemline briefs --writer hf-writer' once where there is a network, set "
    "HEMLINE_WRITER_MODEL to a folder that holds it, or unset it to write by the phrases",
)  # fmt: skip
ANSWER_TOKENS = 700  # of one section
TEMPERATURE = 0.7
SILENCE_S = 0.5  # between two looks at the clock


class HfWriter:
    """Writes briefs section by section with a language model; the phrases write what it cannot.

    The model is loaded with the first brief: on CUDA in bfloat16 where there is one, else on the processor. Its words
    are streamed, so that an answer that is over, or that takes too long, is not waited for.

    Args:
        folder: holds the model's `config.json`, its tokenizer with a chat template, and its weights.
        name: what the model is called in the fingerprint, such as its repository.
        limits: of one brief.
        device: cuda or cpu; the better there is unless given.
    """

    def __init__(self, folder: Path, name: str, limits: Limits, device: str | None = None) -> None:
        self._folder, self._limits, self._device = folder, limits, device
        self._seed = 0
        settings = {"model": name, "temperature": TEMPERATURE}
        version = f"{VERSION}-{phrases.version()}"
        self.fingerprint = Fingerprint("writer", "hf-writer", version, settings, MODEL.weights_hash(folder))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Find the model that `HEMLINE_WRITER_MODEL` names: in its folder, else in the local cache of the hub.

        The network is asked only with `HEMLINE_DOWNLOAD=1`.

        Raises:
            MissingPart: no model is named, or it is not on this machine, or could not be fetched.
        """
        if not settings.writer_model:
            raise MissingPart(
                "No local writer is named; set HEMLINE_WRITER_MODEL to hf-hub:OWNER/NAME, such as "
                "hf-hub:Qwen/Qwen2.5-1.5B-Instruct, or to a folder."
            )
        folder = MODEL.find(settings.writer_model, settings.download)
        return cls(folder, settings.writer_model, Limits(whole_s=settings.writer_limit_s, at_once=1))

    def write(self, facts: BriefFacts, rows: Rows) -> Written:
        """Return a brief in the model's words where the check lets them pass, else in the phrases'."""
        self._seed = int(short_hash(facts.run_id, facts.asked, str(facts.variant)), 16) % 2**31
        _ = self._model  # loading is no part of the brief's time
        return written_with(self._ask, phrased(facts, rows, str(self.fingerprint)), rows, self._limits)

    def _ask(self, messages: Messages, schema: dict[str, Any], left_s: float) -> str:
        """Return the model's words.

        Raises:
            NoAnswer: they did not end in time.
        """
        ends = time.monotonic() + left_s
        words = ""
        streamer, failed = self._begun(messages, schema, left_s)
        while True:
            try:
                words += next(streamer)
            except StopIteration:
                break
            except Empty:
                pass  # nothing came for a while: look at the clock
            if time.monotonic() > ends:
                raise NoAnswer("the model did not finish in time")
        if failed:
            raise NoAnswer(f"the model failed ({type(failed[0]).__name__})")
        return words

    def _begun(self, messages: Messages, schema: dict[str, Any], left_s: float) -> tuple[Any, list[Exception]]:
        """Start to generate on a thread; return what streams the words, and where a failure will stand."""
        from transformers import TextIteratorStreamer

        model, tokenizer = self._model
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=SILENCE_S)
        given = self._prompt(messages, schema)
        failed: list[Exception] = []
        Thread(target=self._generate, args=(model, given, streamer, left_s, failed), daemon=True).start()
        return streamer, failed

    def _prompt(self, messages: Messages, schema: dict[str, Any]) -> Any:
        """Return the messages as the model's own chat template puts them."""
        model, tokenizer = self._model
        asked = f"{messages[-1]['content']}\n\nJSON schema of the answer:\n{json.dumps(schema)}"
        return tokenizer.apply_chat_template(
            [*messages[:-1], {**messages[-1], "content": asked}],
            add_generation_prompt=True, return_tensors="pt", return_dict=True, enable_thinking=False,
        ).to(model.device)  # fmt: skip

    def _generate(self, model: Any, given: Any, streamer: Any, left_s: float, failed: list[Exception]) -> None:
        """Generate until the answer ends, the tokens are used up, or the time is over."""
        import torch

        torch.manual_seed(self._seed)
        try:
            with torch.inference_mode():
                model.generate(
                    **given, streamer=streamer, max_new_tokens=ANSWER_TOKENS, max_time=left_s, do_sample=True,
                    temperature=TEMPERATURE, pad_token_id=model.generation_config.pad_token_id or 0,
                )  # fmt: skip
        except Exception as error:
            failed.append(error)
            streamer.end()

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        """The model on its device, and its tokenizer."""
        import torch
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM, AutoTokenizer

        device = self._device or ("cuda" if torch.cuda.is_available() else "cpu")
        dtype = torch.bfloat16 if device == "cuda" else torch.float32
        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)
            model: Any = AutoModelForCausalLM.from_pretrained(str(self._folder), local_files_only=True, dtype=dtype)
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise BadInput(f"The model in '{self._folder}' cannot be read ({error}); fetch it anew.") from error
        if not tokenizer.chat_template:
            raise BadInput(f"The model in '{self._folder}' has no chat template; name an instruct model.")
        return model.to(device).eval(), tokenizer
