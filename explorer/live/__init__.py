"""BERT itself in one HTML file: attention redrawn as you type, with no server and no network.

    explorer.live.page("The cat sat.").save("live.html")
    explorer.live.page("The cat sat.").save_folder("live")     # in parts, for a web host

The file holds the bundled model with rounded weights, its tokenizer and its arithmetic; README.md
in this folder says how they are made and how exact they are.
"""

from explorer.live.page import LivePage, page, require_short

__all__ = ["LivePage", "page", "require_short"]
