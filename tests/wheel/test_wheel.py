"""The wheel, built and installed as a stranger would, into a folder far from the checkout.

A fresh virtual environment gets the wheel alone; the packages it depends on are those of the
environment that runs the test, so that nothing is downloaded. ``make wheel-test`` runs this.
"""

import json
import re
import subprocess
import urllib.request
import zipfile
from pathlib import Path

import pytest
from support.app_server import ROOT, started_by

import explorer

pytestmark = pytest.mark.wheel


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_file_of_the_package_and_of_the_app_is_in_the_wheel(wheel):
    there = set(zipfile.ZipFile(wheel).namelist())
    package = [file.relative_to(ROOT) for file in (ROOT / "explorer").rglob("*") if file.is_file()]
    app = [Path("app.py"), Path(".streamlit/config.toml"),
           *(file.relative_to(ROOT) for file in (ROOT / "pages").glob("*.py"))]  # fmt: skip
    wanted = {file.as_posix() for file in package if "__pycache__" not in file.parts}
    wanted = {name for name in wanted if not name.endswith(".d.ts")}  # for the type check alone
    wanted |= {f"explorer/_app/{file.as_posix()}" for file in app}
    assert wanted - there == set()
    others = {name.split("/")[0] for name in there - wanted}
    assert others == {f"bert_explorer-{explorer.__version__}.dist-info"}


def test_the_library_in_five_lines_of_the_readme(installed, tmp_path):
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = re.search(r"^## The library in five lines\n\n```python\n(.*?)```", readme, re.M | re.S)
    check = "\nprint(explorer.__file__)\nprint(len(trace.tokens))\n"
    said = run([installed / "python", "-c", lines[1] + check], tmp_path).split("\n")
    assert Path(said[0]).is_relative_to(installed.parent)
    assert said[1] == "10"
    assert (tmp_path / "view.html").stat().st_size > 10_000


def test_the_command_says_its_version(installed, tmp_path):
    said = run([installed / "bert-explorer", "--version"], tmp_path)
    assert said == f"bert-explorer {explorer.__version__}\n"


def test_the_installed_app_answers_from_any_folder_under_its_own_settings(installed, tmp_path):
    command = [str(installed / "bert-explorer"), "--no-browser", "--port"]
    with started_by(command, tmp_path, cwd=tmp_path) as server:
        page = urllib.request.urlopen(f"{server.url}/", timeout=10)
        with page:
            assert b"<title>" in page.read()
            assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Traceback" not in server.log.read_text()


def test_the_installed_pages_are_drawn_under_the_installed_settings(installed, tmp_path):
    script = """
import json, logging
logging.disable()
from streamlit import config
from streamlit.testing.v1 import AppTest
from explorer.cli import start
from explorer.ui import registry
config._main_script_path = str(start.launcher())
names = ["browser.gatherUsageStats", "runner.postScriptGC", "theme.light.primaryColor"]
missing = [info.file for info in registry.EVERY if not (registry.FOLDER / info.file).is_file()]
app = AppTest.from_file(str(start.PACKAGE / "ui" / "main.py"), default_timeout=90).run()
drawn = [len(app.exception), app.title[0].value]
print(json.dumps([missing, *map(config.get_option, names), *drawn]))
"""
    said = run([installed / "python", "-c", script], tmp_path)
    told = json.loads(said.strip().split("\n")[-1])
    assert told == [[], False, False, "#1f5fbf", 0, "See what a BERT does with a sentence"]
