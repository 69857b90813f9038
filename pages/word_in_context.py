"""Word in context: one word in many sentences, as a map on which its senses part."""

import streamlit as st

from explorer import pictures
from explorer.measures.word_in_context import find_occurrences
from explorer.ui import baseline_sample, calls, choices, show
from explorer.ui.panels import word_in_context

lines, wanted = word_in_context.inputs()
read = word_in_context.traces(lines)
word_in_context.shared_words(read)
found = find_occurrences(read, wanted)
sample = baseline_sample.current()
baseline = sample.baseline.cosine
model, drawing = read[0].spec.id, choices.drawing()
made = calls.occurrences(read[0].spec, lines, wanted)

hidden_state = word_in_context.pick_state(read[0], found)
word_in_context.draw_map(found, hidden_state, made)
show.sentences(*word_in_context.sentences(found, baseline))
word_in_context.published_note(lines, wanted, found)
word_in_context.numbered(found)
show.picture(
    pictures.context_curves(
        found,
        model,
        baseline,
        **drawing,
        made={**made, **calls.baseline(read[0].spec), "baseline": "known.cosine"},
    ),
    "word_in_context",
)
word_in_context.download(found)

left, right = st.columns(2)
with left:
    show.picture(
        pictures.context_matrix(found, hidden_state, model=model, **drawing, made=made),
        "word_in_context_matrix",
    )
with right:
    show.picture(
        pictures.context_matrix(found, None, model=model, **drawing, made=made),
        "word_static_matrix",
    )
show.note(baseline_sample.about(sample))
show.formula("What is computed", word_in_context.FORMULA)
