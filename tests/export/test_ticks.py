"""Numbers along an axis give way where there is no room for all of them."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer import pictures
from explorer.export import Options
from explorer.export.save import to_bytes


@pytest.mark.parametrize("size", ["column", "text", "slide"])
def test_four_methods_side_by_side_fit_every_width(size):
    trace = make_trace()
    scores = {f"method {i}": np.linspace(0, 0.4, trace.num_tokens) for i in range(4)}
    made = pictures.attribution_bars(trace, scores, "What counts for the similarity")
    assert to_bytes(made, "svg", Options(size)).count(b"%") > 4
