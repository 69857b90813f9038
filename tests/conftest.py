"""Fixtures only; torch, streamlit, playwright and the hub are imported where they are used."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Workers run side by side on few cores: torch's own threads would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
pytest.register_assert_rewrite("support")  # so that a failure in a helper says what it saw
LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """No test meets the public hub by accident; `pytest -m hub` is how to meet it."""
    os.environ.setdefault("HF_HUB_OFFLINE", "0" if config.option.markexpr == "hub" else "1")
    config.stash[LEFT_OUT] = 0


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what needs the hub and was left out."""
    for item in items:
        item.config.stash[LEFT_OUT] += item.get_closest_marker("hub") is not None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count on."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Each worker collects everything: one count is the whole."""
    found = getattr(node, "workeroutput", {}).get("left_out", 0)
    node.config.stash[LEFT_OUT] = max(node.config.stash[LEFT_OUT], found)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Say what did not run, and how it would."""
    count = config.stash[LEFT_OUT]
    if count:
        word = "number needs" if count == 1 else "numbers need"
        terminalreporter.write_line(f"{count} published {word} the public hub: pytest -m hub")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory) -> Callable[..., Path]:
    """checkpoint("bert", head="MaskedLM") -> folder of a tiny checkpoint, written once."""
    from support import tiny

    made: dict[tuple, Path] = {}

    def make(arch: str = "bert", *, head: str | None = None, seed: int = 0) -> Path:
        key = (arch, head, seed)
        if key not in made:
            folder = tmp_path_factory.mktemp("checkpoints") / f"tiny-{arch}"
            made[key] = tiny.write(folder, arch, head=head, seed=seed)
        return made[key]

    return make


@pytest.fixture(scope="session")
def bundled():
    """The Engine of the bundled model, loaded once for all files of this worker."""
    import explorer

    return explorer.load()


@pytest.fixture
def mock_hub(tmp_path, monkeypatch) -> Iterator:
    """A hub on this machine (see mock_hub.py) that this process's huggingface_hub talks to."""
    from huggingface_hub import constants
    from support.mock_hub import MockHub

    hub = MockHub()
    hub.start()
    resolve = f"{hub.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    for name, value in {
        "ENDPOINT": hub.url,
        "HUGGINGFACE_CO_URL_TEMPLATE": resolve,
        "HF_HUB_CACHE": str(tmp_path / "hub-cache"),
        "HF_TOKEN_PATH": str(tmp_path / "no-token"),
        "HF_HUB_OFFLINE": False,
        "HF_HUB_DISABLE_XET": True,
    }.items():
        monkeypatch.setattr(constants, name, value)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    yield hub
    hub.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory) -> Iterator:
    """A real Redis for this worker. Without one, these tests skip, or fail where all must run."""
    from support import redis_server

    if redis_server.find() is None:
        missing = "No redis-server found: install one (Debian: apt-get install redis-server)."
        (pytest.fail if redis_server.is_required() else pytest.skip)(missing)
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def app_server(tmp_path_factory) -> Iterator:
    """The running app, shared by all tests of this worker."""
    from support import app_server

    with app_server.running(tmp_path_factory.mktemp("app")) as server:
        yield server


@pytest.fixture
def start_app(tmp_path) -> Iterator[Callable]:
    """start_app(EXPLORER_MODELS_DIR=...) -> an AppServer with that environment, for one test."""
    from support import app_server

    with ExitStack() as servers:
        yield lambda **env: servers.enter_context(app_server.running(tmp_path, **env))


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium by Playwright. Without one, browser tests skip, or fail where it is required."""
    from support import browser_helpers

    path = browser_helpers.find_chromium()
    if path is None:
        missing = "No Chromium or Chrome found: install one or set EXPLORER_CHROMIUM to its path."
        required = os.environ.get("EXPLORER_REQUIRE_BROWSER") == "1"
        (pytest.fail if required else pytest.skip)(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=browser_helpers.FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def problems() -> list[str]:
    """What tabs of this test did wrong. A test that provokes a problem checks and clears it."""
    return []


@pytest.fixture
def open_tab(browser, problems) -> Iterator[Callable]:
    """open_tab(server.url, color_scheme="dark") -> a watched page, not yet at an address.

    Fails the test at its end for page errors, console errors, HTTP >= 400 and outside requests.
    """
    from support import browser_helpers

    contexts = []

    def open_one(url: str, **options):
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(base_url=url, **options)
        context.set_default_timeout(60_000)  # a busy machine takes its time to import torch
        contexts.append(context)
        browser_helpers.watch(context, problems)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    if problems:
        pytest.fail("the page misbehaved:\n  " + "\n  ".join(problems))


@pytest.fixture
def tab(open_tab, app_server):
    """A watched page on the shared app: tab.goto("/head_view?layer=3"); wait_done(tab)."""
    return open_tab(app_server.url)


@pytest.fixture
def open_view(open_tab, tmp_path) -> Callable:
    """open_view(trace, layer=1) -> the attention view of a trace, saved and opened from disk."""
    from support.view_page import View

    from explorer.views import attention_view

    def open_one(source, *, link: str = "", options: dict | None = None, **start):
        path = attention_view(source, **start).save(tmp_path / "view.html")
        return View(open_tab(path.as_uri(), **(options or {})), path.as_uri(), link)

    return open_one


@pytest.fixture(scope="session")
def live_file(bundled, tmp_path_factory) -> Path:
    """The live page of the first text that it opens on, written once for all files of a worker."""
    from explorer import live

    return live.page(engine=bundled).save(tmp_path_factory.mktemp("live") / "live.html")


@pytest.fixture
def open_live(open_tab, live_file) -> Callable:
    """open_live("#text=...") -> the live page from the disk, once its model is ready."""
    from support.live_page import Live

    def open_one(hash_: str = "", file: Path = live_file, **options):
        tab = open_tab("http://127.0.0.1", **options)
        tab.goto(file.as_uri() + hash_, wait_until="commit")
        return Live(tab)

    return open_one
