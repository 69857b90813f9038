"""Engine: a loaded model that turns a text into a Trace by one forward pass."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub.errors import StrictDataclassError
from torch import nn
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.engine import capture, devices, embedding, run_memory, verification
from explorer.engine.border import border, not_loaded, room_for
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.config_reader import repaired
from explorer.engine.devices import Placement, on_cpu
from explorer.engine.encode import Encoder
from explorer.engine.limits import max_tokens, room, rows_of
from explorer.engine.provenance import made_with, of_pass, traced
from explorer.engine.run_many import Keep, Kept, run_many
from explorer.engine.said import SaysItsModel
from explorer.engine.tokenizer_rules import has_segments, refuse_huge_ids, refuse_nameless
from explorer.engine.unfit import refuse_unfit
from explorer.errors import CheckpointError
from explorer.text import TextInput, TokenizedText, fields_of
from explorer.trace import EmbeddingSum, Trace

transformers_logging.disable_progress_bar()  # one bar a file of weights says nothing to a reader

_loading = threading.Lock()  # transformers' loading switches global defaults while it works


def load(
    model: str | Path | ModelSpec = catalog.BUNDLED_ID,
    *,
    progress: Progress | None = None,
    device: str | None = None,
    dtype: str | None = None,
) -> Engine:
    """Load a model: a known id, any hub id, or a folder. Only safetensors, never remote code.

    ``progress(bytes so far, bytes in all)`` is called while files are fetched from the hub.
    ``device`` is "cpu", "cuda", "cuda:1", "mps" or "auto"; without one EXPLORER_DEVICE decides, and
    without that the fastest there is. ``dtype`` is "float32", "bfloat16" or "float16".
    Raises ModelUnavailable, CheckpointError or DeviceError, each with a sentence for the reader.
    """
    place = devices.placement(device, dtype)
    spec = catalog.resolve(model)
    folder = locate(spec, progress)
    loaded = load_model(folder, AutoModel, spec.label, place)
    return Engine(spec, folder, loaded, load_tokenizer(folder, spec.label))


def share_processor(readers: int) -> None:
    """Divide the processor's cores among so many forward passes at a time.

    On two cores two passes of one thread each serve a class faster than one after the other.
    """
    cores = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)  # a set limit holds
    torch.set_num_threads(max(1, cores // readers))


def load_model(
    folder: Path, auto_class: Any, label: str, place: Placement | None = None
) -> nn.Module:
    """A model in evaluation mode that tells the recorder what it attends to.

    ``auto_class`` is AutoModel or one of transformers' AutoModelFor... classes. The names of
    weights that the checkpoint lacks stand in ``model.missing_weights``. Raises CheckpointError,
    also where the weights do not fit into the memory that is free.
    """
    place = place or devices.placement()
    devices.require_room(folder, label, place)
    options = _options(folder, place)
    remedy = "check the folder, or choose another model"
    with _loading, border(not_loaded(folder, label), remedy):
        options |= repaired(folder)
        try:
            model, info = auto_class.from_pretrained(
                folder, attn_implementation=capture.ATTENTION, **options
            )
        except (ValueError, ImportError, StrictDataclassError, KeyError) as error:
            # The last one: classes of attention chosen from a table by name (Falcon, GPT-J).
            if not any(word in str(error) for word in ("attention", capture.ATTENTION, "attn")):
                raise
            model, info = auto_class.from_pretrained(folder, attn_implementation="eager", **options)
    if not all(torch.isfinite(weight.sum(dtype=torch.float32)) for weight in model.parameters()):
        raise CheckpointError(
            f"The weights of “{label}” hold numbers that are not finite (NaN or infinite), so "
            "nothing can be computed with them: save the checkpoint again, or choose another model."
        )
    model.missing_weights = frozenset(info["missing_keys"]) - _computed(model)
    embedding.add_hooks(model.base_model)
    return model.to(place.device).eval()


def _options(folder: Path, place: Placement) -> dict[str, Any]:
    """What every loading of weights is told."""
    options: dict[str, Any] = {
        "use_safetensors": True,
        "trust_remote_code": False,
        "local_files_only": True,
        "dtype": place.dtype,
        "output_loading_info": True,
    }
    if (folder / "adapter_config.json").is_file():
        # Where the package peft is installed transformers would apply the adapter beside the
        # weights; looked for in a folder that is not there, it is left alone, as the notice says.
        options["adapter_kwargs"] = {"subfolder": "no adapter"}
    return options


def _computed(model: nn.Module) -> set[str]:
    """Weights that a model computes itself and need not save, such as Marian's sinusoids."""
    tables: list[tuple[str, Any]] = [
        (name, module) for name, module in model.named_modules() if hasattr(module, "create_weight")
    ]
    return {
        f"{name}.weight"
        for name, table in tables
        if torch.equal(table.weight, table.create_weight().to(table.weight))
    }


