"""One rule for CSV cells, here and in the attention view (tests/views/js/csv.test.js)."""

import json
from pathlib import Path

import pandas as pd
import pytest

from explorer import tables

CASES = json.loads((Path(__file__).parents[1] / "support" / "csv_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["value"]))
def test_cell_is_written_as_the_shared_table_says(case):
    frame = pd.DataFrame({"first": [case["value"]], "last": ["x"]})
    written = tables.to_csv(frame, index=False).decode("utf-8")
    assert written == f"\ufefffirst,last\r\n{case['cell']},x\r\n"
