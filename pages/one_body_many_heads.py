"""One body, many heads: one pass of the frozen body, and every teaching head reads it."""

import streamlit as st

from explorer.figures import many_heads as pictures
from explorer.tables import many_heads as numbers
from explorer.ui import many_heads, show, state

source, look, base = state.source(), state.look(), state.base()
trace = many_heads.trace_of(source)
found = many_heads.read(trace)
show.sentences(*many_heads.words(trace, found))
many_heads.remarks(trace)
words, texts = many_heads.tagging(found), many_heads.judging(found)
if words:
    show.figure(
        pictures.many_heads_words(words, look=look),
        "many_heads_words",
        table=lambda: numbers.many_heads_words(words),
        index=False,
    )
if texts:
    show.figure(
        pictures.many_heads_texts(texts, look=look),
        "many_heads_texts",
        table=lambda: numbers.many_heads_texts(texts),
        index=False,
    )
if own := many_heads.of_their_own(source):
    show.sentences(*own)

st.subheader("Where each head listens", anchor=False)
mixes = many_heads.mixes()
show.sentences(many_heads.mix_words(base))
show.figure(
    pictures.layer_mixes(mixes, base=base, look=look),
    "layer_mixes",
    table=lambda: numbers.layer_mixes(mixes),
)
st.subheader("How small the heads are", anchor=False)
sizes = many_heads.sizes()
show.figure(
    pictures.head_sizes(sizes, look=look), "head_sizes", table=lambda: numbers.head_sizes(sizes)
)
show.formula("What is computed", many_heads.FORMULA)
