"""What the layer film moves with: one window for all frames, a slider, a play button."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from explorer.figures.base import Look, state_name
from explorer.measures.layer_film import Film


def film_window(figure: go.Figure, film: Film, look: Look) -> None:
    """The same window for all frames, each axis named with the variance that it keeps."""
    low, high = film.bounds()
    names = [
        f"{film.method} {i + 1}" + (f" ({film.explained[i]:.0%})" if film.explained else "")
        for i in range(film.dimensions)
    ]
    if film.dimensions == 3:
        axes = {
            f"{axis}axis": {"title": {"text": names[i]}, "range": [low[i], high[i]],
                            "gridcolor": look.line, "backgroundcolor": look.paper}
            for i, axis in enumerate("xyz")
        }  # fmt: skip
        figure.update_layout(scene={**axes, "aspectmode": "cube"})
        return
    figure.update_xaxes(title={"text": names[0]}, range=[low[0], high[0]], zeroline=False)
    figure.update_yaxes(title={"text": names[1]}, range=[low[1], high[1]], zeroline=False)


CONTROLS = 76  # pixels that button and slider take


def film_controls(film: Film, state: int, first_index: int, look: Look) -> dict[str, Any]:
    """Play button and slider, in a row between title and picture: in sight from the start."""
    glide = {"frame": {"duration": 900, "redraw": film.dimensions == 3},
             "transition": {"duration": 600, "easing": "cubic-in-out"},
             "fromcurrent": False, "mode": "immediate"}  # fmt: skip
    still = {"frame": {"duration": 0, "redraw": film.dimensions == 3}, "mode": "immediate"}
    steps = [
        {
            "label": state_name(number, first_index=first_index),
            "method": "animate",
            "args": [[str(number)], still],
        }
        for number in range(film.states)
    ]
    buttons = [
        {"label": "▶ play", "method": "animate", "args": [None, glide]},
        {"label": "⏸ stop", "method": "animate", "args": [[None], {"mode": "immediate"}]},
    ]
    return {
        "sliders": [{"steps": steps, "active": state, "x": 0, "len": 1, "y": 1,
                     "yanchor": "bottom", "pad": {"t": 0, "b": 4, "l": 150, "r": 24},
                     "ticklen": 4, "minorticklen": 0, "bgcolor": look.line,
                     "bordercolor": look.line, "tickcolor": look.muted,
                     "font": {"size": look.font_size - 2, "color": look.muted},
                     "currentvalue": {"prefix": "state: ", "xanchor": "left", "offset": 4,
                                      "font": {"color": look.ink}}}],
        "updatemenus": [{"type": "buttons", "buttons": buttons, "direction": "right", "x": 0,
                         "y": 1, "xanchor": "left", "yanchor": "bottom", "showactive": False,
                         "pad": {"b": 22, "l": 0}, "bgcolor": look.paper,
                         "bordercolor": look.line,
                         "font": {"color": look.ink, "size": look.font_size - 1}}],
    }  # fmt: skip
