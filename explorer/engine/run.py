"""Engine: a loaded model that turns a text into a Trace by one forward pass."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from torch import nn
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.engine import capture
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.encode import Encoder
from explorer.errors import CheckpointError
from explorer.text import TextInput, TokenizedText, fields_of
from explorer.trace import CapturedLayer, Trace, WeightsLayer

MOST_TOKENS = 1024
"""Models without a table of positions could read on for ever; pictures cannot."""

transformers_logging.disable_progress_bar()  # one bar a file of weights says nothing to a reader

_loading = threading.Lock()  # transformers' loading switches global defaults while it works


def load(
    model: str | Path | ModelSpec = catalog.BUNDLED_ID, *, progress: Progress | None = None
) -> Engine:
    """Load a model: a known id, any hub id, or a folder. Only safetensors, never remote code.

    ``progress(bytes so far, bytes in all)`` is called while files are fetched from the hub.
    Raises ModelUnavailable or CheckpointError, each with a sentence for the reader.
    """
    spec = catalog.resolve(model)
    folder = locate(spec, progress)
    return Engine(spec, folder, load_model(folder, AutoModel, spec.label), load_tokenizer(folder))


def share_processor(readers: int) -> None:
    """Divide the processor's cores among so many forward passes at a time.

    On two cores two passes of one thread each serve a class faster than one after the other.
    """
    cores = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)  # a set limit holds
    torch.set_num_threads(max(1, cores // readers))


def load_model(folder: Path, auto_class: Any, label: str) -> nn.Module:
    """A model in evaluation mode that tells the recorder what it attends to.

    ``auto_class`` is AutoModel or one of transformers' AutoModelFor... classes. The names of
    weights that the checkpoint lacks stand in ``model.missing_weights``. Raises CheckpointError.
    """
    options = {
        "use_safetensors": True,
        "trust_remote_code": False,
        "local_files_only": True,
        "dtype": torch.float32,
        "output_loading_info": True,
    }
    with _loading:
        try:
            try:
                model, info = auto_class.from_pretrained(
                    folder, attn_implementation=capture.ATTENTION, **options
                )
            except (ValueError, ImportError) as error:
                if "attn_implementation" not in str(error) and "attention" not in str(error):
                    raise
                model, info = auto_class.from_pretrained(
                    folder, attn_implementation="eager", **options
                )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise CheckpointError(
                f"“{label}” could not be loaded: {_first_line(error)} Check the folder, or choose "
                "another model."
            ) from error
    model.missing_weights = frozenset(info["missing_keys"])
    capture.listen_to_embedding(model.base_model)
    return model.eval()


def load_tokenizer(folder: Path) -> Any:
    """transformers' tokenizer of a folder. Raises CheckpointError."""
    with _loading:
        try:
            return AutoTokenizer.from_pretrained(
                folder, trust_remote_code=False, local_files_only=True
            )
        except (OSError, ValueError, KeyError, ImportError, TypeError) as error:
            raise CheckpointError(
                f"The tokenizer in “{folder.name}” could not be loaded: {_first_line(error)}"
            ) from error


