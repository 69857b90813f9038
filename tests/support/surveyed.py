"""One model type of the survey, held against plain transformers: what a row of the table says."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from support import survey

from explorer.errors import ExplorerError, NotCaptured

CLOSE = 1e-4


@dataclass(frozen=True)
class Surveyed:
    """What came of one model type; numbers are largest differences from plain transformers."""

    kind: str
    said: str = ""  # why it is refused, or why no checkpoint was made
    built: bool = True
    attention: float = float("nan")
    hidden: float = float("nan")  # as a share of the largest number of each state
    vectors: bool = False  # query, key and value
    proofs: tuple[str, ...] = ()  # the verdicts, in their order

    @property
    def agrees(self) -> bool:
        """Whether attention and hidden states are plain transformers'."""
        return self.attention <= CLOSE and self.hidden <= CLOSE


def examine(kind: str, folder: Path, **facts: Any) -> Surveyed:
    """Write a checkpoint of that type, load it as a reader would, and hold it against eager.

    ``facts`` go into its configuration.
    """
    import explorer

    try:
        survey.write(folder, kind, **facts)
    except Exception as error:  # transformers' own, of any kind: the shrunk sizes do not fit
        return Surveyed(kind, f"{type(error).__name__}: {error}".splitlines()[0][:100], False)
    try:
        engine = explorer.load(folder)
        trace = engine.run(survey.TEXT, survey.PAIR)
    except ExplorerError as error:
        return Surveyed(kind, str(error))
    output = plain(folder, survey.TEXT, survey.PAIR, segments=engine.segments)
    pairs = [(trace.attention(i), one[0].numpy()) for i, one in enumerate(output.attentions)]
    states = [(ours, one[0].numpy()) for ours, one in zip(trace.hidden, output.hidden_states)]  # noqa: B905
    counted = len(output.hidden_states) == len(trace.hidden)
    return Surveyed(
        kind,
        attention=max(_apart(*pair) for pair in pairs) if counted else float("inf"),
        hidden=max(_apart(*pair) / max(1e-6, np.abs(pair[1]).max()) for pair in states),
        vectors=hasattr(trace.layers[0], "query"),
        proofs=proofs(engine, trace),
    )


def plain(folder: Path, *texts: str, segments: bool = True) -> Any:
    """What transformers alone makes of the same folder and texts, eager."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    if getattr(model, "attention_type", "") == "block_sparse":
        model.set_attention_type("original_full")  # as it does itself, but before it is recorded
    accepted = inspect.signature(model.forward).parameters
    read = AutoTokenizer.from_pretrained(folder)(
        *texts, return_tensors="pt", return_token_type_ids=segments
    )
    inputs = {name: one for name, one in read.items() if name in accepted}
    inputs.pop("attention_mask", None)
    options = {"use_cache": False} if "use_cache" in accepted else {}
    with torch.inference_mode():
        return model(**inputs, **options, output_attentions=True, output_hidden_states=True)


def proofs(engine: Any, trace: Any) -> tuple[str, ...]:
    """The verdicts of all identities."""
    from explorer.engine.blocks import blocks
    from explorer.engine.reference_attention import own_attention
    from explorer.measures.identities import checks

    own = own_attention(engine, trace.input)
    try:
        found = checks(trace, own=own, blocks=blocks(engine))
    except NotCaptured as error:
        found = checks(trace, own=own, no_blocks=str(error))
    return tuple(check.verdict for check in found)


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.abs(ours - theirs).max()) if ours.shape == theirs.shape else float("inf")


def examine_two(kind: str, folder: Path) -> Surveyed:
    """The same for an encoder-decoder: its three attentions and both sides' hidden states."""
    import explorer

    try:
        survey.write(folder, kind, tokenizer="t5")
    except Exception as error:  # transformers' own, of any kind: the shrunk sizes do not fit
        return Surveyed(kind, f"{type(error).__name__}: {error}".splitlines()[0][:100], False)
    try:
        engine = explorer.load_seq2seq(folder)
        trace = engine.run(survey.TEXT, survey.PAIR)
    except ExplorerError as error:
        return Surveyed(kind, str(error))
    output = plain_two(folder, trace)
    weights, states = [], []
    for side in ("encoder", "decoder", "cross"):
        theirs = [one[0].numpy() for one in getattr(output, f"{side}_attentions")]
        weights += _apart_each([layer.attention() for layer in getattr(trace, side)], theirs, 1)
    for side in ("encoder", "decoder"):
        theirs = [one[0].numpy() for one in getattr(output, f"{side}_hidden_states")]
        states += _apart_each(getattr(trace, f"{side}_hidden"), theirs, None)
    return Surveyed(kind, attention=max(weights), hidden=max(states),
                    vectors=not trace.why_no_vectors)  # fmt: skip


def plain_two(folder: Path, trace: Any) -> Any:
    """What transformers alone makes of the same folder and token ids, eager."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    if getattr(model.get_encoder(), "attention_type", "") == "block_sparse":
        model.get_encoder().set_attention_type("original_full")  # as it does itself, but earlier
    with torch.inference_mode():
        return model(
            input_ids=torch.tensor(trace.source.ids)[None],
            decoder_input_ids=torch.tensor(trace.target.ids)[None],
            use_cache=False,  # FSMT hides nothing from its decoder where it may keep a cache
            output_attentions=True,
            output_hidden_states=True,
        )


def _apart_each(ours: Any, theirs: list[np.ndarray], size: float | None) -> list[float]:
    """The largest difference of each layer, as a share of ``size`` or of its largest number."""
    if len(ours) != len(theirs):
        return [float("inf")]
    return [
        _apart(*pair) / (size or max(1e-6, float(np.abs(pair[1]).max())))
        for pair in zip(ours, theirs, strict=True)
    ]
