"""Sentences of typed text and of files."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.data import uploads
from explorer.data.uploads import Choices
from explorer.errors import InputError


def read(name, data, most=100, **chosen):
    return uploads.from_upload(name, data, most=most, choices=Choices(**chosen))


def test_a_text_file_has_one_sentence_a_line_and_empty_lines_do_not_count():
    found = read("a.txt", "One.\r\n\n  Two.  \n".encode("utf-8-sig"))
    assert found.texts == ("One.", "Two.")
    assert found.empty == 1
    assert found.report.lines == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_every_kind_of_line_end_is_read(name, end):
    assert read(name, end.join(["text", "One.", "Two, too.", ""]).encode()).texts[-2:] == (
        "One.",
        "Two, too.",
    )


def test_only_line_ends_end_a_line():
    assert read("a.txt", "One\u2028more\x0bline.\nTwo.".encode()).texts == (
        "One\u2028more\x0bline.",
        "Two.",
    )


@pytest.mark.parametrize(
    "data",
    [
        'id,text\n1,"Hello, you."\n2,Bye.\n',
        "id;Sentence\n1;Hello, you.\n2;Bye.\n",
        "text\tid\nHello, you.\t1\nBye.\t2\n",
        "id|tweet\n1|Hello, you.\n2|Bye.\n",
        "id|tweet_id|full_tweet\n1|7|Hello, you.\n2|8|Bye.\n",
        "sep=;\nid;text\n1;Hello, you.\n2;Bye.\n",
        'sep=,\r\nid,text\r\n1,"Hello, you."\r\n2,Bye.\r\n',
        'id,text\n1,"Hello, you."\n\n2,"Bye."\n',
    ],
)
def test_the_text_column_is_found_whatever_the_separator(data):
    found = read("a.CSV", data.encode())
    assert found.texts == ("Hello, you.", "Bye.")
    assert found.report.header


@pytest.mark.parametrize("first", ["text", "Tweet", "REVIEW"])
def test_commas_of_a_file_with_one_column_cut_nothing(first):
    lines = ["Hello, you, there.", "No comma.", "One, two."]
    found = read("a.csv", "\n".join([first, *lines]).encode())
    assert found.texts == tuple(lines)
    assert found.report.separator == uploads.NO_SEPARATOR
    assert read("a.csv", "\n".join(lines).encode()).texts == tuple(lines)


def test_sentences_with_one_comma_each_are_no_table():
    lines = ("Hello, you.", "Bye, then.", "Well, yes.")
    assert read("a.csv", "\n".join(lines).encode()).texts == lines
    assert read("a.csv", "\n".join(lines).encode(), separator=",", column=0).texts[0] == "Hello"


def test_a_csv_of_one_column_needs_no_header():
    assert read("a.csv", b"One.\nTwo.\n").texts == ("One.", "Two.")
    assert read("a.csv", b"text\nOne.\n").texts == ("One.",)
    assert read("a.csv", b"A nice review\nText of it\n").texts == ("A nice review", "Text of it")


def test_one_quotation_mark_merges_no_rows():
    data = 'id\ttext\n1\t"Hello there\n2\tBye.\n3\tA 5" disk.\n'
    found = read("a.tsv", data.encode())
    assert found.texts == ('"Hello there', "Bye.", 'A 5" disk.')
    assert "1 row has an unpaired quotation mark" in found.report.remarks[0]
    assert "(line 2)" in found.report.remarks[0]


def test_unquoted_separators_in_a_text_are_kept_and_reported():
    rows = [f"Fine, number {n}.;x" for n in range(20)]
    data = "\n".join(["text;label", *rows[:7], "One; two; three.;y", "alone", *rows[7:]])
    found = read("a.csv", data.encode())
    assert found.texts[7:9] == ("One; two; three.", "alone")
    assert found.report.remarks == (
        "1 row has more cells than columns: the extra ones were kept as part of the text (line 9).",
    )


def test_a_row_without_the_text_column_is_reported_with_its_line():
    rows = [f"{n},Sentence {n}" for n in range(20)]
    found = read("a.csv", "\n".join(["id,text", *rows, "no text here"]).encode())
    assert len(found.texts) == 20
    assert found.report.left_out == 1
    assert "line 22" in found.report.remarks[0]


def test_without_a_known_name_the_longest_texts_are_taken_and_another_column_can_be():
    data = b"name,said,link\nAnn,Hello you there,https://a.example/very/long/address\nBo,Well,x\n"
    found = read("a.csv", data)
    assert found.texts == ("Hello you there", "Well")
    assert (found.report.columns, found.report.column) == (("name", "said", "link"), 1)
    assert read("a.csv", data, column="NAME").texts == ("Ann", "Bo")
    assert read("a.csv", data, column=0).texts == ("Ann", "Bo")
    assert read("a.csv", data, column="1").texts == ("Ann", "Bo")
    assert read("a.csv", data, header=False).texts[0] == "said"


def test_a_table_without_names_loses_no_row():
    data = b"5,A lovely film.\n1,Dull from start to end.\n4,Nice.\n"
    found = read("a.csv", data)
    assert len(found.texts) == 3
    assert found.report.columns == ("column 1", "column 2")


def test_the_reader_may_turn_the_cutting_off():
    found = read("a.csv", b"id,text\n1,Hello\n", separator=uploads.NO_SEPARATOR)
    assert found.texts == ("id,text", "1,Hello")


def test_marks_and_separators_behind_a_backslash_are_text():
    data = r"""id,text