class Engine:
    """A model, its tokenizer, and one way through them: ``run``. Shared by threads, never changed.

    ``model`` and ``tokenizer`` are transformers' own objects, for what has no Trace.
    """

    def __init__(self, spec: ModelSpec, folder: Path, model: Any, tokenizer: Any) -> None:
        """Wrap a loaded model; ``load`` is the usual way to get one. Raises CheckpointError."""
        self.folder = folder
        self.model = model
        self.tokenizer = tokenizer
        self.encoder = Encoder(tokenizer)
        self.config = model.config
        self.body = model.base_model
        _refuse_unfit(spec, model)
        self.spec = replace(spec, max_tokens=_max_tokens(self.body, self.config))
        accepted = inspect.signature(self.body.forward).parameters
        self.segments = (getattr(self.config, "type_vocab_size", 0) or 0) > 1 and (
            "token_type_ids" in accepted
        )
        self._options: dict[str, Any] = {"output_hidden_states": True}
        if "use_cache" in accepted:
            self._options["use_cache"] = False
        self.captures = self._listens()

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

    def run_head(self, source: TextInput) -> tuple[Trace, Any]:
        """The same pass through the whole model, head included, where it was loaded with one.

        Returns the Trace and transformers' own output, with its logits. Raises InputError.
        """
        return self._pass(source, self.model)

    def _pass(self, source: TextInput, module: nn.Module) -> tuple[Trace, Any]:
        encoded = self.encoder.encode(source, self.spec.max_tokens)
        segment = encoded.side if self.segments else np.zeros_like(encoded.side)
        with torch.inference_mode(), capture.record() as recorder:
            output = module(**self._inputs(encoded.ids, segment), **self._options)
        return self._trace(encoded, segment, output, recorder), output

    @property
    def nbytes(self) -> int:
        """Bytes of the model's parameters; caches are bounded by this."""
        return sum(weight.nbytes for weight in self.model.parameters())

    def _inputs(self, ids: np.ndarray, segment: np.ndarray) -> dict[str, torch.Tensor]:
        """What goes into the model: a batch of one, no padding, hence no mask."""
        inputs = {"input_ids": torch.tensor(ids)[None]}  # (1, T)
        if self.segments:
            inputs["token_type_ids"] = torch.tensor(segment)[None]  # (1, T)
        return inputs

    def _trace(
        self,
        encoded: TokenizedText,
        segment: np.ndarray,
        output: Any,
        recorder: capture.Recorder,
    ) -> Trace:
        layers: tuple[CapturedLayer | WeightsLayer, ...] = capture.layers(recorder)
        if not self.captures:
            layers = tuple(WeightsLayer(weights[0].numpy()) for weights in output.attentions)
        return Trace(
            **fields_of(encoded),
            spec=self.spec,
            segment=segment,
            hidden=torch.cat(output.hidden_states).numpy(),  # (L+1, T, D)
            layers=layers,
            embedding=capture.embedding(recorder),
        )

    def _listens(self) -> bool:
        """Whether this architecture tells the recorder each layer; if not, switch it to eager.

        Found out by a pass over two tokens: architectures outside transformers' attention
        interface accept any name and then return nothing at all.
        """
        # Any token but the padding, which transformers would warn about.
        ids = np.full(2, (getattr(self.config, "pad_token_id", 0) or 0) + 1, np.int64)
        with torch.inference_mode(), capture.record() as recorder:
            output = self.body(**self._inputs(ids, np.zeros_like(ids)), **self._options)
        if len(recorder.layers) == len(output.hidden_states) - 1:
            return True
        # Set on the configuration, because these architectures ignore set_attn_implementation; it
        # decides what a padding mask looks like (numbers to add, not True and False).
        self.model.config._attn_implementation = "eager"
        self._options["output_attentions"] = True
        with torch.inference_mode():
            output = self.body(**self._inputs(ids, np.zeros_like(ids)), **self._options)
        if not output.attentions or output.attentions[0] is None:
            raise CheckpointError(
                f"“{self.spec.label}” hands out no attention weights, so there is nothing to show: "
                "choose another model."
            )
        return False


def _source(
    text: str | TextInput, pair: str | None, words: Iterable[str] | None, special_tokens: bool
) -> TextInput:
    if isinstance(text, TextInput):
        return text
    if words is not None:
        return TextInput.from_words(words, special_tokens=special_tokens)
    return TextInput(text, pair, special_tokens=special_tokens)


def _refuse_unfit(spec: ModelSpec, model: Any) -> None:
    """Refuse encoder-decoders, and checkpoints whose body would be random numbers."""
    if getattr(model.config, "is_encoder_decoder", False):
        raise CheckpointError(
            f"“{spec.label}” is an encoder-decoder model, which needs two texts: open it on the "
            "page 'Encoder and decoder', or with explorer.load_seq2seq."
        )
    # A pooler is often left out on saving; nothing that a Trace shows depends on it. Nor does a
    # head: whoever loads one looks at what it lacks.
    body = "" if model.base_model is model else f"{model.base_model_prefix}."
    lacking = sorted(
        name for name in model.missing_weights if name.startswith(body) and "pooler" not in name
    )
    if lacking:
        raise CheckpointError(
            f"“{spec.label}” lacks {len(lacking)} of its weights ({lacking[0]}, ...), which would "
            "be random numbers: give a complete checkpoint."
        )


def _max_tokens(body: nn.Module, config: Any) -> int:
    """How many tokens the table of positions has room for; RoBERTa's begins after the padding."""
    limit = getattr(config, "max_position_embeddings", None) or MOST_TOKENS
    for name, module in body.named_modules():
        if name.endswith("position_embeddings") and isinstance(module, nn.Embedding):
            limit = module.num_embeddings - (
                0 if module.padding_idx is None else module.padding_idx + 1
            )
    return min(limit, MOST_TOKENS)


def _first_line(error: BaseException) -> str:
    """The first sentence of a library's message, without paths of this machine's disk."""
    words = (str(error).splitlines() or [""])[0].split()
    line = " ".join(word for word in words if "/" not in word and "\\" not in word)
    return line[:200] + ("" if line.endswith(".") else ".")
