"""The table twins of the boards, maps and lists of heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.head_map import PATTERNS
from explorer.head_search import LinkScores
from explorer.proof import Check
from explorer.relations import RelationScore
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace


def head_board(values: np.ndarray, *, base: int = 0) -> pd.DataFrame:
    """One number a head: layers in rows, heads in columns. Takes (L, H)."""
    return pd.DataFrame(
        values,
        index=[f"layer {i + base}" for i in range(values.shape[0])],
        columns=[f"head {i + base}" for i in range(values.shape[1])],
    )


def head_scores(boards: Mapping[str, np.ndarray], *, base: int = 0) -> pd.DataFrame:
    """Every measure of every head: one row a head. Values are (L, H)."""
    layers, heads = next(iter(boards.values())).shape
    rows, columns = np.divmod(np.arange(layers * heads), heads)
    frame = pd.DataFrame({"layer": rows + base, "head": columns + base})
    for name, board in boards.items():
        frame[name] = board.ravel()
    return frame


def head_patterns(patterns: np.ndarray, shares: np.ndarray, *, base: int = 0) -> pd.DataFrame:
    """Each head's pattern and the shares that decide it. Takes (L, H) and (L, H, 3)."""
    frame = head_scores(
        {
            "to special tokens": shares[..., 0],
            "to itself and neighbours": shares[..., 1],
            "own text beyond an even spread": shares[..., 2],
        },
        base=base,
    )
    frame["pattern"] = [PATTERNS[kind] for kind in patterns.ravel().tolist()]
    return frame


def head_map(
    points: np.ndarray, groups: np.ndarray, names: Sequence[str], heads: int, *, base: int = 0
) -> pd.DataFrame:
    """Where each head lies on the map, and its group. Takes (N, 2), (N,)."""
    rows, columns = np.divmod(np.arange(len(points)), heads)
    return pd.DataFrame(
        {
            "layer": rows + base,
            "head": columns + base,
            "x": points[:, 0],
            "y": points[:, 1],
            "group": [names[group] for group in groups.tolist()],
        }
    )


def links(scores: LinkScores, *, base: int = 0) -> pd.DataFrame:
    """Every head for the drawn links, strongest first."""
    best = scores.best()
    return pd.DataFrame(
        {
            "layer": [layer + base for layer, _ in best],
            "head": [head + base for _, head in best],
            "weight": [float(scores.weight[at]) for at in best],
            "times an even spread": [float(scores.lift[at]) for at in best],
            "larger than this share of the head's weights": [float(scores.rank[at]) for at in best],
            "the same among equal distances": [float(scores.same_distance[at]) for at in best],
        }
    )


def relations(scores: Sequence[RelationScore], *, base: int = 0) -> pd.DataFrame:
    """The best head of each relation in each direction beside the best fixed offset."""
    return pd.DataFrame(
        {
            "relation": [score.relation for score in scores],
            "direction": [score.direction for score in scores],
            "links": [score.count for score in scores],
            "layer": [score.best[0] + base for score in scores],
            "head": [score.best[1] + base for score in scores],
            "accuracy": [score.best_accuracy for score in scores],
            "baseline": [score.baseline for score in scores],
            "baseline offset": [score.offset for score in scores],
            "gain": [score.gain for score in scores],
        }
    )


def lenses(trace: Trace, maps: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Every lens as one long table: one row a (lens, token that takes in). Maps are (Q, K)."""
    names = numbered(trace.labels)
    frames = []
    for name, values in maps.items():
        frame = matrix(values, trace.labels, trace.labels)
        frame.insert(0, "token", names)
        frame.insert(0, "lens", name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def agreement(trace: Trace, names: Sequence[str], correlations: np.ndarray) -> pd.DataFrame:
    """Rank correlation of every two lenses for each token. Takes (M, M, Q)."""
    upper = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    return pd.DataFrame(
        {f"{names[i]} / {names[j]}": correlations[i, j] for i, j in upper},
        index=numbered(trace.labels),
    )


def attributions(trace: Trace, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """What each token contributes by each account, in its own unit. Values are (T,)."""
    return pd.DataFrame(dict(scores), index=numbered(trace.labels))


def proofs(checks: Sequence[Check]) -> pd.DataFrame:
    """Each identity with its largest difference, what counts as equal, and the verdict."""
    return pd.DataFrame(
        {
            "identity": [check.name for check in checks],
            "largest difference": [check.residual for check in checks],
            "counts as equal up to": [check.tolerance for check in checks],
            "verdict": [check.verdict for check in checks],
            "remark": [check.note for check in checks],
        }
    )


def proof_by_layer(checks: Sequence[Check], *, base: int = 0) -> pd.DataFrame:
    """Largest difference of each identity in each layer."""
    columns = {check.name: pd.Series(check.residuals) for check in checks if check.applies}
    frame = pd.DataFrame(columns)
    frame.index = [f"layer {i + base}" for i in range(len(frame))]
    return frame


def by_layer(curves: Mapping[str, np.ndarray], *, base: int = 0) -> pd.DataFrame:
    """Numbers of each layer, one column a name. Values are (L,)."""
    frame = pd.DataFrame(dict(curves))
    frame.index = [f"layer {i + base}" for i in range(len(frame))]
    return frame


def paired(values: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    """Differences between paired tokens, query in rows, key in columns. Takes (N, N)."""
    return matrix(values, labels, labels)


def by_state(values: np.ndarray, labels: Sequence[str]) -> pd.DataFrame:
    """Numbers of each hidden state (0 the embedding output) for each pair. Takes (L+1, N)."""
    index = [f"state {i}" for i in range(len(values))]
    return pd.DataFrame(values, index=index, columns=numbered(labels))
