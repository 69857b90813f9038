"""Home: your text at a glance, and every page one click away."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.panels import home
from explorer.views.chips import token_chips

trace = choices.current_trace()
look, layer, first_index = choices.look(), trace.num_layers // 2, choices.first_index()
show.sentences(
    f"This is your text through {trace.spec.label}: {trace.num_layers} layers of "
    f"{trace.num_heads} attention heads.",
    "Change the text above; each picture below opens as a page of its own.",
)
left, right = st.columns(2, gap="large")
with left:
    home.link("tokens.py")
    st.html(token_chips(trace, limit=60))
    home.link("attention_maps.py")
    show.picture(
        pictures.attention_heatmap(
            trace, layer, 0, first_index=first_index, compact=True, look=look
        ),
        "home_attention",
        table=False,
    )
with right:
    home.link("embedding_sum.py")
    show.picture(pictures.embedding_shares(trace, look=look), "home_embedding", table=False)
    home.link("similarity.py")
    show.picture(
        pictures.similarity_heatmap(
            trace, layer + 1, first_index=first_index, compact=True, look=look
        ),
        "home_similarity",
        table=False,
    )

st.subheader("All pages", anchor=False)
home.all_pages()
