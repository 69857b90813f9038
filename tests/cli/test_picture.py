"""python -m explorer picture: files of one picture, and one sentence for each mistake."""

import io

import pytest

from explorer.__main__ import main
from explorer.cli import making
from explorer.cli.recipes_many import RECIPES

NASTY = "The <b>$x_1$ \\ cat {sat}."


@pytest.fixture(autouse=True)
def loaded_once(bundled, monkeypatch):
    monkeypatch.setattr(making.explorer, "load", lambda _: bundled, raising=False)


def head(*more):
    return main(["picture", "attention_heatmap", NASTY, "--layer", "0", "--head", "3", *more])


def test_every_output_is_written_in_the_format_of_its_suffix(tmp_path, capsys):
    files = [tmp_path / f"head.{suffix}" for suffix in ("pdf", "svg", "png", "py", "csv", "html")]
    outputs = [part for file in files for part in ("-o", str(file))]
    assert head(*outputs, "--size", "text", "--dpi", "100") == 0
    assert capsys.readouterr().out.split() == [str(file) for file in files]
    begins = [file.read_bytes()[:4] for file in files]
    assert begins[:3] == [b"%PDF", b"<?xm", b"\x89PNG"]
    from PIL import Image

    assert Image.open(io.BytesIO(files[2].read_bytes())).width == 690
    assert "save('head.pdf', size='text', dpi=100)" in files[3].read_text("utf-8")
    assert "x_1" in files[1].read_text("utf-8")


def test_without_an_output_the_picture_names_its_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["picture", "state_norms", "The cat sat.", "The dog.", "--look", "grey"]) == 1
    assert "made from 1 text, not from 2" in capsys.readouterr().err
    assert main(["picture", "state_norms", "The cat sat.", "--pair", "It slept."]) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["state_norms.pdf"]


def test_words_a_part_and_a_title_of_ones_own_leave_as_asked(tmp_path, capsys):
    chosen = ("--unit", "words", "--part", "1:4", "--title-text", "My $title$")
    assert head("-o", str(tmp_path / "a.svg"), "-o", str(tmp_path / "a.py"), *chosen) == 0
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert "My $title$" in drawn and "Attention, layer 0" not in drawn
    assert "[CLS]" not in drawn  # the words from 1 to 3
    code = (tmp_path / "a.py").read_text("utf-8")
    assert "save('a.svg', title='My $title$', unit='words', part=(1, 4))" in code


def test_the_same_command_gives_the_same_bytes(tmp_path, capsys):
    for name in ("one", "two"):
        assert head("-o", str(tmp_path / f"{name}.pdf"), "--no-title", "--caption") == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_the_list_names_every_picture_and_its_options(capsys):
    assert main(["picture", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.partition(":")[0] for line in lines} == set(RECIPES)
    assert all(line.partition(": ")[2] for line in lines)
    assert main(["picture", "link_bars", "--list"]) == 0
    said = capsys.readouterr().out
    assert "made from 1 text\n" in said
    assert "--query: a whole number from 0 (needed)" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name a picture, such as attention_heatmap"),
        (["attention_heatmap", "x", "--layer", "zero", "--head", "0"], "from 0, not 'zero'."),
        (["state_norms", "x", "y"], "not from 2: give the second one as the pair (--pair)"),
        (["atention", "x"], "There is no picture “atention”"),
        (["atention", "--list"], "There is no picture “atention”"),
        (["attention_heatmap", "x", "--layer", "0"], "needs the option “head”"),
        (["attention_heatmap", "x", "--layer", "0", "--head", "99"], "There is no head 99"),
        (["state_norms", "x", "--words", "a"], "state_norms has no option “words”"),
        (["state_norms", "x", "--size", "A4"], "There is no size 'A4'"),
        (["state_norms", "x", "--look", "red"], "There is no look 'red'"),
        (["state_norms", "x", "--dpi", "7"], "from 36 to 1200"),
        (["state_norms", "x", "-o", "a.gif"], "There is no format 'gif'"),
        (["state_norms", "x", "-o", "a"], "no ending"),
        (["state_norms", "x", "-o", "missing/a.pdf"], "There is no folder 'missing'"),
        (["state_norms", " "], "There is no text yet"),
        (["state_norms", "word " * 300, "-o", "a.pdf"], "choose a part such as 0:1"),
        (["state_norms", "x", "--unit", "words"], "state_norms shows tokens only"),
        (["state_norms", "x", "--part", "4"], "A part is the number of its first unit"),
        (["state_norms", "x", "--part", "8:9"], "There is no part 8:9 of 3 tokens"),
        (["layer_curves", "--part", "0:2"], "layer_curves is not drawn by token"),
        (["state_norms", "x", "--title-text", " "], "The title is on, off or a text"),
        (["layer_film", "x", "--method", "UMAP"], "“method” is one of PCA, t-SNE"),
    ],
)
def test_a_mistake_is_one_sentence(arguments, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["picture", *arguments]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
