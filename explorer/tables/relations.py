"""The tables behind the pictures of links between two words and of grammatical relations."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from explorer.measures.link_scores import LinkScores
from explorer.measures.relations import RelationScore


def link_bars(scores: LinkScores, *, first_index: int = 0) -> pd.DataFrame:
    """Every head for the drawn links, strongest first."""
    best = scores.best()
    return pd.DataFrame(
        {
            "layer": [layer + first_index for layer, _ in best],
            "head": [head + first_index for _, head in best],
            "weight": [float(scores.weight[at]) for at in best],
            "times an even spread": [float(scores.lift[at]) for at in best],
            "larger than this share of the head's weights": [float(scores.rank[at]) for at in best],
            "the same among equal distances": [float(scores.same_distance[at]) for at in best],
        }
    )


def relation_bars(scores: Sequence[RelationScore], *, first_index: int = 0) -> pd.DataFrame:
    """The best head of each relation in each direction beside the best fixed offset."""
    return pd.DataFrame(
        {
            "relation": [score.relation for score in scores],
            "direction": [score.direction for score in scores],
            "links": [score.count for score in scores],
            "layer": [score.best[0] + first_index for score in scores],
            "head": [score.best[1] + first_index for score in scores],
            "accuracy": [score.best_accuracy for score in scores],
            "baseline": [score.baseline for score in scores],
            "baseline offset": [score.offset for score in scores],
            "gain": [score.gain for score in scores],
        }
    )
