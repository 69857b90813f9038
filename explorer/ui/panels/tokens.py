"""Pieces of the page about tokens: sentences, the steps for one word, and the way back to text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from explorer import catalog
from explorer.measures import tokens
from explorer.measures.words import split_at_marks, split_words, words_by_number
from explorer.text import counted
from explorer.trace import Trace
from explorer.ui import cache, show
from explorer.views.chips import chips_height, plain_chips

if TYPE_CHECKING:
    from explorer.engine.encode import Encoder

OPENING = {"text": "Tokenization splits unbelievably uncommon words like hyperparameterization."}

_MEANING = {
    "[CLS]": "starts the text; its last state stands for the whole text",
    "<s>": "starts the text; its last state stands for the whole text",
    "[SEP]": "ends each text",
    "</s>": "ends each text",
    "[PAD]": "fills up shorter texts in a batch; the mask hides it",
    "<pad>": "fills up shorter texts in a batch; the mask hides it",
    "[MASK]": "hides a word that the model is to guess",
    "<mask>": "hides a word that the model is to guess",
    "[UNK]": "stands for a word that the vocabulary cannot spell",
    "<unk>": "stands for a word that the vocabulary cannot spell",
    "<|endoftext|>": "separates documents",
}


def summary(trace: Trace) -> str:
    """How many pieces of which kind, in one sentence."""
    count = len(trace.input.words or tokens.three_ways(trace)[0].pieces)
    specials = int(trace.special.sum())
    typed = trace.num_tokens - specials
    length = f"your text of {count} words" if count > 1 else "your text"
    parts = f"{typed} words, pieces of words and punctuation marks"
    if typed == 1:
        parts = "1 word, piece of a word or punctuation mark"
    return (
        f"{trace.spec.label} reads {length} as {counted(trace.num_tokens, 'token')}: {parts}, and "
        f"{counted(specials, 'special token')}."
    )


def legend(trace: Trace) -> str:
    """How to read the chips, made from the reader's own words."""
    chips, split = "Each chip is one token with its id", split_words(trace)
    if split:
        word, pieces = max(split.items(), key=lambda item: len(item[1]))
        return f"{chips}; “{word}” is split into {' + '.join(pieces)}."
    apart = split_at_marks(trace)
    if apart is not None:
        return (
            f"{chips}; “{apart[0]}” becomes {' + '.join(apart[1])}, because the tokenizer splits "
            "at punctuation marks."
        )
    return f"{chips}; no word is split into pieces."


def heights(trace: Trace) -> tuple[int, int]:
    """About how high the chips are on a wide window and on a phone, in pixels."""
    return chips_height(trace, 1216, ids=True), chips_height(trace, 358, ids=True)


def steps(trace: Trace, encoder: Encoder) -> None:
    """A chosen word on its way through the tokenizer: normalise, pre-tokenise, match."""
    found = words_by_number(trace)
    if not found:
        show.note("This text has no words to follow.")
        return
    longest = max(found, key=lambda number: (len(found[number].tokens), len(found[number].text)))
    chosen = st.selectbox(
        "Word",
        list(found),
        index=list(found).index(longest),
        format_func=lambda number: f"{number} {found[number].text}",
        key="tokens_word",
        bind="query-params",
    )
    word = found.get(chosen, found[longest]).text
    normal = encoder.normalized(word)
    parts = encoder.pretokenized(normal)
    stages = {
        "As typed": [word],
        "Normalised": [normal],
        "Split at spaces and punctuation": parts,
        "Pieces of the vocabulary": encoder.pieces(word),
    }
    for column, (title, pieces) in zip(st.columns(4), stages.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            st.html(plain_chips(pieces))
    if encoder.style == "wordpiece":
        _longest_match(parts, encoder)
    else:
        show.note(
            "This tokenizer merges frequent pairs of pieces (BPE) or compares all splits "
            "(unigram); only BERT's WordPiece looks for the longest match."
        )


def _longest_match(parts: list[str], encoder: Encoder) -> None:
    """Every candidate that longest match tried, as a table."""
    rows = [
        {
            "part": part,
            "tried": step.candidate,
            "in the vocabulary": step.known,
            "id": encoder.vocabulary.get(step.candidate),
        }
        for part in parts
        for step in tokens.wordpiece_steps(part, encoder.vocabulary)
    ]
    show.note(
        f"Longest match, from the left: {len(rows)} candidates are tried, and the longest piece in "
        "the vocabulary wins; ## marks a piece that continues a word."
    )
    show.frame(pd.DataFrame(rows).astype({"id": "Int64"}), "tokens_steps")


def special_tokens(encoder: Encoder) -> pd.DataFrame:
    """The special tokens of this vocabulary, their ids and what they are for."""
    return pd.DataFrame(
        [
            {"token": token, "id": number, "for": _MEANING.get(token, "")}
            for token, number in encoder.special_tokens.items()
        ]
    )


def round_trip(trace: Trace, encoder: Encoder) -> None:
    """The ids spelled out again, and what did not come back."""
    back = encoder.decode(trace.ids)
    with st.container(border=True):
        st.text(back)
    typed = " ".join(part for part in (trace.input.text, trace.input.pair) if part)
    if back.split() == typed.split():
        show.note("Decoding the ids gives your text back, word for word.")
    else:
        show.note(
            "Decoding the ids does not give back exactly what you typed: the ids have lost "
            "capitals, accents, spacing or unknown characters."
        )


def casing(trace: Trace) -> None:
    """The same text under the cased or uncased sister vocabulary, when that is at hand."""
    sister = _sister(trace)
    if sister is None:
        return
    st.header("Cased and uncased", anchor=False)
    show.note(f"The same text as {sister} reads it:")
    st.html(plain_chips(cache.get_engine(sister).encoder.pieces(trace.input.text)[:200]))


def _sister(trace: Trace) -> str | None:
    """A model in memory whose vocabulary treats capitals the other way."""
    cased = any(label != label.lower() for label, special in
                zip(trace.labels, trace.special, strict=True) if not special)  # fmt: skip
    names = ("bert-base-uncased", catalog.BUNDLED_ID) if cased else ("bert-base-cased",)
    return next((name for name in names if name != trace.spec.id and at_hand(name)), None)


def at_hand(model_id: str) -> bool:
    """Whether a model can be used at once, without a download."""
    from explorer import engine  # torch takes seconds to import: the page appears first

    if not catalog.is_allowed(model_id):
        return False
    spec = catalog.find(model_id)
    return spec.source != "hub" or engine.cached(spec) is not None
