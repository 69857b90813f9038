"""Seq2SeqEngine: an encoder-decoder that reads a text while its decoder is given another.

Teacher forcing (``run``): the decoder's text is the reader's, shifted right by one behind the start
token, as in training. ``generate`` lets the model write the text itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoModelForSeq2SeqLM
from transformers.models.auto.modeling_auto import MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.engine import capture, devices, generation, run_memory
from explorer.engine.backend import in_target_mode
from explorer.engine.border import border, not_loaded, room_for
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.config_reader import read_config
from explorer.engine.config_rules import saved_as
from explorer.engine.devices import on_cpu
from explorer.engine.encode import Encoder
from explorer.engine.limits import limit_of_both
from explorer.engine.provenance import made_with, traced
from explorer.engine.run import load_model, load_tokenizer
from explorer.engine.said import SaysItsModel
from explorer.engine.seq2seq_check import seq2seq_plan
from explorer.errors import CheckpointError
from explorer.measures.tokens import readable
from explorer.seq2seq import Generation, Seq2SeqTrace
from explorer.text import TextInput, TokenizedText


def load_seq2seq(
    model: str | Path | ModelSpec = catalog.WRITER_ID,
    *,
    progress: Progress | None = None,
    device: str | None = None,
    dtype: str | None = None,
) -> Seq2SeqEngine:
    """Load an encoder-decoder such as T5, BART or Marian: an id of the hub, or a folder.

    Without one it is the small teaching model, which writes dates and numbers in figures. Only
    safetensors, never remote code. ``device`` and ``dtype`` as for ``explorer.load``. Raises
    ModelUnavailable, CheckpointError or DeviceError.
    """
    place = devices.placement(device, dtype)
    spec = catalog.resolve(model)
    folder = locate(spec, progress)
    loaded = load_model(folder, _auto_class(folder), spec.label, place)
    return Seq2SeqEngine(spec, folder, loaded, load_tokenizer(folder, spec.label))


_WRITERS = frozenset(MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES.values())


def _auto_class(folder: Path) -> Any:
    """With the layer that writes tokens where the checkpoint was saved with it, else without."""
    with border(not_loaded(folder, folder.name), "check the folder, or choose another model"):
        config = read_config(folder)
    named = set(saved_as(getattr(config, "architectures", None)))
    return AutoModelForSeq2SeqLM if named & _WRITERS else AutoModel


class Seq2SeqEngine(SaysItsModel):
    """A model, its tokenizer, and two ways through them: ``run`` and ``generate``.

    Shared by threads. ``writer`` is the model with its language-model head; None without one.
    """

    def __init__(self, spec: ModelSpec, folder: Path, model: Any, tokenizer: Any) -> None:
        """Wrap a loaded model; ``load_seq2seq`` is the usual way. Raises CheckpointError."""
        self.writer = model if type(model).__name__ in _WRITERS else None
        self.model = _body(model)
        self.tokenizer = tokenizer
        self.encoder = Encoder(tokenizer)
        writer = in_target_mode(tokenizer)
        self.target_encoder = self.encoder if writer is tokenizer else Encoder(writer)
        self.start_token = _start_token(spec, self.model)
        self.spec = replace(traced(spec, folder), max_tokens=limit_of_both(model.config))
        self.made_with = made_with(model)
        self.nbytes = sum(weight.nbytes for weight in model.parameters())  # shared ones once
        self.plan = seq2seq_plan(self)
        most = min(self.spec.max_tokens, self.plan.positions or self.spec.max_tokens)
        self.spec = replace(self.spec, max_tokens=most)

    def run(self, source: str | TextInput, target: str | TextInput) -> Seq2SeqTrace:
        """One forward pass: the encoder reads ``source``, the decoder is given ``target``.

        Raises InputError when one of them cannot be read.
        """
        written = self.shifted(self.target_encoder.encode(_text(target), self.spec.max_tokens))
        return self.run_tokens(self.read(source), written)

    def generate(
        self, source: str | TextInput, *, beams: int = 1, most_tokens: int = generation.MOST_TOKENS
    ) -> Generation:
        """What the model writes for ``source``, token by token, and where it looked.

        ``beams`` is the number of hypotheses that are kept (1: greedy); it stops at its end mark,
        or after ``most_tokens``. Raises InputError, or CheckpointError without a head that writes.
        """
        return generation.generate(self, self.read(source), beams=beams, most_tokens=most_tokens)

    def read(self, source: str | TextInput) -> TokenizedText:
        """The source as the encoder reads it, cut at its limit. Raises InputError."""
        return self.encoder.encode(_text(source), self.spec.max_tokens)

    def run_tokens(self, encoded: TokenizedText, written: TokenizedText) -> Seq2SeqTrace:
        """The same pass over texts in tokens; the decoder's begins with the start token."""
        counts = encoded.num_tokens, written.num_tokens
        run_memory.require_room_for_two(self.plan, *counts)
        longer = max(counts) if max(counts) > self.plan.tried else None
        device = self.model.device
        with torch.inference_mode(), capture.record() as recorder, room_for(self.spec, longer):
            output = self.model(
                input_ids=torch.tensor(encoded.ids, device=device)[None],  # (1, S)
                decoder_input_ids=torch.tensor(written.ids, device=device)[None],  # (1, T)
                use_cache=False,
                output_hidden_states=True,
                output_attentions=not self.plan.captures,
            )
        encoder, decoder, cross = self.plan.layers(recorder, output)
        return Seq2SeqTrace(
            spec=self.spec,
            source=encoded,
            target=written,
            encoder=encoder,
            decoder=decoder,
            cross=cross,
            encoder_hidden=on_cpu(torch.cat(output.encoder_hidden_states)),  # (L+1, S, D)
            decoder_hidden=on_cpu(torch.cat(output.decoder_hidden_states)),  # (L+1, T, D)
            made_with=self.made_with,
        )

    def shifted(self, text: TokenizedText) -> TokenizedText:
        """The decoder's input: the start token, then the text without its last end mark."""
        keep = slice(0, -1 if text.special[-1] else None)
        number = self.start_token
        start = self.target_encoder.backend.id_to_token(number) or f"⟨{number}⟩"
        return replace(
            text,
            tokens=(start, *text.tokens[keep]),
            labels=(readable(start, self.encoder.style), *text.labels[keep]),
            ids=np.append(self.start_token, text.ids[keep]),
            side=np.append(0, text.side[keep]),
            special=np.append(True, text.special[keep]),
            word=np.append(-1, text.word[keep]),
            offsets=np.concatenate([np.zeros((1, 2), np.int64), text.offsets[keep]]),
        )


