"""Interactive views of a Trace: HTML and JavaScript that run in the app, a notebook or a file."""

from explorer.views.bertviz import bertviz_html

__all__ = ["bertviz_html"]
