"""``live`` on the command line."""

from explorer.__main__ import main


def test_live_writes_a_page_that_holds_the_model(tmp_path, capsys):
    file = tmp_path / "live.html"
    assert main(["live", "The <b>cat</b> sat.", "--pair", "It slept.", "-o", str(file)]) == 0
    page = file.read_text("utf-8")
    assert ">The &lt;b&gt;cat&lt;/b&gt; sat.</textarea>" in page
    assert page.count('data-part="low"') > 10
    assert f"{file.stat().st_size / 1e6:.1f} MB" in capsys.readouterr().out


def test_mistakes_are_one_sentence(tmp_path, capsys):
    for given, said in (
        (["word " * 200], "202 tokens"),
        ([" "], "type at least one word"),
        (["ok", "-o", str(tmp_path / "none" / "live.html")], "There is no folder"),
    ):
        assert main(["live", *given]) == 1
        assert said in capsys.readouterr().err
