"""The generator of dates and numbers: right, seeded, and split by value."""

from __future__ import annotations

import random
from datetime import date
from itertools import islice

import pytest

from explorer.teaching.writer import texts
from explorer.teaching.writer.spelling import (
    WORDS,
    cardinal,
    nth,
    ordinal,
    slip,
    slips_of,
    spoken_year,
)
from explorer.teaching.writer.texts import STYLES, rewritings, write_date, write_number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (506, "five hundred and six"),
        (1000, "one thousand"),
        (21006, "twenty-one thousand and six"),
        (100_110, "one hundred thousand one hundred and ten"),
        (
            999_999,
            "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        ),
    ],
)
def test_cardinals(number, words):
    assert cardinal(number) == words


def test_cardinals_in_other_ways():
    assert cardinal(1206, british=False, joined=False) == "one thousand two hundred six"
    assert cardinal(21, joined=False) == "twenty one"
    assert cardinal(1100, a=True) == "a thousand one hundred"
    assert cardinal(21, a=True) == "twenty-one"


def test_no_two_numbers_have_the_same_words():
    words = [cardinal(number) for number in range(5000)]
    assert len(set(words)) == len(words)


def test_days_and_years():
    assert [ordinal(n) for n in (1, 2, 5, 8, 12, 20, 22)] == [
        "first", "second", "fifth", "eighth", "twelfth", "twentieth", "twenty-second",
    ]  # fmt: skip
    assert [nth(n) for n in (1, 2, 3, 4, 11, 12, 13, 22)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "22nd",
    ]  # fmt: skip
    assert spoken_year(1900) == "nineteen hundred"
    assert spoken_year(2010) == "twenty ten"
    assert spoken_year(2000) == "two thousand"


def test_a_slip_is_near_one_word_alone():
    assert "sixt" not in slips_of("sixty")  # it could be "sixth"
    assert {"thrid", "thid", "tthird"} <= set(slips_of("third"))
    owners = [made for word in WORDS for made in slips_of(word)]
    assert len(set(owners)) == len(owners) and not set(owners) & set(WORDS)
    assert slip("unheard", random.Random(0)) == "unheard"
    assert slip("May", random.Random(0)) == "May"
    assert slip("August", random.Random(0))[0].isupper()


@pytest.mark.parametrize("style", STYLES)
def test_each_character_comes_from_its_part(style):
    day = date(1998, 5, 23)
    made = write_date(day, random.Random(0), style=style)
    assert made.target == "1998-05-23"
    parts = [made.source[slice(*origin)] if origin else "-" for origin in made.origins]
    assert len(parts) == len(made.target)
    assert parts[0] in ("1998", "98", "nineteen ninety-eight") and len({*parts[:4]}) == 1
    assert parts[4] == parts[7] == "-"
    assert parts[5] == parts[6] and parts[5] in ("May", "05", "5")
    assert parts[8] == parts[9] and parts[8] in ("23", "23rd", "twenty-third")


def test_a_slip_moves_the_parts_behind_it():
    for seed in range(40):
        made = write_date(
            date(1998, 9, 3), random.Random(seed), style="{weekday}, {day} {month} {year}",
            typo=True,
        )  # fmt: skip
        assert made.source not in ("Thursday, 3 September 1998",)
        assert made.source[slice(*made.origins[0])] == "1998"
        assert made.source[slice(*made.origins[9])] == "3"


def test_a_number_has_its_figures():
    for seed in range(60):
        made = write_number(21006, random.Random(seed))
        assert made.target == "21006"
        assert made.source.replace("-", " ") in (
            "twenty one thousand and six", "twenty one thousand six", "21,006", "21 006",
        )  # fmt: skip


def _first(count, seed, **options):
    return list(islice(rewritings(seed, **options), count))


def test_the_same_seed_gives_the_same_texts():
    assert _first(50, 7) == _first(50, 7) != _first(50, 8)


def test_values_are_split_for_good():
    for seed in (0, 1):
        for held_out in (True, False):
            for made in _first(400, seed, held_out=held_out):
                whole = made.target.replace("-", "")
                is_date = "-" in made.target
                value = date.fromisoformat(made.target).toordinal() if is_date else int(whole)
                if is_date or value >= 1000:
                    assert texts.is_held_out(value) == held_out, made
    share = sum(map(texts.is_held_out, range(10**5))) / 10**5
    assert abs(share - texts.HELD_OUT) < 0.005


def test_all_styles_numbers_and_slips_come():
    made = _first(3000, 0)
    dates = [one for one in made if "-" in one.target]
    assert 0.55 < len(dates) / len(made) < 0.65
    assert len({len(one.target) for one in made if "-" not in one.target}) == 6
    assert any(one.source.startswith("born ") for one in dates)
    clean, slipped = _first(500, 0, typos=0.0), _first(500, 0, typos=1.0)  # some in short words

    def known(one):
        words = "".join(c if c.isalpha() else " " for c in one.source.lower()).split()
        return all(word in WORDS for word in words if len(word) > 5)

    assert all(map(known, clean)) and sum(map(known, slipped)) < 350


def test_the_tokenizer_keeps_words_and_single_figures():
    from explorer.teaching.writer.tokens import MAX_TOKENS, make_tokenizer

    tokenizer = make_tokenizer()
    assert tokenizer.tokenize("the Third of May 1998") == [
        "the", "third", "of", "may", "1", "9", "9", "8",
    ]  # fmt: skip
    assert tokenizer.tokenize("Setpember")[0] == "s"
    for made in _first(500, 0):
        ids = tokenizer(made.target).input_ids
        assert len(ids) == len(made.target) + 1  # one a character, and the end mark
        assert tokenizer.decode(ids, skip_special_tokens=True) == made.target
        read = tokenizer(made.source).input_ids
        assert tokenizer.unk_token_id not in read and len(read) < MAX_TOKENS
