"""The exported script runs as it is and gives the same bytes."""

import dataclasses
import subprocess
import sys

import pytest
from support.app_server import ROOT
from support.traces import make_trace

from explorer import pictures
from explorer.errors import ExportError
from explorer.export import Options
from explorer.export.save import save, to_bytes
from explorer.export.script import saving

HOSTILE = 'A $x_1$ "quoted" \\ cat\'s {mat} <b>.'


@pytest.fixture(scope="module")
def picture(bundled):
    return pictures.attention_heatmap(bundled.run(HOSTILE), layer=2, head=3, first_index=1)


def test_only_what_was_chosen_stands_in_the_script(picture):
    script = to_bytes(picture, "py", Options("text", look="grey", caption=True)).decode()
    assert script.endswith(
        "picture.save('attention_heatmap.pdf', size='text', look='grey', caption=True)\n"
    )
    assert "show()" not in script
    assert len(script.splitlines()) < 15
    plain = to_bytes(picture, "py").decode()
    assert plain.endswith("picture.save('attention_heatmap.pdf')\n")


def test_a_name_cannot_leave_its_quotation_marks(picture):
    script = saving(picture.code, "a'); import os #.pdf", Options())
    compile(script, "<script>", "exec")
    assert script.splitlines()[-1] == 'picture.save("a\'); import os #.pdf")'


def test_a_picture_without_a_script_says_why():
    switched_off = dataclasses.replace(make_trace(), made_with={"changed": "yes"})
    with pytest.raises(ExportError, match="its pass was changed on the way"):
        to_bytes(pictures.state_norms(switched_off), "py")


RUN_EACH = "import runpy, sys; [runpy.run_path(name) for name in sys.argv[1:]]"


def test_the_script_gives_the_same_bytes(picture, tmp_path):
    options = Options("page", 100, "light", title="An own $x_1$", unit="words", part=(1, 9))
    formats = ("pdf", "svg", "png")
    for form in formats:
        script = saving(picture.code, f"again.{form}", options)
        (tmp_path / f"{form}.py").write_text(script, "utf-8")
    # One process for all of them: torch takes seconds to load.
    subprocess.run([sys.executable, "-c", RUN_EACH, *(f"{form}.py" for form in formats)],
                   cwd=tmp_path, check=True,
                   env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"})  # fmt: skip
    for form in formats:
        first = save(picture, tmp_path / f"first.{form}", options).read_bytes()
        assert (tmp_path / f"again.{form}").read_bytes() == first, form


def test_a_picture_saves_its_script(picture, tmp_path):
    path = picture.save(tmp_path / "head.py", size="text")
    assert "size='text'" in path.read_text("utf-8")
