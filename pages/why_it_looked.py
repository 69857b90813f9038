"""Why it looked: one attention score, split into the parts of its query and of its key."""

from explorer import pictures
from explorer.ui import choices, shell, show
from explorer.ui.panels import why_it_looked

trace = choices.current_trace()
query, key = why_it_looked.pick_pair(trace)
parts = why_it_looked.parts(trace, choices.layer(), choices.head())
made, draw = why_it_looked.call(parts), choices.drawing()

show.sentences(*why_it_looked.sentences(trace, parts, query, key))
left, right = shell.beside(trace.num_tokens if parts.layer else len(parts.names))
with left:
    pair = pictures.score_pair(trace, parts, query, key, **draw, made=made)
    show.picture(pair, "why_pair")
with right:
    show.picture(pictures.score_parts(trace, parts, **draw, made=made), "why_parts")
show.formula("What is computed", why_it_looked.FORMULA)
