"""The tables behind the layer film."""

from __future__ import annotations

import pandas as pd

from explorer.measures.layer_film import Film
from explorer.tables.base import states


def layer_film(film: Film, *, first_index: int = 0) -> pd.DataFrame:
    """One row a token and state, with its coordinates."""
    names = states(film.states, first_index)
    labels, groups = film.labels, film.groups
    rows = [
        (names[state], place, labels[place], "AB"[groups[place] % 2], *film.together[state, place])
        for state in range(film.states)
        for place in range(len(labels))
    ]
    axes = [f"{film.method} {i + 1}" for i in range(film.dimensions)]
    return pd.DataFrame(rows, columns=["state", "place", "token", "text", *axes])


def film_panels(film: Film, *, first_index: int = 0) -> pd.DataFrame:
    """One row a token and state, with its coordinates, as in the film."""
    return layer_film(film, first_index=first_index)
