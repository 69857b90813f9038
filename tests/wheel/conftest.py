"""The wheel, built and installed once for all tests of this folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support.app_server import ROOT

NOT_BUILT_FROM = (".*", "build", "dist", "tests", "benchmarks", "*.egg-info",
                  "__pycache__", "node_modules", "shared")  # fmt: skip


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel's file, built from a copy: a folder left by an earlier build adds nothing."""
    source, target = tmp_path_factory.mktemp("source") / "app", tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_BUILT_FROM))
    shutil.copytree(ROOT / ".streamlit", source / ".streamlit")
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(target), str(source))
    return next(target.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The programs' folder of an environment with the wheel in it."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=os.name == "posix")
    paths = sysconfig.get_paths("venv", {"base": str(home), "platbase": str(home)})
    ours = sysconfig.get_paths()["purelib"]
    Path(paths["purelib"], "packages_of_the_tests.pth").write_text(ours + "\n", "utf-8")
    python = shutil.which("python", path=paths["scripts"])
    pip("--python", python, "install", "--no-deps", "--force-reinstall", str(wheel))
    return Path(paths["scripts"])


def pip(*arguments):
    """pip of this environment, which must succeed."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
