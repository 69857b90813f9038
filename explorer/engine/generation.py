"""Writing: an encoder-decoder's own text, by greedy or beam search, one token after another.

The loop is written out here, so that every step can be shown; sampling and a publisher's settings
such as no_repeat_ngram_size are left out, while forced first tokens and forbidden ones hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers.modeling_outputs import BaseModelOutput

from explorer.engine import run_memory
from explorer.engine.border import room_for
from explorer.errors import CheckpointError, InputError
from explorer.measures.tokens import readable
from explorer.seq2seq import Generation, Hypothesis, Step
from explorer.text import TextInput, TokenizedText

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

MOST_TOKENS = 64
"""Tokens that are written at most, unless another limit is given."""
LONGEST = 256  # tokens, whatever limit is given: every step runs the decoder over all before it
MOST_BEAMS = 8
LIKELY = 5  # tokens that each step names


@dataclass(frozen=True)
class _Beam:
    ids: tuple[int, ...]  # written so far, without the start token
    score: float  # sum of the logarithms of their probabilities
    ended: bool

    @property
    def mean(self) -> float:
        """Score a token: longer texts are not put last for their length (Wu et al., 2016)."""
        return self.score / max(1, len(self.ids))


class _Writer:
    """One source text and the probabilities of what may follow, step after step."""

    def __init__(self, engine: Seq2SeqEngine, source: TokenizedText) -> None:
        self.engine = engine
        self.model: Any = engine.writer
        config = self.model.generation_config
        ends = config.eos_token_id
        self.ends = frozenset([ends] if isinstance(ends, int) else ends or ())
        self.first = config.forced_bos_token_id
        bad = getattr(config, "bad_words_ids", None) or ()
        self.never = [ids[0] for ids in bad if len(ids) == 1]
        ids = torch.tensor(source.ids, device=self.model.device)[None]  # (1, S)
        start = torch.full_like(ids[:, :1], engine.start_token)
        output = self.model(input_ids=ids, decoder_input_ids=start, use_cache=False)
        self.memory = output.encoder_last_hidden_state  # (1, S, D)

    def logs(self, written: list[tuple[int, ...]]) -> torch.Tensor:
        """Logarithms of probabilities after every token of B equally long texts: (B, t, V)."""
        rows = [(self.engine.start_token, *ids) for ids in written]
        ids = torch.tensor(rows, device=self.memory.device)  # (B, t)
        memory = self.memory.expand(len(rows), -1, -1)
        output = self.model(
            encoder_outputs=BaseModelOutput(last_hidden_state=memory),  # type: ignore[arg-type]
            decoder_input_ids=ids,
            use_cache=False,
        )
        logits = output.logits.float().cpu()
        logits[..., self.never] = -torch.inf
        if self.first is not None:  # such as the language that a multilingual model writes
            forced = torch.full_like(logits[:, 0], -torch.inf)
            forced[:, self.first] = 0.0
            logits[:, 0] = forced
        return logits.log_softmax(-1)

    def spread(self, beams: list[_Beam], most: int) -> list[_Beam]:
        """The likeliest ``most`` texts that are one token longer, best first."""
        logs = self.logs([beam.ids for beam in beams])[:, -1]  # (B, V)
        total = logs + torch.tensor([[beam.score] for beam in beams])
        best = total.flatten().topk(min(most, total.numel()))
        found = zip(best.values.tolist(), best.indices.tolist(), strict=True)
        size = total.shape[1]
        return [
            _Beam((*beams[at // size].ids, at % size), score, at % size in self.ends)
            for score, at in found
            if score > -np.inf
        ]


def generate(
    engine: Seq2SeqEngine, source: TokenizedText, *, beams: int = 1, most_tokens: int = MOST_TOKENS
) -> Generation:
    """Greedy (``beams`` 1) or beam search; see ``Seq2SeqEngine.generate``.

    Beam search keeps the likeliest unfinished texts and ranks finished ones by their mean
    logarithm of a token's probability (Wu et al., 2016, section 7, with length penalty 1).
    """
    if engine.writer is None:
        raise CheckpointError(
            f"“{engine.spec.label}” was saved without the layer that writes tokens: give the "
            "target text, or choose a checkpoint with a language-model head."
        )
    if not 1 <= beams <= MOST_BEAMS:
        raise InputError(f"{beams} beams cannot be kept: give a number from 1 to {MOST_BEAMS}.")
    most = max(1, min(most_tokens, engine.spec.max_tokens, LONGEST))
    run_memory.require_room_for_two(engine.plan, source.num_tokens, beams * most)
    with torch.inference_mode(), room_for(engine.spec, source.num_tokens):
        writer = _Writer(engine, source)
        best, kept = _search(writer, beams, most)
        logs = writer.logs([best.ids[:-1]])[0]  # (N, V)
    trace = engine.run_tokens(source, _as_read(engine, best.ids))
    steps = tuple(_step(engine, logs[at], number, kept[at]) for at, number in enumerate(best.ids))
    text = engine.target_encoder.decode(np.array(best.ids)).strip()
    return Generation(trace=trace, text=text, steps=steps, ended=best.ended, beams=beams)


def _search(writer: _Writer, beams: int, most: int) -> tuple[_Beam, list[list[_Beam]]]:
    """The best text, and what was kept after each step, best first."""
    live = [_Beam((), 0.0, False)]
    done: list[_Beam] = []
    kept: list[list[_Beam]] = []
    while live and len(kept) < most:
        spread = writer.spread(live, 2 * beams)  # as many may end as go on
        done += [beam for beam in spread[:beams] if beam.ended]
        done = sorted(done, key=lambda beam: -beam.mean)[:beams]
        live = [beam for beam in spread if not beam.ended][:beams]
        kept.append(sorted((*done, *live), key=lambda beam: -beam.mean)[:beams])
        if beams == 1 and done:
            break
        # The usual rule to stop: none that goes on is now better than the worst finished one.
        if len(done) == beams and done[-1].mean >= max((one.mean for one in live), default=-np.inf):
            break
    return max(done or live, key=lambda beam: beam.mean), kept


def _step(engine: Seq2SeqEngine, logs: torch.Tensor, number: int, kept: list[_Beam]) -> Step:
    """What one step wrote, ``logs`` (V,) being all that it could have written."""
    top = logs.exp().topk(min(LIKELY, logs.numel()))
    likely = zip(top.indices.tolist(), top.values.tolist(), strict=True)
    return Step(
        token=label(engine, number),
        probability=float(logs[number].exp()),
        likely=tuple((label(engine, one), value) for one, value in likely),
        hypotheses=tuple(
            Hypothesis(tuple(label(engine, one) for one in beam.ids), beam.score, beam.ended)
            for beam in kept
        ),
    )


def label(engine: Seq2SeqEngine, number: int) -> str:
    """A token of the decoder's as a person would write it."""
    token = engine.target_encoder.backend.id_to_token(number)
    return readable(token, engine.target_encoder.style) if token else f"⟨{number}⟩"


