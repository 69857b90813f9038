"""A class in the running app: sixty phones at once, one that floods, and both sides in Chromium."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from support import axe
from support.phones import visitor

pytestmark = pytest.mark.browser

IT = "it-tired-or-wide"
PHONES = 60
MAIN = '[data-testid="stMain"]'
WORDS = ("animal", "street", "tired")


async def opened_room(lecturer):
    """The code of a room that the lecturer has just opened."""
    await lecturer.press("Let the class answer")
    await lecturer.until(lambda: re.search("Room [A-Z]{5}", lecturer.words()))
    return re.search("Room ([A-Z]{5})", lecturer.words())[1]


async def answer(url, code, word, seen):
    """One phone: joins, answers, reads that its answer has arrived, and stays."""
    async with visitor(url, "join", room=code) as phone:
        await phone.press(word)
        assert f"Your answer: {word}. It has arrived." in phone.words()
        seen.append(word)
        while len(seen) < PHONES:
            await asyncio.sleep(0.05)
        assert phone.errors == []


def apart(lecture):
    """Run what phones do in a thread of its own: Playwright's loop may hold this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(lecture())).result()


def test_sixty_phones_answer_at_once_and_no_answer_is_lost(app_server):
    async def lecture():
        async with visitor(app_server.url, lesson=IT) as lecturer:
            code = await opened_room(lecturer)
            seen = []
            await asyncio.gather(
                *(answer(app_server.url, code, WORDS[n % 3], seen) for n in range(PHONES))
            )
            await lecturer.look_again()
            assert f"{PHONES} of {PHONES} have answered" in lecturer.words()
            await lecturer.press("Show the answers")
            bars = re.findall(r"<span>(\w+)</span><i style=\"[^\"]*\"></i><b>(\d+)</b>",
                              lecturer.words())  # fmt: skip
            assert dict(bars) == dict.fromkeys(WORDS, "20")

    apart(lecture)


def test_a_phone_that_floods_disturbs_nobody(app_server):
    async def lecture():
        async with (
            visitor(app_server.url, lesson=IT) as lecturer,
            visitor(app_server.url, "join", room=await opened_room(lecturer)) as flooding,
        ):
            code = re.search("Room ([A-Z]{5})", lecturer.words())[1]
            await flooding.press("animal")
            flood = asyncio.create_task(flooding.flood("animal", 10_000))
            seen = ["street"] * (PHONES - 3)
            await asyncio.gather(*(answer(app_server.url, code, "street", seen) for _ in range(3)))
            await flood
            await lecturer.look_again()
            assert "4 of 4 have answered" in lecturer.words()
            assert lecturer.errors == []

    apart(lecture)


def test_a_lecturer_and_a_phone(open_tab, app_server):
    lecturer = open_tab(app_server.url, viewport={"width": 1280, "height": 720})
    lecturer.goto(f"/?lesson={IT}")
    lecturer.get_by_role("button", name="Let the class answer").click()
    dialog = lecturer.get_by_role("dialog")
    dialog.get_by_role("img", name="QR code of the class's link").wait_for()
    code = dialog.locator(".st-key-class_letters").inner_text().replace(" ", "")
    phone = open_tab(app_server.url, viewport={"width": 390, "height": 844},
                     color_scheme="dark")  # fmt: skip
    phone.goto(f"/join?room={code}")
    word = phone.get_by_role("button", name="animal")
    assert word.bounding_box()["height"] >= 44
    word.click()
    phone.get_by_text("It has arrived.").wait_for()
    assert axe.violations(phone, MAIN) == []
    phone.wait_for_url(re.compile("phone="))
    phone.reload()
    phone.get_by_text("Your answer: animal.").wait_for()
    lecturer.keyboard.press("Escape")
    lecturer.get_by_text("1 of 1 have answered").wait_for()
    lecturer.reload()  # the room is found again
    lecturer.get_by_role("button", name="Show the answers").click()
    lecturer.locator(".tally").get_by_text("animal").wait_for()
    phone.get_by_text("the answers are shown there").wait_for()
    lecturer.get_by_role("button", name="Show the model's answer").click()
    lecturer.get_by_text("animal (the model)").wait_for()
    assert axe.violations(lecturer, ".st-key-class_room") == []
    assert code not in lecturer.url
