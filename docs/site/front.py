"""The first page: a real picture, what BERT Explorer is in one breath, and the way to the rooms."""

from __future__ import annotations

from collections.abc import Mapping

from docs.site import drawings
from docs.site.layout import Layout
from explorer import pictures
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Studio
from explorer.live.page import START
from explorer.measures.telling import telling_link

SMALL = "live/small"
"""The folder of the live page for phones."""


def files(
    layout: Layout, studio: Studio, site: Mapping[str, bytes], **counts: int
) -> dict[str, bytes]:
    """The page and its picture, by path; ``site`` is what there is behind it.

    ``counts`` says how many ``pictures`` and ``lessons`` there are.
    """
    trace = studio.engine(BUNDLED_ID).run(START)
    link = telling_link(trace)
    if link is None:
        raise ValueError("The live page's own sentence has a link worth showing.")
    made = pictures.attention_lines(trace, link.layer, link.head, query=link.query)
    wide = drawings.themes(made, "first", title=False)
    narrow = drawings.themes(made, "first-narrow", title=False, size="column")

    def megabytes(folder: str) -> int:
        parts = (content for path, content in site.items() if path.startswith(f"{folder}/parts/"))
        return round(sum(map(len, parts)) / 1e6)

    page = layout.page("index.html").written(
        "front.html",
        "BERT Explorer",
        picture=wide.told(made.alt),
        narrow=narrow,
        says=f"In one head of a small BERT, “{link.query_word}” gives {100 * link.weight:.0f} % of "
        f"its attention to “{link.key_word}”: “{START}”",
        megabytes=megabytes("live"),
        small=SMALL,
        small_megabytes=megabytes(SMALL),
        all_megabytes=round(sum(map(len, site.values())) / 1e6),
        **counts,
    )
    return {**wide.files, **narrow.files, **dict([page])}
