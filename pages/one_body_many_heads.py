"""One body, many heads: one pass of the frozen body, and every teaching head reads it."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.panels import one_body_many_heads, one_body_tags

source, look, first_index = choices.source(), choices.look(), choices.first_index()
trace = one_body_many_heads.trace_of(source)
found = one_body_many_heads.read(trace)
show.sentences(*one_body_many_heads.sentences(trace, found))
words, texts = one_body_many_heads.tagging(found), one_body_many_heads.judging(found)
if words:
    made = one_body_many_heads.made(words)
    show.picture(pictures.many_heads_words(words, look=look, made=made), "many_heads_words")
    show.note(one_body_tags.tags_explained(words))
if texts:
    made = one_body_many_heads.made(texts)
    show.picture(pictures.many_heads_texts(texts, look=look, made=made), "many_heads_texts")
one_body_many_heads.remarks(trace)
if own := one_body_many_heads.of_their_own(source):
    show.sentences(*own)

st.header("Which layers each head uses", anchor=False)
mixes = one_body_many_heads.mixes()
show.sentences(one_body_many_heads.mix_sentence(first_index))
show.picture(
    pictures.layer_mixes(mixes, trace.spec.id, first_index=first_index, look=look), "layer_mixes"
)
st.header("How small the heads are", anchor=False)
sizes = one_body_many_heads.sizes()
show.picture(pictures.head_sizes(sizes, trace.spec.id, look=look), "head_sizes")
show.formula("What is computed", one_body_many_heads.FORMULA)