def _body(model: Any) -> Any:
    """The model without its head, whose passes are captured; T5 has head and stacks in one."""
    body = model.base_model
    if body is not model:
        body.missing_weights = model.missing_weights
    return body


def _start_token(spec: ModelSpec, model: Any) -> int:
    """The token that starts the decoder's text. Raises CheckpointError for other models."""
    config = model.config
    if not getattr(config, "is_encoder_decoder", False):
        raise CheckpointError(
            f"“{spec.label}” is no encoder-decoder: open it with explorer.load instead."
        )
    if model.missing_weights:
        lacking = sorted(model.missing_weights)
        raise CheckpointError(
            f"“{spec.label}” lacks {len(lacking)} of its weights ({lacking[0]}, ...), which would "
            "be random numbers: give a complete checkpoint."
        )
    start = getattr(config, "decoder_start_token_id", None)
    start = getattr(config, "pad_token_id", None) if start is None else start
    if start is None:
        raise CheckpointError(
            f"“{spec.label}” does not say which token its decoder starts with: choose another."
        )
    rows = int(model.get_input_embeddings().num_embeddings)
    if not 0 <= int(start) < rows:
        raise CheckpointError(
            f"The decoder of “{spec.label}” starts with token {start}, and its table "
            f"holds {rows:,}: give decoder_start_token_id in config.json a token that is there."
        )
    return int(start)


def _text(text: str | TextInput) -> TextInput:
    return text if isinstance(text, TextInput) else TextInput(text)
