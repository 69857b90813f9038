"""The entry for jupyter-server-proxy: what it starts, and under which address."""

import sys
import tomllib
import xml.etree.ElementTree as ET
from importlib import import_module

from support.app_server import ROOT

from explorer.cli import jupyter

GROUP = "jupyter_serverproxy_servers"


def filled(base_url="/user/ada/", port=7001):
    """The command as jupyter-server-proxy fills it in."""
    return [part.format(base_url=base_url, port=port) for part in jupyter.server()["command"]]


def test_the_entry_point_gives_the_server_under_its_own_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [(name, place)] = project["entry-points"][GROUP].items()
    module, _, function = place.partition(":")
    assert getattr(import_module(module), function) is jupyter.server
    assert name == jupyter.NAME


def test_the_app_is_told_where_it_stands_and_opens_no_browser():
    command = filled()
    options = dict(zip(command[6::2], command[7::2], strict=True))
    assert command[:6] == [sys.executable, "-P", "-m", "streamlit", "run", str(ROOT / "app.py")]
    assert options == {
        "--server.headless": "true",
        "--server.baseUrlPath": "/user/ada/bert-explorer",
        "--server.port": "7001",
    }
    assert jupyter.server()["absolute_url"] is True  # else the path is cut off, and is not found


def test_it_waits_long_enough_for_a_busy_machine_and_has_a_drawing_for_the_launcher():
    entry = jupyter.server()
    assert entry["timeout"] >= 60
    assert entry["launcher_entry"]["title"] == "BERT Explorer"
    drawing = ET.parse(entry["launcher_entry"]["icon_path"]).getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(drawing.iter())) > 5
