"""The app says its limits where they are met."""


def test_a_text_beyond_the_limit_gets_a_sentence(visit, monkeypatch):
    monkeypatch.setenv("EXPLORER_TEXT_CHARACTERS", "20")
    app = visit("attention_maps", text="A text of more than twenty characters.")
    assert "at most 20" in app.words()
    app.check_up()


def test_a_full_house_says_so_and_draws_nothing_else(visit, monkeypatch):
    from explorer.ui import limits

    monkeypatch.setenv("EXPLORER_SESSIONS", "1")
    monkeypatch.setattr(limits.admit, "__defaults__", (lambda: 2,))
    app = visit("attention_maps")
    assert "All places of this installation are taken (1)" in app.words()
    assert not app.slider


def test_a_second_text_has_the_same_limit(visit, monkeypatch):
    monkeypatch.setenv("EXPLORER_TEXT_CHARACTERS", "20")
    app = visit("attention_maps", text="A short one.", pair="A text of more than twenty letters.")
    assert "35 characters, and at most 20" in app.words()


def test_a_file_beyond_the_limit_gets_a_sentence(visit, monkeypatch):
    monkeypatch.setenv("EXPLORER_UPLOAD_MB", "1")
    app = visit("sentences")
    before = app.titles()
    big = ("big.txt", b"A sentence.\n" * 100_000, "text/plain")
    app.file_uploader(key="se_file").set_value(big).run()
    app.check_up()
    assert "“big.txt” is larger than the 1 MB" in app.words()
    assert app.titles() == before  # what is typed stays
