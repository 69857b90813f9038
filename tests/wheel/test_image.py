"""The Dockerfile's promise without Docker: its command, from a tree that nobody may write into.

Root may write anywhere, so as root the app runs without root's privileges.
"""

import asyncio
import os
import shutil
import subprocess
import time

import pytest
from support.app_server import ROOT, free_port
from support.dockerfile import stages

pytestmark = pytest.mark.wheel
IMAGE = stages(ROOT / "Dockerfile")[-1]
PORT = IMAGE.only("EXPOSE")
UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
START_SECONDS = 90


@pytest.fixture(scope="module")
def image(installed, tmp_path_factory):
    """Runs a command as the image would: image(command, port) -> Popen; image.tree is read-only."""
    if os.geteuid() == 0 and not shutil.which(UNPRIVILEGED[0]):
        pytest.skip("as root this needs setpriv (util-linux)")
    tree = installed.parent
    _allow_writing(tree, False)
    yield Image(tree, tmp_path_factory.mktemp("tmp"))
    _allow_writing(tree, True)


class Image:
    """The installed tree in place of /opt/app, and a folder in place of /tmp."""

    def __init__(self, tree, tmp):
        self.tree, self.tmp = tree, tmp
        given = IMAGE.environment
        self.environment = {name: value.replace("/tmp", str(tmp)) for name, value in given.items()}
        self.environment["PATH"] = given["PATH"].replace("/opt/app", str(tree)).replace(
            "$PATH", os.environ["PATH"]
        )  # fmt: skip
        self.environment["HF_HUB_OFFLINE"] = "1"  # as with --network none

    def start(self, command, port=PORT):
        """A process of the image, with another port in place of its own."""
        command = [word.replace(PORT, str(port)) for word in command]
        as_root = os.geteuid() == 0
        return subprocess.Popen(
            [*UNPRIVILEGED * as_root, *command], env=self.environment, cwd=self.tmp,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, command, port=PORT):
        """Exit status and what was printed."""
        with self.start(command, port) as process:
            said = process.communicate(timeout=180)[0]
        return process.returncode, said


def _allow_writing(tree, allowed):
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o200 if allowed else mode & ~0o222)


def _wait_until_well(image, app, port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and app.poll() is None:
        status, said = image.run(IMAGE.health_check, port)
        if status == 0:
            return
        time.sleep(0.3)
    pytest.fail(f"its health check never passed: {said}")


async def _visit(url):
    from support.phones import visitor

    async with visitor(url, "attention_maps", text="The cat sat.") as one:
        await one.rerun()
        return one.errors, one.shows("· The cat sat.")  # below the picture's title


def test_the_tree_cannot_be_written_into(image):
    status, said = image.run(["touch", str(image.tree / "written")])
    assert status != 0
    assert "denied" in said


def test_the_image_command_passes_its_health_check_and_draws_a_page(image):
    port = free_port()
    assert image.run(IMAGE.health_check, port)[0] != 0  # nobody is there yet
    with image.start(IMAGE.command, port) as app:
        try:
            _wait_until_well(image, app, port)
            errors, is_drawn = asyncio.run(_visit(f"http://127.0.0.1:{port}"))
        finally:
            app.terminate()
            said = app.communicate(timeout=20)[0]
    assert (errors, is_drawn) == ([], True)
    assert "Traceback" not in said


def test_a_picture_is_written_with_the_model_that_is_inside(image):
    target = image.tmp / "head.pdf"
    command = [IMAGE.command[0], "picture", "attention_heatmap", "The cat sat."]
    status, said = image.run([*command, "--layer", "0", "--head", "3", "-o", str(target)])
    assert (status, said) == (0, f"{target}\n")  # no complaint about a folder, either
    assert target.stat().st_size > 1000
