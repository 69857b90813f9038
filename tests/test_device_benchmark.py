"""The benchmark of devices runs: tried on a model of a second instead of minutes."""

import re
import sys

from support.app_server import ROOT


def test_the_table_has_a_row_for_each_size_and_device(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    import devices

    sizes = [devices.Size(1, 2, 8, 2), devices.Size(2, 1, 4, 2)]
    rows = [line for line in devices.table(sizes, 40, ["cpu"]).splitlines() if "| cpu |" in line]
    assert len(rows) == 2
    for row, size in zip(rows, sizes, strict=True):
        assert str(size) in row
        ratio = float(row.split("|")[5])
        assert ratio > 0
        held, told = map(int, re.search(r"(\d+) of (\d+) \|$", row).groups())
        assert held <= told + 1
