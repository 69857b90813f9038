"""python -m explorer pictures FILE.toml: all pictures of a paper, inside its folder."""

import pytest

from explorer.__main__ import main
from explorer.cli import making

PAPER = r"""
size = "text"
captions = "captions.txt"
bibtex = "out/figures.bib"

[texts]
cat = "The cat $x$ sat on C:\\mat."
dog = "The dog sat."

[[picture]]
picture = "attention_heatmap"
of = "cat"
layer = 0
head = 3
file = ["out/head.pdf", "out/head.png"]
dpi = 72

[[picture]]
picture = "similarity_heatmap"
of = ["cat", "dog"]
state = 4
file = "same.svg"
unit = "words"
part = [0, 4]
size = "page"
look = "grey"

[[picture]]
picture = "state_norms"
text = "A text of its own."
"""


@pytest.fixture(autouse=True)
def loaded_once(bundled, monkeypatch):
    monkeypatch.setattr(making.explorer, "load", lambda _: bundled, raising=False)


def run(folder, text):
    (folder / "paper.toml").write_text(text, "utf-8")
    return main(["pictures", str(folder / "paper.toml")])


def files(folder):
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def test_a_folder_in_the_place_of_the_file_is_one_sentence(tmp_path, capsys):
    assert main(["pictures", str(tmp_path)]) == 1
    assert "is a folder: give a TOML file" in capsys.readouterr().err


def test_all_pictures_are_made_the_same_twice_with_captions_and_papers(tmp_path, capsys):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        assert run(folder, PAPER) == 0
        made.append(files(folder))
    assert made[0] == made[1]
    assert set(made[0]) == {
        "paper.toml", "out/head.pdf", "out/head.png", "same.svg", "state_norms.pdf",
        "captions.txt", "out/figures.bib",
    }  # fmt: skip
    said = made[0]["captions.txt"].decode("utf-8")
    assert "head.pdf\nAttention, layer 0, head 3. Model: all-MiniLM-L6-v2. Text: “The cat" in said
    assert b"@inproceedings{vaswani2017," in made[0]["out/figures.bib"]
    told = capsys.readouterr()
    assert "3 of 3" in told.err
    assert "same.svg" in told.out


def entry(**given):
    lines = {"picture": '"state_norms"', "text": '"A cat."', **given}
    return "[[picture]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("picture = [", "is not TOML"),
        ("", "There is no picture in this file"),
        ("picture = 3", "There is no picture in this file"),
        ("picture = [3]", "Picture 1: this is no table"),
        ("colour = 1\n" + entry(), "“colour” means nothing here"),
        ("texts = 3\n" + entry(), "[texts] is a table"),
        (entry(picture='"nothing"'), "Picture 1 (nothing): There is no picture “nothing”"),
        (entry() + entry(file='"b.gif"'), "Picture 2 (b.gif): There is no format 'gif'"),
        (entry(of='"cow"'), "Picture 1 (state_norms): [texts] has no “cow”"),
        (entry(text="3"), "“text” is a text"),
        (entry(head="3"), "state_norms has no option “head”"),
        (entry(size='"A4"'), "There is no size 'A4'"),
        (entry(size="[1]"), "There is no size [1]"),
        (entry(title='" "'), "The title is on, off or a text"),
        (entry(unit='"words"'), "state_norms shows tokens only"),
        (entry(part="[2]"), "A part is the number of its first unit"),
        (entry(file='"../a.pdf"'), "Picture 1 (../a.pdf): '../a.pdf' leads out of the folder"),
        (entry(file='"/tmp/a.pdf"'), "'/tmp/a.pdf' begins at the root of the disk: name a file"),
        (entry(file='"a\\u0000.pdf"'), "is not a file's name"),
        (entry() + entry(), "Picture 2 (state_norms): two pictures are written to “state_norms"),
        ('captions = "../c.txt"\n' + entry(), "leads out of the folder"),
        ('captions = "paper.toml"\n' + entry(), "captions would be written over “paper.toml”"),
        ('bibtex = "a.pdf"\n' + entry(file='"a.pdf"'), "bibtex would be written over “a.pdf”"),
        ('captions = "c"\nbibtex = "c"\n' + entry(), "bibtex would be written over “c”"),
        ('captions = "."\n' + entry(), "“.” is a folder"),
        ('captions = "' + "c" * 300 + '"\n' + entry(), "No file can be called “ccc"),
        (entry(file='"paper.toml/a.pdf"'), "“paper.toml” is a file: “paper.toml/a.pdf” cannot"),
        (entry(model="3"), "“model” is a text"),
        (entry(first_index="7"), "“first_index” is a whole number from 0 to 1, not 7"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_pictures_name(text, says, tmp_path, capsys):
    assert run(tmp_path, text) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert set(files(tmp_path)) == {"paper.toml"}


def test_a_mistake_that_only_the_text_shows_names_its_picture(tmp_path, capsys):
    assert run(tmp_path, entry(picture='"embedding_sum"', token="99", file='"sum.pdf"')) == 1
    assert "Picture 1 (sum.pdf): There is no token 99" in capsys.readouterr().err


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path, capsys):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    assert run(inside, entry(file='"link/a.pdf"')) == 1
    assert "leads out of the folder" in capsys.readouterr().err
    assert list(outside.iterdir()) == []


def test_a_missing_file_and_a_huge_one_get_a_sentence(tmp_path, capsys):
    assert main(["pictures", str(tmp_path / "no.toml")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert run(tmp_path, "#" * 1_000_001) == 1
    assert "larger than 1,000 kB" in capsys.readouterr().err
