"""A tiny BERT that learns one text: fit texts, frames, and the same weights from the same seed."""

import numpy as np
import pytest

from explorer.data.class_text import START
from explorer.errors import InputError
from explorer.tasks import fill_mask
from explorer.teaching.small_body import class_text, watching
from explorer.teaching.small_body.class_text import MOST_TOKENS, MOST_WORDS, SPECIAL
from explorer.teaching.small_body.tiny import TinyRecipe
from explorer.teaching.small_body.watching import Question, Watched

SHORT = TinyRecipe(width=16, inner=16, steps=8, batch=8, warmup=2, cooldown=3)
RUSSIAN = "Кошка спит. Собака ест. Мышь бежит. Птица поёт. Рыба плывёт. Конь стоит. " \
    "Волк воет. Лиса ждёт."  # fmt: skip
CHINESE = "猫在睡觉。狗在吃饭。鸟在唱歌。鱼在游泳。马在跑步。羊在吃草。牛在喝水。鸡在走路。"


HER = Question(sentence=2, word=2)


def watched(text=START, question=HER, **recipe):
    return Watched(class_text.read(text), question, TinyRecipe(**{**vars(SHORT), **recipe}))


class Enough(Exception):
    pass


def stop_at(step):
    def progress(done, total):
        assert total == SHORT.steps
        if done == step:
            raise Enough

    return progress


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    one, two, other = (watched(seed=seed).run().weights() for seed in (0, 0, 1))
    assert one == two != other


@pytest.mark.parametrize("step", range(1, SHORT.steps))
def test_stopping_and_going_on_changes_nothing(step):
    straight, paused = watched().run(), watched()
    with pytest.raises(Enough):
        paused.run(stop_at(step))
    assert paused.training.done == step and not paused.finished
    paused.run()
    assert paused.weights() == straight.weights()
    assert [frame.step for frame in paused.frames] == [frame.step for frame in straight.frames]
    for left, right in zip(paused.frames, straight.frames, strict=True):
        assert (left.loss, left.unseen, left.guesses) == (right.loss, right.unseen, right.guesses)
        assert np.array_equal(left.prediction.logits, right.prediction.logits)


def test_the_thread_count_is_given_back():
    import torch

    before = torch.get_num_threads()
    with pytest.raises(Enough):
        watched().run(stop_at(3))
    assert torch.get_num_threads() == before


def test_it_learns_that_her_follows_from_a_womans_name():
    """On a sentence that it never learns from; a uniform guess would give 1 in 38."""
    found = Watched(class_text.read(START), Question(2, 2), TinyRecipe()).run()
    first, last = found.frames[0], found.frames[-1]
    assert found.words == ("emma", "found", "her", "coat", ".") and 2 in found.text.unseen
    assert first.shares[2] < 0.2 and last.shares[2] > 0.8 and last.guesses[2] == "her"
    assert last.loss < 0.4 * first.loss and last.unseen < 0.5 * first.unseen
    assert len(found.frames) == watching.FRAMES + 1 and found.finished


def test_a_frame_is_what_the_model_says():
    """The blank's probabilities through the engine are those that each word is judged by."""
    frame = watched().run().frames[-1]
    shares = np.exp(frame.prediction.logits[0] - np.logaddexp.reduce(frame.prediction.logits[0]))
    place = frame.prediction.labels.index("her")
    assert shares[place] == pytest.approx(frame.shares[2], rel=1e-3)
    trace = frame.prediction.trace
    assert trace.labels[3] == "[MASK]" and trace.num_layers == trace.num_heads == 2
    assert frame.nbytes < 200_000


@pytest.mark.parametrize("seed", range(3))
def test_special_tokens_are_offered_for_no_blank_but_count_as_before(seed):
    frame = watched(seed=seed).frames[0]
    offered = fill_mask.best(frame.prediction, 0, k=len(frame.prediction.labels))
    words = [one.token for one in offered]
    assert sorted((*words, *SPECIAL)) == sorted(frame.prediction.labels)
    assert [one.rank for one in offered] == list(range(1, len(words) + 1))
    assert sum(one.probability for one in offered) < 1
    assert frame.guesses[HER.word] == words[0]
    assert not set(frame.guesses) & set(SPECIAL)


def test_the_curve_is_the_frames_losses():
    found = watched().run()
    curve = watching.curve(found.frames)
    assert curve.steps.tolist() == [frame.step for frame in found.frames]
    assert curve.has_unseen and curve.vocabulary == len(found.text.vocabulary)
    few = watched(RUSSIAN, Question(0, 1)).run()
    assert not watching.curve(few.frames).has_unseen and few.text.unseen == ()


def test_a_sentence_that_is_kept_out_is_in_no_batch():
    found = watched()
    texts = found.training.texts.texts
    assert len(texts) == len(found.text.seen) == 64 and len(found.text.unseen) == 16
    learnt = {tuple(ids) for ids in texts}
    assert not learnt & {tuple(found.text.ids(sentence)) for sentence in found.text.unseen}


@pytest.mark.parametrize("text", [RUSSIAN, CHINESE])
def test_other_scripts_are_read(text):
    read = class_text.read(text)
    assert len(read.sentences) == 8
    assert watched(text, Question(1, 1)).run().frames[-1].prediction.logits.shape[0] == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no text yet"),
        (" \n ", "There is no text yet"),
        ("Only five words are here.", "only 6 different words"),
        ("word " * 2000, "only 1 different word:"),
        ("The cat sat on a very old mat that we had. " * 20, "1 different sentence:"),
        ("A cat. " * 20_000, "at most 20,000 can be read"),
    ],
)
def test_unfit_texts_are_refused_with_one_sentence(text, sentence):
    with pytest.raises(InputError, match=sentence) as refused:
        class_text.read(text)
    assert str(refused.value).endswith(".")


def test_long_sentences_are_cut_and_rare_words_left_out():
    long = class_text.read(" ".join(f"w{n}" for n in range(3000)))
    assert max(map(len, long.sentences)) == MOST_TOKENS - 2
    assert len(long.vocabulary) == MOST_WORDS + 5
    unknown = long.vocabulary["[UNK]"]
    assert unknown in long.ids(len(long.sentences) - 1) and unknown not in long.ids(0)


def test_hostile_words_stay_words():
    lines = [f"</script> {n} $x^2$ [MASK] **bold** =CMD()" for n in range(12)]
    found = watched("\n".join(lines), Question(0, 1)).run()
    assert "[MASK]" not in found.words and found.frames[-1].prediction.labels
