"""Pieces of the page "Layer statistics": words about the curves, and the pooler's check."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from explorer.data.published import published
from explorer.errors import NotCaptured
from explorer.figures.base import state_name
from explorer.measures import layer_statistics
from explorer.measures.layer_statistics import LayerCurves
from explorer.trace import Trace
from explorer.ui import cache, choices, show

FORMULA = r"""
For a word $w$ that occurs in $n$ sentences, a sentence $s$ of $n$ words and state $\ell$
(Ethayarajh, 2019, section 3.3):

$\mathrm{SelfSim}_\ell(w) = \frac{1}{n^2 - n} \sum_{j \neq k} \cos(f_\ell(s_j, w), f_\ell(s_k, w))$

$\mathrm{IntraSim}_\ell(s) = \frac{1}{n} \sum_i \cos(\bar f_\ell(s), f_\ell(s, i))$ with
$\bar f_\ell(s) = \frac{1}{n} \sum_i f_\ell(s, i)$

The baseline is the mean cosine of two different words in different sentences; adjusted curves are
raw minus baseline. A word is the mean of its pieces; punctuation is left out. Self-similarity is
the mean over words with at least five occurrences.

Per token: the norm $\lVert h_\ell \rVert$; turned $1 - \cos(h_{\ell-1}, h_\ell)$; moved
$\lVert h_\ell - h_{\ell-1} \rVert / \lVert h_{\ell-1} \rVert$.
"""

POOLER_FORMULA = r"""
$\mathrm{pooler} = \tanh(W h + b)$ with $h$ the last hidden state of the first token. It was
trained on next-sentence prediction in BERT; it is not an average of the sentence.
"""


def curve_sentences(curves: LayerCurves, *, adjusted: bool) -> tuple[str, str]:
    """What the curves show, from the numbers of the model in use."""
    own = curves.self_adjusted if adjusted else curves.self_similarity
    lowest = state_name(int(own.argmin()), first_index=choices.first_index())
    highest = state_name(int(curves.baseline.argmax()), first_index=choices.first_index())
    return (
        f"How word-specific versus context-dependent the vectors are, over "
        f"{curves.words} words that occur in several sentences of the sample.",
        f"One word's vectors are least similar {_at(lowest)} ({own.min():.2f}); unrelated words "
        f"are most similar {_at(highest)} ({curves.baseline.max():.2f}), so compare "
        "raw cosines with that.",
    )


def _at(state: str) -> str:
    """A state's name in a sentence."""
    return f"in the {state}" if state == "embeddings" else state


def same_as_published() -> bool:
    """Whether the model in use is the one of the published curves."""
    return choices.model_in_use() == published()["layer_curves"]["checkpoint"]


def published_sentence() -> None:
    """The trap that the published curves show."""
    show.sentences(
        "What was published for bert-base-cased, on other sentences than ours.",
        "The trap: raw self-similarity rises again from state 9 to 11, but only because the "
        "baseline rises; the part above the baseline goes on falling.",
    )
    if not same_as_published():
        show.note(
            "Choose bert-base-cased as the model to see its curves from this app beside the "
            "published ones."
        )


def change_sentences(trace: Trace) -> tuple[str, str]:
    """Which layer changes which token most."""
    values = layer_statistics.angular_change(trace)  # (L, T)
    if not values.size:
        return ("This model has no layers.", "")
    layer, token = divmod(int(values.argmax()), values.shape[1])
    gentle = int(values.mean(axis=1).argmin())
    first_index = choices.first_index()
    return (
        "How much each layer changes the vector of each token of your text.",
        f"Layer {layer + first_index} turns “{trace.labels[token]}” most "
        f"({values[layer, token]:.2f}, "
        f"where 1 is a right angle); layer {gentle + first_index} changes the tokens least on "
        f"average.",
    )


def pooler(trace: Trace) -> None:
    """pooler_output computed by hand for this very text, with its residual."""
    from explorer.engine.pooler import check_pooler  # torch takes seconds

    try:
        found = cache.remembered(check_pooler, cache.get_engine(choices.model_in_use()), trace)
    except NotCaptured as error:
        show.notice(str(error))
        return
    verdict = "equal" if found.residual < 1e-5 else "NOT equal"
    show.sentences(
        f"For your text, tanh(W h + b) of “{trace.labels[0]}” in the last state and the model's "
        f"pooler_output are {verdict}: the largest difference of {len(found.returned)} numbers is "
        f"{found.residual:.2e}.",
        f"Its cosine with the state that it is made from is {found.cosine_to_first:.2f}: the "
        "pooler is neither a copy of that state nor an average of the sentence.",
    )
    known = published()["pooler"]
    if choices.model_in_use() == known["checkpoint"] and trace.input.text == known["text"]:
        show.note(f"Published first numbers: {known['first4']}; here {found.returned[:4].tolist()}")
    show.numbers(
        lambda: pd.DataFrame(
            {"by hand": found.by_hand, "pooler_output": found.returned}
        ).rename_axis("dimension"),
        "pooler",
    )


def pick_change() -> str:
    """How change is measured."""
    return st.segmented_control(
        "Change", ["turned", "moved"], default="turned", key="ls_change", bind="query-params",
        required=True,
    ) or "turned"  # fmt: skip
