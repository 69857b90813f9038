"""python -m explorer embed."""

import numpy as np
import pytest

from explorer.__main__ import main


@pytest.fixture
def model(checkpoint):
    return str(checkpoint("bert"))


def test_a_file_of_sentences_becomes_vectors_and_nearest_pairs(tmp_path, model, capsys):
    source, target = tmp_path / "many.csv", tmp_path / "vectors.npz"
    source.write_text("id,text\n1,the cat sat\n2,=dog\n3,the cat sat\n", "utf-8")
    arguments = ["--model", model, "--pooling", "mean", "--pooling", "first token", "--normalize"]
    status = main(["embed", str(source), "-o", str(target), "--pairs", "2", *arguments])
    assert status == 0
    assert "3 sentences in" in capsys.readouterr().out
    found = np.load(target, allow_pickle=False)
    assert found["mean"].shape == found["first_token"].shape == (3, 32)
    np.testing.assert_allclose(np.linalg.norm(found["mean"], axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(found["mean"][0], found["mean"][2], atol=1e-5)
    lines = target.with_suffix(".pairs.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("1.0") or lines[1].startswith("0.99999")
    assert "'=dog" in lines[2]


@pytest.fixture
def published(tmp_path, checkpoint):
    from support import sentence_folders

    prompts = {"prompts": {"query": "find the: "}, "default_prompt_name": None}
    return sentence_folders.write(
        tmp_path / "st", checkpoint("bert"), pools=("cls",), steps=("Normalize",), prompts=prompts
    )


def test_the_publishers_recipe_is_followed_and_can_be_overridden(tmp_path, published, capsys):
    source, target = tmp_path / "in.txt", tmp_path / "v.npz"
    source.write_text("the cat sat\n" + "old " * 30 + "\n", "utf-8")
    command = ["embed", str(source), "-o", str(target), "--model", str(published)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "publisher's recipe: first token, 16 tokens, normalised (1 cut at 16 tokens)" in said
    found = np.load(target, allow_pickle=False)["recipe"]
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert main([*command, "--prompt", "query"]) == 0
    assert "prompt “find the:”" in capsys.readouterr().out
    assert np.abs(np.load(target, allow_pickle=False)["recipe"] - found).max() > 0.01
    assert main([*command, "--pooling", "mean"]) == 0
    assert "pooled by mean (none cut)" in capsys.readouterr().out
    assert set(np.load(target, allow_pickle=False)) == {"mean", "tokens", "cut"}
    (published / "modules.json").write_text("{")
    (published / "adapter_config.json").write_text("{}")
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "not a list of modules in JSON" in said
    assert "PEFT adapter" in said


@pytest.mark.parametrize(
    ("content", "output", "says"),
    [
        (None, "v.npz", "no file"),
        (b"\x89PNG\0", "v.npz", "not text"),
        (b"\n\n", "v.npz", "no sentence"),
        (b"cat\n", "missing/v.npz", "no folder"),
    ],
)
def test_bad_input_gets_a_sentence_and_status_1(tmp_path, capsys, content, output, says):
    source = tmp_path / "in.txt"
    if content is not None:
        source.write_bytes(content)
    assert main(["embed", str(source), "-o", str(tmp_path / output)]) == 1
    assert says in capsys.readouterr().err


def test_how_a_file_was_read_is_said_and_can_be_changed(tmp_path, model, capsys):
    source = tmp_path / "films.csv"
    source.write_bytes("id;said\n1;Хороший фильм.\n2;\n3;Очень скучно было.\n".encode("cp1251"))
    target = str(tmp_path / "v.npz")
    assert main(["embed", str(source), "-o", target, "--model", model]) == 0
    said = capsys.readouterr().err
    assert "Read as Windows-1251 (Cyrillic), which is a guess: 4 lines, 2 sentences" in said
    assert "column “said”" in said
    assert "1 empty line was skipped." in said
    changed = ["--encoding", "koi8-r", "--separator", "none", "--no-header"]
    assert main(["embed", str(source), "-o", target, "--model", model, *changed]) == 0
    assert "Read as KOI8-R (Cyrillic): 4 lines, 4 sentences." in capsys.readouterr().err
    assert main(["embed", str(source), "-o", target, "--column", "2", "--model", model]) == 0
    assert "column “said”" in capsys.readouterr().err
    assert main(["embed", str(source), "-o", target, "--column", "spoken"]) == 1
    assert "choose one of “id”, “said”" in capsys.readouterr().err
