""".devcontainer/devcontainer.json: JSON, and its commands are targets of the Makefile."""

import json
import re
import tomllib

from support.app_server import ROOT

SETTINGS = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_its_commands_are_targets_of_the_makefile():
    label = SETTINGS["portsAttributes"]["8501"]["label"]
    named = [re.findall(r"make ([a-z-]+)", text) for text in (SETTINGS["postCreateCommand"], label)]
    assert named == [["setup"], ["run"]]
    assert {"setup", "run"} <= set(TARGETS)


def test_the_port_of_the_app_is_handed_on_and_python_is_new_enough():
    from streamlit import config

    assert SETTINGS["forwardPorts"] == [config._config_options_template["server.port"].default_val]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least = project["requires-python"].removeprefix(">=")
    version = re.match(r"python:(3\.\d+)", SETTINGS["image"])
    assert version and tuple(map(int, version[1].split("."))) >= tuple(map(int, least.split(".")))
