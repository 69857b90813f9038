"""Tokens: the pieces that the model reads, and how the tokenizer makes them."""

import streamlit as st

from explorer import pictures, tables
from explorer.measures.tokens import three_ways
from explorer.ui import cache, choices, shell, show
from explorer.ui.panels import tokens
from explorer.views.chips import plain_chips, token_chips

trace = choices.current_trace()
encoder = cache.get_engine(choices.model_in_use()).encoder
show.sentences(tokens.summary(trace), tokens.legend(trace))
wide, phone = tokens.heights(trace)
with shell.picture(wide=wide, phone=phone):
    st.html(token_chips(trace, ids=True))
if trace.dropped:
    show.note(f"Cut off at the limit of {trace.spec.max_tokens} tokens:")
    st.html(plain_chips(trace.dropped[:200], kind="cut"))
show.numbers(
    lambda: tables.tokens(trace),
    "tokens",
    exported=lambda: pictures.token_chips(trace, look=choices.look()),
)

st.header("Three ways of splitting", anchor=False)
for column, way in zip(st.columns(3), three_ways(trace), strict=True):
    with column:
        st.markdown(f"**{way.name}**: {len(way.pieces):,}")
        st.html(plain_chips(way.pieces[:80]))
        st.caption(way.loses)

st.header("Step by step for one word", anchor=False)
tokens.steps(trace, encoder)

left, right = st.columns(2, gap="large")
with left:
    st.header("Special tokens", anchor=False)
    show.frame(tokens.special_tokens(encoder), "tokens_special")
with right:
    st.header("Back to text", anchor=False)
    tokens.round_trip(trace, encoder)
tokens.casing(trace)