def _as_read(engine: Seq2SeqEngine, ids: tuple[int, ...]) -> TokenizedText:
    """The start token and all that was written but the last: what the decoder read. (N,)

    Where the tokenizer makes the same tokens of the text, it also knows characters and words.
    """
    wanted = (engine.start_token, *ids[:-1])
    text = engine.target_encoder.decode(np.array(ids)).strip()
    if text:
        again = engine.shifted(engine.target_encoder.encode(TextInput(text), len(ids) + 2))
        if tuple(again.ids[: len(wanted)].tolist()) == wanted:
            return _first(again, len(wanted))
    labels = tuple(label(engine, number) for number in wanted)
    count = len(wanted)
    marks = set(engine.target_encoder.special_tokens.values())
    special = np.array([True, *(number in marks for number in wanted[1:])])
    return TokenizedText(
        input=TextInput(text or labels[0]),
        tokens=tuple(engine.target_encoder.backend.id_to_token(number) or f"⟨{number}⟩"
                     for number in wanted),
        labels=labels,
        ids=np.array(wanted),
        side=np.zeros(count, np.int64),
        special=special,
        word=np.where(special, -1, np.cumsum(~special) - 1),
        offsets=np.where(special[:, None], 0, -1) * np.ones((count, 2), np.int64),
    )  # fmt: skip


def _first(text: TokenizedText, count: int) -> TokenizedText:
    """The first tokens of a text."""
    keep = slice(count)
    fields = ("tokens", "labels", "ids", "side", "special", "word", "offsets")
    return replace(text, **{name: getattr(text, name)[keep] for name in fields})
