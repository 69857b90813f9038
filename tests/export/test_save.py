"""A Picture as bytes and as a file: formats, places, mistakes."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from support.figure_cases import picture
from support.traces import make_trace

from explorer.errors import ExportError
from explorer.export import Options
from explorer.export.save import inside, to_bytes


def heatmap():
    return picture("attention_heatmap", make_trace())


def test_csv_and_numbers_are_those_of_the_table(tmp_path):
    made = heatmap()
    path = made.save(tmp_path / "a.csv")
    assert path.read_bytes() == made.csv
    found = np.load(made.save(tmp_path / "a.npz"), allow_pickle=False)
    assert np.array_equal(found["values"], made.table.to_numpy())
    assert list(found["columns"]) == [str(name) for name in made.table.columns]
    assert str(found["caption"]) == made.caption


def test_numbers_of_a_table_of_words_are_kept_by_column():
    made = picture("fill_mask_top", make_trace())
    found = np.load(io.BytesIO(to_bytes(made, "npz")), allow_pickle=False)
    for place, name in enumerate(made.table.columns):
        assert list(found[f"column_{place}"]) == list(made.table[name])


def test_numbers_are_the_same_bytes_twice():
    first, second = (to_bytes(heatmap(), "npz") for _ in range(2))
    assert first == second
    assert {one.date_time[0] for one in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.docx", "There is no format 'docx': choose pdf, svg"),
        ("a", "The name has no ending that names a format"),
        ("missing/a.csv", "There is no folder"),
        (".", "is a folder: add a file's name"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, name, said):
    with pytest.raises(ExportError, match=said):
        heatmap().save(tmp_path / name)


def test_a_place_that_may_not_be_written_is_one_sentence(tmp_path, monkeypatch):
    def refuse(self, content):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(ExportError, match=r"a\.csv' cannot be written: permission denied\.$"):
        heatmap().save(tmp_path / "a.csv")


def test_a_file_whose_name_is_a_folder_of_another_is_one_sentence(tmp_path):
    (tmp_path / "b").write_text("")
    with pytest.raises(ExportError, match="There is no folder"):
        heatmap().save(tmp_path / "b" / "a.csv")


@pytest.mark.parametrize("name", ["../a.pdf", "/tmp/a.pdf", "b/../../a.pdf", "..\\a.pdf", " "])
def test_a_name_stays_in_its_folder(tmp_path, name):
    with pytest.raises(
        ExportError, match=r"root of the disk|leads out of the folder|not a file's name"
    ):
        inside(tmp_path, name)


def test_a_typed_name_is_a_name_and_nothing_else(tmp_path):
    path = heatmap().save(tmp_path / "$x_{b}\\a%n.csv")
    assert path.name == "$x_{b}\\a%n.csv" and path.parent == tmp_path


def test_a_name_in_its_folder_is_found(tmp_path):
    assert inside(tmp_path, "a/$x_{b}.pdf") == tmp_path / "a" / "$x_{b}.pdf"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"size": "huge"}, "There is no size 'huge': choose column, text"),
        ({"look": "neon"}, "There is no look 'neon': choose print"),
        ({"look": ["print"]}, "There is no look"),
        ({"dpi": 5}, "from 36 to 1200 dots per inch: 5"),
        ({"dpi": 72.5}, "a whole number"),
        ({"dpi": True}, "a whole number"),
        ({"title": " "}, "The title is on, off or a text"),
        ({"caption": 1}, "The caption is on, off or a text"),
        ({"unit": "letters"}, "no unit .letters.: choose tokens or words"),
        ({"part": (4, 4)}, "A part is the number"),
        ({"part": "4"}, "A part is the number"),
    ],
)
def test_a_mistake_in_the_options_is_one_sentence(options, said):
    with pytest.raises(ExportError, match=said):
        Options(**options)


@pytest.mark.parametrize("path", ["", " ", None, 5, "a" * 300 + ".pdf", "nul\0.pdf"])
def test_what_no_file_can_be_called_is_one_sentence(path):
    with pytest.raises(
        ExportError, match=r"^(A file needs a name|No file can have this name).*\.$"
    ):
        heatmap().save(path)


def test_half_a_character_in_a_title_is_replaced():
    assert Options(title="a\ud800b", caption="\udfff").title == "a\ufffdb"
    assert b"a\xef\xbf\xbdb" in to_bytes(heatmap(), "svg", Options(title="a\ud800b"))
