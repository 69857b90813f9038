"""Files that are not as they should be: commas in texts, remarks on top, other kinds of file."""

import pytest

from explorer.data import uploads
from explorer.data.uploads import Choices
from explorer.errors import InputError


def read(name, data, **chosen):
    return uploads.from_upload(name, data, most=100, choices=Choices(**chosen))


def test_a_header_of_known_names_holds_a_table_whose_texts_have_commas():
    found = read("a.csv", b"text,label\nHello, world,1\nA, b, c,0\nplain,1\n")
    assert found.texts == ("Hello, world", "A, b, c", "plain")
    assert found.report.columns == ("text", "label")
    assert "2 rows have more cells than columns" in found.report.remarks[0]
    middle = read("a.csv", b"id,text,label\n1,The cat, the dog, ran,pos\n2,A dog,neg\n")
    assert middle.texts == ("The cat, the dog, ran", "A dog")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_remarks_above_the_names_of_the_columns_are_no_sentences(end):
    lines = ["# made by me", "# in May", "id,text", "1,The cat", '2,"A, b"', ""]
    found = read("a.csv", end.join(lines).encode())
    assert found.texts == ("The cat", "A, b")
    assert found.report.remarks == ("2 lines of remarks (“#”) above the columns' names left out.",)
    assert found.report.preview[0].line == 4
    assert read("a.csv", b"# one\n# two\n").texts == ("# one", "# two")


@pytest.mark.parametrize("separator", ["ab", '"', "\n", ""])
def test_a_separator_must_be_one_character(separator):
    with pytest.raises(InputError, match="cannot separate columns"):
        read("a.csv", b"id,text\n1,a\n", separator=separator)


def test_a_file_of_another_kind_is_refused_by_its_beginning_and_one_odd_character_is_not():
    with pytest.raises(InputError, match="not text"):
        read("a.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    assert read("a.txt", b"The cat\x1b sat.\n").texts == ("The cat\x1b sat.",)


@pytest.mark.parametrize("text", ["It was 5° outside.", "a dog é ran", "The café was open."])
def test_one_sign_among_latin_words_is_of_a_latin_encoding(text):
    assert read("a.txt", text.encode("cp1252")).texts == (text,)