1,"He said \"hi\", and left."
2,"Bye."
"""
    assert read("a.csv", data.encode()).texts == ('He said "hi", and left.', "Bye.")
    data = "id,text\n" + "".join(f"{n},Hello\\, you.\n" for n in range(5))
    assert read("a.csv", data.encode()).texts == ("Hello, you.",) * 5


def test_a_long_cell_is_read_whole():
    long = "x" * 200_000
    assert read("a.csv", f"text,id\n{long},1\n".encode()).texts == (long,)


def test_more_sentences_than_the_limit_are_counted_and_left_out():
    found = uploads.from_lines("a\n" * 120, most=100)
    assert (len(found.texts), found.beyond) == (100, 20)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "not text"),
        ("a.txt", bytes(range(1, 30)) * 50, "not text"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"sep=;\n", "empty"),
        ("a.txt", b"\n \n", "empty"),
        ("a.csv", b"text\n", "names its columns"),
        ("a.csv", b"text,id\n,1\n,2\n", "no sentence"),
        ("a.txt", b"x" * (uploads.MOST_BYTES + 1), "at most 25 MB"),
    ],
)
def test_a_bad_upload_gets_one_sentence_that_says_what_to_do(name, data, says):
    with pytest.raises(InputError, match=says) as caught:
        read(name, data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("column", ["age of Ann", 7, -1])
def test_a_column_that_is_not_there_is_named_with_those_that_are(column):
    with pytest.raises(InputError, match="choose one of “id”, “text”"):
        read("a.csv", b"id,text\n1,Hello\n", column=column)


NAMES = ["id", "label", "a", "B c", "datum"]
# Line breaks inside a cell are part of it; what no text file holds is left out.
CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffd")
    | st.sampled_from(",;|\t\"'\n \\"),
    max_size=12,
)


@st.composite
def tables(draw):
    """Column names with "text" among them, and rows."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    place = draw(st.integers(0, len(names)))
    names.insert(place, "text")
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    return place, [names, *draw(st.lists(row, min_size=1, max_size=6))]


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(list(",;\t|")),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        "lineterminator": st.sampled_from(["\n", "\r\n", "\r"]),
    }
)


def written(rows, dialect):
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


@settings(max_examples=100, deadline=None)
@given(
    tables(), DIALECTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]), st.booleans()
)
def test_what_was_written_as_a_table_is_read_back(table, dialect, encoding, directive):
    place, rows = table
    end = dialect["lineterminator"][-1]  # Python 3.11 quotes a line break inside for its own alone
    rows = [[cell.replace("\n", end) for cell in row] for row in rows]
    text = written(rows, dialect)
    if directive:
        text = f"sep={dialect['delimiter']}\n{text}"
    cells = [row[place].strip() for row in rows[1:]]
    if not any(cells):
        return
    found = read("a.csv", text.encode(encoding))
    assert found.texts == tuple(cell for cell in cells if cell)
    assert len(found.texts) + found.empty + found.report.left_out == len(cells)
    assert (found.report.header, found.report.column) == (True, place)


@settings(max_examples=100, deadline=None)
@given(st.lists(CELLS.map(lambda cell: cell.replace("\n", " ")), min_size=1), st.sampled_from(
    ["a.txt", "a.csv", "a.tsv"]))  # fmt: skip
def test_every_line_of_any_file_is_accounted_for(lines, name):
    try:
        found = read(name, "\n".join(lines).encode(), most=3)
    except InputError:
        return
    report = found.report
    rows = len(found.texts) + found.beyond + found.empty + report.left_out + report.header
    if '"' in "".join(lines):  # a quoted cell may span lines
        assert rows <= report.lines
    else:
        assert rows == report.lines


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS.map(lambda cell: cell.replace("\n", " ")), min_size=1))
def test_a_text_file_is_its_lines(lines):
    if any(line.strip() for line in lines):
        found = read("a.txt", "\n".join(lines).encode())
        assert found.texts == tuple(line.strip() for line in lines if line.strip())


def test_a_table_of_empty_cells_has_no_sentence():
    with pytest.raises(InputError, match="no sentence"):
        read("a.csv", b",,,\n,,,\n")


@pytest.mark.parametrize("first", ["SEP=;", "Sep=;", '"SEP=;"', "sep=;;"])
def test_the_line_that_names_the_separator_is_no_sentence(first):
    found = uploads.from_upload("a.csv", f"{first}\r\nid;text\r\n1;a, b\r\n".encode(), most=9)
    assert found.texts == ("a, b",)
    assert found.report.columns == ("id", "text")


def test_a_tab_may_be_named_as_backslash_t():
    found = uploads.from_upload("a.csv", b"sep=\\t\nid\ttext\n1\ta; b, c\n", most=9)
    assert found.texts == ("a; b, c",)


@pytest.mark.parametrize(
    "data", [b"id,text\n", b"id;text", b'"id"\t"text"\r\n', b"sep=;\nid;text\n",
             "id;text\r\n".encode("utf-16")]
)  # fmt: skip
def test_names_of_columns_without_a_row_are_a_sentence(data):
    with pytest.raises(InputError, match=r"names its columns \(“id”, “text”\) and has no row"):
        uploads.from_upload("a.csv", data, most=9)


@pytest.mark.parametrize("line", ["Well, a text, you see", "Hello,world"])
def test_one_line_of_prose_is_a_sentence_and_no_header(line):
    assert uploads.from_upload("a.csv", line.encode(), most=9).texts == (line,)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_loses_nothing(codec):
    text = "SEP=;\r\nid;text\r\n1;héllo ☃, 猫\r\n2;bye\r\n"
    mark = "" if codec == "utf-16" else "\ufeff"
    found = uploads.from_upload("a.csv", (mark + text).encode(codec), most=9)
    assert found.texts == ("héllo ☃, 猫", "bye")
    assert not found.report.guessed
