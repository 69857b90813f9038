"""The campus' files fit together: ports, names and commands of one are those of the others."""

import argparse
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from support.app_server import ROOT
from support.dockerfile import stages

from explorer.cli.serve import add_serve
from explorer.serving.wire import PATH

COMPOSE = yaml.safe_load((ROOT / "deploy" / "docker-compose.yml").read_text("utf-8"))["services"]
HAPROXY = (ROOT / "deploy" / "haproxy.cfg").read_text("utf-8")


def test_the_apps_find_engine_and_redis():
    app, engine = COMPOSE["app"]["environment"], COMPOSE["engine"]
    parser = argparse.ArgumentParser()
    add_serve(parser.add_subparsers())
    chosen = parser.parse_args(engine["command"])
    assert app["EXPLORER_ENGINE_URL"] == f"http://engine:{chosen.port}"
    assert chosen.host == "0.0.0.0"
    assert app["EXPLORER_TRACE_STORE"] == engine["environment"]["EXPLORER_TRACE_STORE"]
    hosts = re.findall(r"//(\w+):", " ".join(str(value) for value in app.values()))
    assert set(hosts) <= COMPOSE.keys()
    assert f":{chosen.port}/-/healthz" in engine["healthcheck"]["test"][-1]


def test_the_engines_extras_are_the_projects():
    wanted = COMPOSE["engine"]["build"]["args"]["EXTRAS"].split(",")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(wanted) <= project["optional-dependencies"].keys()
    assert "EXTRAS" in {one.partition("=")[0] for one in stages(ROOT / "Dockerfile")[0].all("ARG")}


def test_the_proxy_leads_to_the_apps_port_and_hides_their_numbers():
    exposed = stages(ROOT / "Dockerfile")[-1].all("EXPOSE")
    assert re.search(r"server-template \S+ \d+ app:(\d+)", HAPROXY)[1] in exposed
    assert COMPOSE["proxy"]["ports"] == ["8500:8500"]
    assert COMPOSE["proxy"]["environment"]["LISTEN"] == ":8500"
    assert "deny if { path -m beg /metrics /healthz }" in HAPROXY
    assert PATH not in HAPROXY  # the engine has no way in from outside


def test_haproxy_reads_its_file():
    program = shutil.which("haproxy")
    if program is None:
        pytest.skip("haproxy is not installed")
    file = str(ROOT / "deploy" / "haproxy.cfg")
    done = subprocess.run(
        [program, "-c", "-f", file], env={"LISTEN": ":8500", "COOKIE_KEY": "a"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
