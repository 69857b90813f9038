"""Word in context: one word in several sentences, its vectors compared state by state."""

import streamlit as st

from explorer.figures import word_context as figures
from explorer.tables import representations as tables
from explorer.ui import samples, show, state, states, word_context
from explorer.word_context import find_occurrences

lines, wanted = word_context.inputs()
read = word_context.traces(lines)
word_context.shared_words(read)
found = find_occurrences(read, wanted)
sample = samples.current()
baseline = sample.background.cosine
model, look, base = read[0].spec.id, state.look(), state.base()

show.sentences(*word_context.sentences(found, baseline))
word_context.published_note(lines, wanted, found)
word_context.numbered(found)
show.figure(
    figures.context_curves(found, model, baseline, base=base, look=look),
    "word_in_context",
    table=lambda: tables.context_curves(found, baseline, base=base),
)
word_context.download(found)

hidden_state = states.pick_state(read[0], "wc_state")
left, right = st.columns(2)
with left:
    show.figure(
        figures.context_matrix(found, hidden_state, model=model, base=base, look=look),
        "word_in_context_matrix",
        table=lambda: tables.context_matrix(found, hidden_state),
    )
with right:
    show.figure(
        figures.context_matrix(found, None, model=model, base=base, look=look),
        "word_static_matrix",
        table=lambda: tables.context_matrix(found, None),
    )
show.note(samples.about(sample))
show.formula("What is computed", word_context.FORMULA)
