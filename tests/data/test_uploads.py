import pytest

from explorer.data import uploads
from explorer.errors import InputError


def read(name, data, **options):
    return uploads.from_upload(name, data, most=100, **options)


def test_a_text_file_has_one_sentence_a_line_and_empty_lines_do_not_count():
    found = read("a.txt", "One.\r\n\n  Two.  \n".encode("utf-8-sig"))
    assert found.texts == ("One.", "Two.")
    assert found.empty == 1


@pytest.mark.parametrize(
    "data",
    [
        'id,text\n1,"Hello, you."\n2,Bye.\n',
        "id;Sentence\n1;Hello, you.\n2;Bye.\n",
        "text\tid\nHello, you.\t1\nBye.\t2\n",
    ],
)
def test_the_text_column_is_found_whatever_the_separator(data):
    assert read("a.CSV", data.encode()).texts == ("Hello, you.", "Bye.")


def test_a_csv_of_one_column_needs_no_header():
    assert read("a.csv", b"One.\nTwo.\n").texts == ("One.", "Two.")
    assert read("a.csv", b"text\nOne.\n").texts == ("One.",)


def test_a_column_can_be_named():
    assert read("a.csv", b"name,said\nAnn,Hello\n", column="said").texts == ("Hello",)


def test_old_and_wide_encodings_are_read():
    assert read("a.txt", "Café crème".encode("cp1252")).texts == ("Café crème",)
    assert read("a.txt", "Café crème".encode("utf-16")).texts == ("Café crème",)


def test_more_sentences_than_the_limit_are_counted_and_left_out():
    found = uploads.from_lines("a\n" * 120, most=100)
    assert (len(found.texts), found.beyond) == (100, 20)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"name,age\nAnn,3\n", "No column"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "not text"),
        ("a.txt", bytes(range(1, 30)) * 50, "not text"),
        ("a.csv", b"", "empty"),
        ("a.txt", b"\n \n", "no sentence"),
        ("a.csv", b"text\n", "no sentence"),
        ("a.txt", b"x" * (uploads.MOST_BYTES + 1), "at most 25 MB"),
        ("a.csv", b"text,id\n" + b"x" * 200_000 + b",1\n", "cannot be read"),
    ],
)
def test_a_bad_upload_gets_one_sentence_that_says_what_to_do(name, data, says):
    with pytest.raises(InputError, match=says) as caught:
        read(name, data)
    assert "\n" not in str(caught.value)
