"""The engine's command where Ray is not installed: one sentence."""

import sys

from explorer import __main__


def test_without_ray_one_sentence_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ray", None)
    assert __main__.main(["serve"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and 'pip install "ray[serve]"' in said
