"""Seq2SeqEngine: an encoder-decoder that reads a text while its decoder is given another.

Teacher forcing: the decoder's text is the reader's, shifted right by one behind the start token,
as in training; nothing is generated.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModel

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.engine import capture, devices, run_memory
from explorer.engine.backend import in_target_mode
from explorer.engine.checkpoint import Progress, locate
from explorer.engine.devices import on_cpu
from explorer.engine.encode import Encoder
from explorer.engine.limits import position_limit
from explorer.engine.provenance import made_with, traced
from explorer.engine.run import load_model, load_tokenizer
from explorer.engine.said import SaysItsModel
from explorer.engine.seq2seq_check import refuse_other_numbers
from explorer.errors import CheckpointError
from explorer.measures.tokens import readable
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput, TokenizedText


def load_seq2seq(
    model: str | Path | ModelSpec,
    *,
    progress: Progress | None = None,
    device: str | None = None,
    dtype: str | None = None,
) -> Seq2SeqEngine:
    """Load an encoder-decoder such as T5, BART or Marian: an id of the hub, or a folder.

    Only safetensors, never remote code. ``device`` and ``dtype`` as for ``explorer.load``. Raises
    ModelUnavailable, CheckpointError or DeviceError.
    """
    place = devices.placement(device, dtype)
    spec = catalog.resolve(model)
    folder = locate(spec, progress)
    loaded = load_model(folder, AutoModel, spec.label, place)
    return Seq2SeqEngine(spec, folder, loaded, load_tokenizer(folder, spec.label))


class Seq2SeqEngine(SaysItsModel):
    """A model, its tokenizer, and one way through them: ``run``. Shared by threads."""

    def __init__(self, spec: ModelSpec, folder: Path, model: Any, tokenizer: Any) -> None:
        """Wrap a loaded model; ``load_seq2seq`` is the usual way. Raises CheckpointError."""
        self.model = model
        self.tokenizer = tokenizer
        self.encoder = Encoder(tokenizer)
        writer = in_target_mode(tokenizer)
        self.target_encoder = self.encoder if writer is tokenizer else Encoder(writer)
        self.start_token = _start_token(spec, model)
        self.spec = replace(traced(spec, folder), max_tokens=position_limit(model.config))
        self.made_with = made_with(model)
        self.nbytes = sum(weight.nbytes for weight in model.parameters())
        refuse_other_numbers(self)

    def run(self, source: str | TextInput, target: str | TextInput) -> Seq2SeqTrace:
        """One forward pass: the encoder reads ``source``, the decoder is given ``target``.

        Raises InputError when one of them cannot be read.
        """
        encoded = self.encoder.encode(_text(source), self.spec.max_tokens)
        written = self._shifted(self.target_encoder.encode(_text(target), self.spec.max_tokens))
        run_memory.require_room_for_two(self.model.config, encoded.num_tokens, written.num_tokens)
        device = self.model.device
        with torch.inference_mode(), capture.record() as recorder:
            output = self.model(
                input_ids=torch.tensor(encoded.ids, device=device)[None],  # (1, S)
                decoder_input_ids=torch.tensor(written.ids, device=device)[None],  # (1, T)
                use_cache=False,
                output_hidden_states=True,
            )
        layers = capture.layers(recorder)
        depth = len(layers) - 2 * self._decoder_layers(len(layers))
        return Seq2SeqTrace(
            spec=self.spec,
            source=encoded,
            target=written,
            encoder=layers[:depth],
            decoder=layers[depth::2],  # each decoder layer looks at itself, then at the source
            cross=layers[depth + 1 :: 2],
            encoder_hidden=on_cpu(torch.cat(output.encoder_hidden_states)),  # (L+1, S, D)
            decoder_hidden=on_cpu(torch.cat(output.decoder_hidden_states)),  # (L+1, T, D)
            made_with=self.made_with,
        )

    def _decoder_layers(self, captured: int) -> int:
        """How many layers the decoder has. Raises CheckpointError if not all were captured."""
        config = self.model.config
        encoder = getattr(config, "encoder_layers", None) or getattr(config, "num_layers", 0)
        decoder = (
            getattr(config, "decoder_layers", None)
            or getattr(config, "num_decoder_layers", None)
            or encoder
        )
        if captured != encoder + 2 * decoder:
            raise CheckpointError(
                f"“{self.spec.label}” computes its attention in a way of its own, so it cannot be "
                "shown: choose a T5, BART or Marian model."
            )
        return decoder

    def _shifted(self, text: TokenizedText) -> TokenizedText:
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
