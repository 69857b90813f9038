"""What the Dockerfile promises, as far as it can be read; tests/wheel/test_image.py runs it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.app_server import ROOT
from support.dockerfile import stages

BUILD, IMAGE = stages(ROOT / "Dockerfile")


def linted(file):
    """What hadolint finds."""
    program = shutil.which("hadolint", path=Path(sys.executable).parent)
    assert program, "run make setup: hadolint comes with requirements-dev.txt"
    return subprocess.run([program, str(file)], capture_output=True, text=True, check=False).stdout


def test_hadolint_finds_nothing():
    assert linted(ROOT / "Dockerfile") == ""


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("python:3.11-slim-trixie", "python:latest", "DL3007"),
        ("pip install --no-cache-dir", "pip install", "DL3042"),
        ("USER 1000:1000", "USER root", "DL3002"),
        ("WORKDIR /tmp", "WORKDIR tmp", "DL3000"),
    ],
)
def test_hadolint_would_find_this(tmp_path, good, bad, rule):
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert good in text
    (tmp_path / "Dockerfile").write_text(text.replace(good, bad), "utf-8")
    assert rule in linted(tmp_path / "Dockerfile")


def test_both_stages_stand_on_the_same_small_python():
    bases = {stage.only("FROM").partition(" ")[0] for stage in (BUILD, IMAGE)}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", bases.pop())


def test_nobody_is_root_and_everything_that_is_written_lies_in_tmp():
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", IMAGE.only("USER"))
    kept = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    places = {name: value for name, value in IMAGE.environment.items() if name not in kept}
    assert {"HOME", "MPLCONFIGDIR", "HF_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} == set(places)
    assert all(value.split("/")[1] == "tmp" for value in places.values())


def test_the_port_is_the_same_wherever_it_stands():
    port = IMAGE.only("EXPOSE")
    assert IMAGE.command[IMAGE.command.index("--port") + 1] == port
    assert f"'127.0.0.1', {port}," in IMAGE.health_check[-1]


def test_the_image_is_built_of_what_dockerignore_lets_in():
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:].removesuffix("/*.py") for line in lines if line.startswith("!")}
    copied = [rest.split() for rest in BUILD.all("COPY")]
    sources = {source for *these, _ in copied for source in these}
    assert let_in == sources
    assert all((ROOT / source).exists() for source in sources)
    assert "*" in lines and lines.index("*") < lines.index("!explorer")


def test_the_workflow_builds_the_image():
    assert ".ci/image" in (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    script = ROOT / ".ci" / "image"
    assert script.stat().st_mode & 0o111
    assert "--read-only --tmpfs /tmp --cap-drop ALL" in script.read_text("utf-8")
