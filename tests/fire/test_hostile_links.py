"""Links and boxes that say anything: every page goes on, for this visitor and for the next."""

import asyncio
import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import dictionaries, one_of, sampled_from
from streamlit.proto.WidgetStates_pb2 import WidgetState
from support.hostile import VALUES, anything
from support.parameters import parameters
from support.phones import visitor

from explorer.ui.registry import EVERY

ROUNDS = int(os.environ.get("EXPLORER_FUZZ_ROUNDS", "1"))
"""How often each page is opened on other values; more than one by hand."""
NAMED_AS_THEY_GO = {
    "view", "why_query", "why_key", "classify_model", "entities_model", "answer_model",
    "fill_mask_model", "next_token_model", "next_sentence_model", "pipe_state_6",
    "answer_size_512", "made_over", "view_pairs", "pairs_step_11",
}  # fmt: skip
"""Names that are put together when the page is drawn; the test below knows when one is missing."""
NAMES = sorted(parameters() | NAMED_AS_THEY_GO)
PAGES = [info.url_path for info in EVERY]
GOOD = "The cat sat on the bank."


def link(rng):
    """Most parameters at once, each with a value of its own; often a text and a model to go on."""
    found = {name: rng.choice(VALUES) for name in NAMES if rng.random() < 0.7}
    if rng.random() < 0.7:
        found["text"] = GOOD
    for name in (name for name in NAMES if name.endswith("model") and rng.random() < 0.8):
        found.pop(name, None)
    return found


async def opened(url, page, asked, typed):
    """What went wrong on a page with this link, and with this in all of its boxes."""
    async with visitor(url, page, **asked) as one:
        seen = one.bound()
        states = [WidgetState(id=box.id, string_value=typed(number))
                  for number, box in enumerate(one.boxes().values())]  # fmt: skip
        await one.rerun(*states)
        await one.rerun()
        return one.errors, seen | one.bound()


def sendable(text):
    """The text without what a browser cannot put into a message either."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("page", PAGES)
def test_no_link_and_no_text_breaks_a_page(app_server, page):
    for number in range(ROUNDS):
        rng = Random(f"{page} {number}")
        asked = link(rng)
        errors, seen = asyncio.run(
            opened(app_server.url, page, asked, lambda _, rng=rng: sendable(rng.choice(VALUES)))
        )
        assert errors == [], asked
        assert seen <= set(NAMES), "a parameter that no test sends anything to"


@settings(
    max_examples=15 * ROUNDS, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    page=sampled_from(PAGES),
    asked=dictionaries(sampled_from(NAMES), one_of(anything(), sampled_from(VALUES)), max_size=30),
    typed=anything(),
)
def test_no_characters_break_a_page(app_server, page, asked, typed):
    errors, _ = asyncio.run(opened(app_server.url, page, asked, lambda _: sendable(typed)))
    assert errors == []


def test_the_next_visitor_is_served(app_server):
    async def served():
        async with visitor(app_server.url, "attention_maps", text=GOOD) as one:
            return one.errors, one.words()

    errors, words = asyncio.run(served())
    assert errors == [] and "“" in words
