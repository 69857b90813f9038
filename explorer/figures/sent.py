"""A figure as a browser gets it: JSON in pieces, made once however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.one_line import OneLine

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, eq=False, repr=False)
class Sent(OneLine):
    """JSON of a figure's traces, layout and frames by name, and its size in pixels, 0 for none."""

    data: tuple[dict[str, bytes], ...]
    layout: dict[str, bytes]  # without width and height
    frames: bytes
    width: int
    height: int

    @property
    def nbytes(self) -> int:
        """Bytes of the JSON."""
        parts = (part for one in (*self.data, self.layout) for part in one.values())
        return sum(map(len, parts)) + len(self.frames)


def sent(figure: go.Figure) -> Sent:
    """The figure in pieces."""
    plain: dict[str, Any] = figure.to_dict()
    layout = plain["layout"]
    width, height = (int(layout.pop(way, None) or 0) for way in ("width", "height"))
    frames = plain.get("frames")
    return Sent(
        tuple(_written(trace) for trace in plain["data"]),
        _written(layout),
        _json(frames) if frames else b"",
        width,
        height,
    )


def _written(parts: dict[str, Any]) -> dict[str, bytes]:
    return {name: _json(part) for name, part in parts.items()}


def _json(part: Any) -> bytes:
    from plotly.io.json import to_json_plotly

    return str(to_json_plotly(part)).encode()