def load_tokenizer(folder: Path, label: str = "") -> Any:
    """transformers' tokenizer of a folder. Raises CheckpointError."""
    what = f"The tokenizer of “{label or folder.name}” could not be loaded"
    remedy = "save it again with save_pretrained of a recent transformers, or choose another model"
    refuse_huge_ids(folder, label)
    with _loading, border(what, remedy):
        tokenizer = AutoTokenizer.from_pretrained(
            folder, trust_remote_code=False, local_files_only=True, **repaired(folder)
        )
    refuse_nameless(tokenizer, label or folder.name)
    return tokenizer


class Engine(SaysItsModel):
    """A model, its tokenizer, and one way through them: ``run``. Shared by threads, never changed.

    ``model`` and ``tokenizer`` are transformers' own objects, for what has no Trace.
    """

    def __init__(self, spec: ModelSpec, folder: Path, model: Any, tokenizer: Any) -> None:
        """Wrap a loaded model; ``load`` is the usual way to get one. Raises CheckpointError."""
        self.folder = folder
        self.model = model
        self.tokenizer = tokenizer
        self.encoder = Encoder(tokenizer, rows_of(model))
        self.config = model.config
        self.body = model.base_model
        refuse_unfit(spec, model)
        accepted = inspect.signature(self.body.forward).parameters
        self.segments = "token_type_ids" in accepted and has_segments(self.config, tokenizer)
        self._options: dict[str, Any] = {"output_hidden_states": True}
        if "use_cache" in accepted:
            self._options["use_cache"] = False
        trusted = spec.source == "bundled"  # its sha256 is known; held against eager in the tests
        ids, side = verification.sample(self.encoder, 8 if trusted else room(self.config))
        self._tried = len(ids)
        check = verification.Check(model, spec.label, self.inputs(ids, side), self._options)
        self.capture_plan = check.capture_plan(trusted=trusted)
        self.captures = self.capture_plan.captures
        self._options |= self.capture_plan.options
        self.spec = replace(
            traced(spec, folder), max_tokens=max_tokens(self.capture_plan, self.config)
        )
        self.made_with = made_with(model)

    def run(
        self,
        text: str | TextInput,
        pair: str | None = None,
        *,
        words: Iterable[str] | None = None,
        special_tokens: bool = True,
    ) -> Trace:
        """One forward pass over one text, a pair, or words already split (``text`` is then "").

        Texts over ``spec.max_tokens`` are cut; the Trace says what went. Raises InputError.
        """
        return self._pass(_source(text, pair, words, special_tokens), self.body)[0]

    def run_many(
        self, texts: Iterable[str | TextInput], *, keep: Keep = "all", batch_size: int = 32
    ) -> Iterator[Kept]:
        """What ``run`` gives for each text, in order, computed in batches as they are asked for.

        ``keep``: "all" (a Trace), "hidden" (TokenStates), "attention" (TokenWeights).
        """
        return run_many(self, texts, keep=keep, batch_size=batch_size)

    def run_body(self, source: TextInput) -> tuple[Trace, Any]:
        """The same pass with transformers' own output beside the Trace. Raises InputError."""
        return self._pass(source, self.body)

    def run_head(self, source: TextInput) -> tuple[Trace, Any]:
        """The same pass through the whole model, head included, where it was loaded with one.

        Returns the Trace and transformers' own output, with its logits. Raises InputError.
        """
        return self._pass(source, self.model)

    def _pass(self, source: TextInput, module: nn.Module) -> tuple[Trace, Any]:
        return self._pass_tokens(self.encoder.encode(source, self.spec.max_tokens), module)

    def run_tokens(self, encoded: TokenizedText) -> Trace:
        """``run`` of a text in tokens. Raises InputError."""
        return self._pass_tokens(encoded, self.body)[0]

    def run_head_tokens(self, encoded: TokenizedText) -> tuple[Trace, Any]:
        """``run_head`` of a text in tokens, such as one that a model went on writing."""
        return self._pass_tokens(encoded, self.model)

    def _pass_tokens(self, encoded: TokenizedText, module: nn.Module) -> tuple[Trace, Any]:
        run_memory.require_room(self.config, self.capture_plan, encoded.num_tokens)
        segment = np.zeros_like(encoded.side)
        if self.segments:
            segment = self.encoder.segments(encoded)
        length = encoded.num_tokens if encoded.num_tokens > self._tried else None
        with torch.inference_mode(), capture.record() as recorder, room_for(self.spec, length):
            output = module(**self.inputs(encoded.ids, segment), **self._options)
        return self._trace(encoded, segment, output, recorder), output

    @property
    def device(self) -> torch.device:
        """Where the model's weights lie; inputs go there, a Trace comes back to the CPU."""
        return self.model.device

    def memory(self, tokens: int) -> run_memory.RunMemory:
        """Bytes that the run of a text of so many tokens takes, and what its Trace then holds.

        Raises InputError where ``tokens`` is no whole number from 1 on.
        """
        return run_memory.run_memory(self.config, self.capture_plan, tokens)

    @property
    def nbytes(self) -> int:
        """Bytes of the model's parameters; caches are bounded by this."""
        return sum(weight.nbytes for weight in self.model.parameters())

    def inputs(self, ids: np.ndarray, segment: np.ndarray) -> dict[str, torch.Tensor]:
        """What goes into the model: a batch of one, no padding, hence no mask."""
        inputs = {"input_ids": torch.tensor(ids, device=self.device)[None]}  # (1, T)
        if self.segments:
            inputs["token_type_ids"] = torch.tensor(segment, device=self.device)[None]  # (1, T)
        return inputs

    def _trace(
        self,
        encoded: TokenizedText,
        segment: np.ndarray,
        output: Any,
        recorder: capture.Recorder,
    ) -> Trace:
        hidden = on_cpu(torch.cat(output.hidden_states))  # (L+1, T, D)
        return Trace(
            **fields_of(encoded),
            spec=self.spec,
            segment=segment,
            hidden=hidden,
            layers=self.capture_plan.layers(recorder, output),
            embedding=self._embedding(recorder, encoded.ids, hidden[0]),
            made_with=of_pass(self.made_with),
        )

    def _embedding(
        self, recorder: capture.Recorder, ids: np.ndarray, state: np.ndarray
    ) -> EmbeddingSum:
        """The embedding sum, empty where it does not give the first state (T, D).

        Asked for each text: ESM scales its words anew where some of them are masked.
        """
        if not self.capture_plan.embedding:
            return EmbeddingSum((), ())
        found = embedding.embedding_sum(recorder, ids)
        close = devices.tolerance(self.model.dtype)
        return found if verification.adds_up(found, state, close) else EmbeddingSum((), ())


def _source(
    text: str | TextInput, pair: str | None, words: Iterable[str] | None, special_tokens: bool
) -> TextInput:
    if isinstance(text, TextInput):
        return text
    if words is not None:
        return TextInput.from_words(words, special_tokens=special_tokens)
    return TextInput(text, pair, special_tokens=special_tokens)
