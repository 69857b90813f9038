"""The app below a path, as jupyter-server-proxy starts it."""

import pytest
from support.app_server import ROOT, started_by
from support.browser_helpers import act, wait_done

from explorer.cli import jupyter

pytestmark = pytest.mark.browser
BELOW = "/user/ada/bert-explorer"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    *command, port = jupyter.server()["command"]
    assert port == "{port}"
    command = [part.format(base_url="/user/ada/") for part in command]
    folder = tmp_path_factory.mktemp("below")
    with started_by(command, folder, cwd=ROOT, below=BELOW) as found:
        yield found


@pytest.fixture
def asked(server, open_tab):
    """A tab and the addresses that it asks for."""
    tab, addresses = open_tab(server.url + "/"), []
    tab.on("request", lambda request: addresses.append(request.url))
    return tab, addresses


def strangers(server, addresses):
    """What was asked for elsewhere than below the path."""
    here = (server.url + "/", "data:", "blob:")
    return [address for address in addresses if not address.startswith(here)]


def test_the_first_screen_and_its_small_pictures_stand_below_the_path(server, asked):
    tab, addresses = asked
    with tab.expect_response(lambda answer: "/thumbnails/" in answer.url) as small:
        tab.goto("./")
        wait_done(tab)
        tab.locator("[class*='st-key-card_'] a").first.scroll_into_view_if_needed()
    assert small.value.status == 200
    assert small.value.url.startswith(f"{server.url}/app/static/thumbnails/")
    act(tab, tab.locator("[class*='st-key-card_'] a").first.click)
    assert tab.url.startswith(f"{server.url}/")
    assert tab.url != f"{server.url}/"
    assert strangers(server, addresses) == []


def test_a_link_to_a_page_opens_the_attention_view_with_its_text(server, asked):
    tab, addresses = asked
    tab.goto("head_view?text=The+cat+slept.&layer=3&view=lens.grid")
    wait_done(tab)
    tab.locator(".av[data-ready]").wait_for()
    shown = "(node) => [node.view.choice.lens, node.view.choice.layer]"
    assert tab.locator(".av").evaluate(shown) == ["grid", 3]
    assert tab.url.startswith(f"{server.url}/head_view?text=The")
    assert tab.get_by_label("Text", exact=True).input_value() == "The cat slept."
    assert strangers(server, addresses) == []
