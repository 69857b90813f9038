"""Interactive views of a Trace: HTML and JavaScript that run in the app, a notebook or a file."""

from explorer.views.bertviz import bertviz_html
from explorer.views.html import AttentionView, attention_view

__all__ = ["AttentionView", "attention_view", "bertviz_html"]
