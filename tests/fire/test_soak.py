"""The short form of benchmarks/soak.py: all kinds of traffic at once, and nothing goes wrong."""

import re
import subprocess
import sys

from support.app_server import ROOT


def test_mixed_traffic_makes_no_error():
    command = [sys.executable, str(ROOT / "benchmarks" / "soak.py"), "--minutes", "0.3",
               "--visitors", "4"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Errors: 0." in done.stdout
    before, after = map(int, re.findall(r"(\d+) MB (?:before|after)", done.stdout))
    assert after < before + 400  # what a model and libraries of one page take, at most
    assert len(re.findall(r"^\| ", done.stdout, re.MULTILINE)) > 3
