"""The queue of forward passes: two at a time, in order, and no page gets round it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.ui import forward_slots
from explorer.ui.forward_slots import READERS, forward_slot, holds_slot
from explorer.ui.registry import PAGES

TEXT, PAIR = "The cat sat on the bank.", "It slept."
FULL = {
    "text": TEXT,
    "pair": PAIR,
    "model": "folder:tiny-bert",
    "classify_model": "folder:classifier",
    "fill_mask_model": "folder:filler",
    "next_sentence_model": "folder:next",
    "pairs_model": "folder:tiny-t5",
    "answer_model": "folder:reader",
    "entities_model": "folder:tagger",
}


def test_two_at_a_time_and_a_third_waits():
    inside, most, lock = 0, 0, threading.Lock()

    def work(_):
        nonlocal inside, most
        with forward_slot():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    assert most == READERS


def test_a_thread_that_has_a_place_takes_no_second():
    with forward_slot(), forward_slot(), forward_slot():
        assert holds_slot()
    assert not holds_slot()
    assert forward_slots._places.taken == 0


def test_a_place_is_given_back_when_the_work_fails():
    for _ in range(2 * READERS):
        with pytest.raises(ValueError, match="failed"), forward_slot():
            raise ValueError("failed")
    assert forward_slots._places.taken == 0


def test_long_work_lets_a_waiting_reader_go_between_two_steps():
    """All places are taken by jobs of many steps; who comes later waits for one step, not all."""
    steps, done = 40, []
    started = threading.Barrier(READERS + 1)

    def job():
        for step in range(steps):
            with forward_slot():
                if step == 0:
                    started.wait(10)
                time.sleep(0.01)
            done.append(step)

    with ThreadPoolExecutor(READERS) as pool:
        for _ in range(READERS):
            pool.submit(job)
        started.wait(10)
        with forward_slot():
            waited_for = len(done)
    assert waited_for <= 2 * READERS


@pytest.fixture
def passes(monkeypatch):
    """Every linear layer that runs from here on: whether its thread had a place."""
    from torch import nn

    found = []
    run = nn.Linear.forward

    def watched(self, inputs):
        found.append(holds_slot())
        return run(self, inputs)

    monkeypatch.setattr(nn.Linear, "forward", watched)
    return found


@pytest.fixture
def empty_caches():
    """Nothing is known, so that every page computes what it shows."""
    from explorer.ui.kept import every

    for kept in every():
        kept.clear()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file.removesuffix(".py"))
def test_no_page_runs_a_forward_pass_outside_the_queue(visit, passes, empty_caches, page):
    app = visit(page.file.removesuffix(".py"), **FULL)
    app.check_up()
    if page.file not in {"anatomy.py"}:  # takes a model apart and never runs it
        assert passes
    assert all(passes)


@pytest.mark.parametrize("what", ["similarity", "classify", "answer", "fill-mask"])
def test_gradients_heads_and_layers_go_through_the_queue(visit, passes, empty_caches, what):
    app = visit("what_matters", matters_what=what, **FULL)
    app.press("matters_board_start").check_up()
    assert len(passes) > 100 and all(passes)


@pytest.mark.parametrize("page", ["fill_mask", "answer", "what_matters", "one_body_many_heads"])
def test_the_layers_of_teaching_heads_go_through_the_queue(visit, passes, empty_caches, page):
    visit(page, text="What sat on the bank?", pair=TEXT, matters_what="fill-mask").check_up()
    assert passes and all(passes)


@pytest.mark.parametrize("who", ["The model, greedy", "The model, 3 beams"])
def test_every_step_of_writing_goes_through_the_queue(visit, passes, empty_caches, who):
    visit("encoder_decoder", pairs_who=who).check_up()
    assert len(passes) > 11 and all(passes)
