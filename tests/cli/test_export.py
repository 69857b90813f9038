"""The command line writes files and says in a sentence what went wrong."""

import pytest

from explorer.__main__ import main


def test_export_writes_a_view(checkpoint, tmp_path, capsys):
    target = tmp_path / "view.html"
    options = ["--model", str(checkpoint()), "--pair", "a dog", "--head", "1", "-o", str(target)]
    assert main(["export", "the cat", *options]) == 0
    assert str(target) in capsys.readouterr().out
    assert '"heads":[1]' in target.read_text("utf-8")


def test_export_of_an_encoder_decoder_takes_a_target(checkpoint, tmp_path):
    target = tmp_path / "view.html"
    model = ["--model", str(checkpoint("t5")), "--target", "a dog ran", "-o", str(target)]
    assert main(["export", "the cat sat", *model]) == 0
    assert '"name":"cross"' in target.read_text("utf-8")


def test_mistake_is_one_sentence_on_stderr(checkpoint, capsys):
    assert main(["export", "the cat", "--model", str(checkpoint()), "--layer", "9"]) == 1
    assert capsys.readouterr().err == "There is no layer 9: choose one from 0 to 2.\n"


def test_unknown_command_names_the_known_ones(capsys):
    with pytest.raises(SystemExit):
        main(["dance"])
    assert "export" in capsys.readouterr().err
