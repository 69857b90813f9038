"""The Space of the Hugging Face hub: its front matter, and what is pushed."""

from importlib import util

import pytest
import yaml
from support.app_server import ROOT
from support.dockerfile import stages

from explorer.catalog import BUNDLED_ID
from explorer.ui import limits, web

HERE = ROOT / "deploy" / "space"
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


@pytest.fixture
def space():
    """deploy/space/push.py."""
    spec = util.spec_from_file_location("push", HERE / "push.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Hub:
    """Takes the calls of HfApi, and what its upload_folder would take."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *given, **named: self.calls.append((name, given, named))

    def named(self, name):
        return [(given, named) for called, given, named in self.calls if called == name]


def front_matter():
    start, matter, text = (HERE / "README.md").read_text("utf-8").split("---\n", 2)
    assert start == "" and text.strip()
    return yaml.safe_load(matter)


def test_the_front_matter_names_docker_and_the_port_of_the_image():
    matter = front_matter()
    assert matter["sdk"] == "docker"
    assert matter["app_port"] == int(stages(ROOT / "Dockerfile")[-1].only("EXPOSE"))
    assert {matter["colorFrom"], matter["colorTo"]} <= COLOURS
    assert matter["license"] == "mit"
    assert len(matter["short_description"]) <= 60  # the hub refuses more


def test_what_is_pushed_is_what_the_image_is_built_of(space):
    from huggingface_hub.utils import filter_repo_objects

    hub = Hub()
    space.push("ada/bert-explorer", hub)
    [(_, folder)] = hub.named("upload_folder")
    files = [file.relative_to(ROOT).as_posix() for place in ("explorer", "pages", "tests", "deploy")
             for file in (ROOT / place).rglob("*") if file.is_file()]  # fmt: skip
    files += [file.name for file in ROOT.iterdir() if file.is_file()] + [".streamlit/config.toml"]
    sent = set(filter_repo_objects(files, allow_patterns=folder["allow_patterns"],
                                   ignore_patterns=folder["ignore_patterns"]))  # fmt: skip
    wanted = {name for copied in stages(ROOT / "Dockerfile")[0].all("COPY")
              for name in copied.split()[:-1]} - {"README.md"}  # fmt: skip
    assert {name for name in wanted if not any(one.startswith(name) for one in sent)} == set()
    assert {"Dockerfile", ".dockerignore", "explorer/ui/web.py"} <= sent
    assert "README.md" not in sent
    assert [name for name in sent if name.startswith(("tests", "deploy"))] == []
    assert [name for name in sent if "__pycache__" in name] == []
    [(_, front)] = hub.named("upload_file")
    assert front["path_in_repo"] == "README.md"


def test_the_settings_are_ones_that_the_app_knows(space, monkeypatch):
    hub = Hub()
    space.push("ada/bert-explorer", hub)
    assert [given for given, _ in hub.named("add_space_variable")] == [
        ("ada/bert-explorer", name, value) for name, value in space.VARIABLES.items()
    ]
    for name, value in space.VARIABLES.items():
        monkeypatch.setenv(name, value)
    assert "frame-ancestors 'self' https://huggingface.co" in web.content_security_policy()
    assert space.VARIABLES["EXPLORER_ALLOWED_MODELS"] == BUNDLED_ID
    known = limits.SETTINGS.keys() & space.VARIABLES.keys()
    assert len(known) == 5
    assert all(limits.setting(name) > 0 for name in known)


def test_the_cookie_of_an_upload_is_a_setting_of_streamlit(space):
    from streamlit import config

    names = {option.env_var for option in config._config_options_template.values()}
    ours = {name for name in space.VARIABLES if name.startswith("STREAMLIT_")}
    assert ours and ours <= names
