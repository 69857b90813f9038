"""A file of sentences on its page: how it was read is shown and can be changed."""

import pytest

FILMS = "Хороший фильм, всем советую.\nСлишком долго и скучно."


@pytest.fixture
def upload(visit):
    """upload("a.csv", b"...") -> the page of sentences with this file."""

    def open_page(name, data):
        app = visit("sentences")
        return app.file_uploader(key="se_file").set_value((name, data, "text/plain")).run()

    return open_page


def box(app, label):
    return next(one for one in (*app.selectbox, *app.toggle) if one.label == label)


def preview(app):
    return next(one.value for one in app.dataframe if "line" in one.value.columns)


def test_a_guessed_encoding_is_shown_and_the_reader_can_change_it(upload):
    app = upload("a.txt", FILMS.encode("cp1251"))
    assert not app.exception
    assert "Read as Windows-1251 (Cyrillic), which is a guess: 2 lines, 2 sentences." in app.words()
    assert preview(app)["→ column 1"].tolist() == FILMS.split("\n")
    box(app, "Encoding").select("koi8_r").run()
    assert "Read as KOI8-R (Cyrillic): 2 lines" in app.words()
    assert preview(app)["→ column 1"][0].startswith("уНПНЬХИ")
    box(app, "Encoding").select("utf-8").run()
    assert "cannot be read as UTF-8" in app.said("warning")[0]


def test_column_header_and_separator_are_found_shown_and_can_be_changed(upload):
    app = upload("a.csv", b"name,said\nAnn,Hello to you there.\nBo,Good morning to all.\n")
    assert box(app, "Column with the sentences").value == 1
    assert "from column “said”" in app.words()
    assert preview(app)["line"].tolist() == [2, 3]
    box(app, "Column with the sentences").select(0).run()
    assert preview(app)["→ name"].tolist() == ["Ann", "Bo"]
    box(app, "First row names columns").set_value(False).run()
    assert preview(app)["line"].tolist() == [1, 2, 3]
    box(app, "Separator").select("none").run()
    assert preview(app)["→ column 1"][0] == "name,said"
    assert not app.exception


def test_what_is_odd_about_a_file_is_said(upload):
    app = upload("a.tsv", b'id\ttext\n1\t"Hello there\n2\t\n3\tBye.\n')
    assert "1 row has an unpaired quotation mark: it was kept as text (line 2)." in app.words()
    assert "1 empty line" in app.words()


def test_a_file_that_cannot_be_read_by_itself_offers_the_encodings(upload):
    app = upload("a.txt", b"\x89PNG\0\0\0")
    assert "not text" in app.said("warning")[0]
    assert box(app, "Encoding").value is None
