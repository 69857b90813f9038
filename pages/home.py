"""Home: your text at a glance, and every page one click away."""

import streamlit as st

from explorer import pictures
from explorer.ui import choices, show
from explorer.ui.registry import about, directory, path
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
    st.page_link(
        path("tokens.py"), label="**Tokens**: what the model reads", icon=":material/segment:"
    )
    st.html(token_chips(trace, limit=60))
    st.page_link(
        path("attention_maps.py"),
        label="**Attention**: which token attends to which",
        icon=":material/grid_on:",
    )
    show.picture(
        pictures.attention_heatmap(
            trace, layer, 0, first_index=first_index, compact=True, look=look
        ),
        "home_attention",
        table=False,
    )
with right:
    st.page_link(
        path("embedding_sum.py"),
        label="**Embedding sum**: how a token becomes a vector",
        icon=":material/add_circle:",
    )
    show.picture(pictures.embedding_shares(trace, look=look), "home_embedding", table=False)
    st.page_link(
        path("similarity.py"),
        label="**Similarity**: which tokens are similar",
        icon=":material/compare_arrows:",
    )
    show.picture(
        pictures.similarity_heatmap(
            trace, layer + 1, first_index=first_index, compact=True, look=look
        ),
        "home_similarity",
        table=False,
    )

st.subheader("All pages", anchor=False)
for column, infos in zip(st.columns(3), directory(3), strict=True):
    with column:
        for info in infos:
            st.page_link(path(info.file), label=f"**{info.title}**", icon=info.icon)
            show.note(about(info))
