"""Many sentences at once, on tiny random models and on the bundled one."""

import numpy as np
import pytest

from explorer.data.published import published
from explorer.errors import InputError, NotCaptured
from explorer.measures.sentence_vectors import nearest_pairs, similarity

SENTENCES = [
    "the cat sat",
    "a dog",
    "the old man saw the red bird by the river while his wife slept in the small house",
    "they ran",
]


@pytest.fixture(scope="module")
def tiny_engine(checkpoint):
    import explorer

    engines = {}

    def load(arch="bert", **options):
        if arch not in engines:
            engines[arch] = explorer.load(checkpoint(arch, **options))
        return engines[arch]

    return load


@pytest.mark.parametrize("arch", ["bert", "roberta", "albert", "mpnet", "gpt2", "deberta-v2"])
def test_batched_and_single_runs_agree(tiny_engine, arch):
    from explorer.engine.batch import embed, poolings

    engine = tiny_engine(arch)
    kinds = poolings(engine)
    together = embed(engine, SENTENCES, kinds=kinds)
    for number, text in enumerate(SENTENCES):
        alone = embed(engine, [text], kinds=kinds)
        for kind in kinds:
            np.testing.assert_allclose(
                together.vectors[kind][number], alone.vectors[kind][0], atol=1e-5
            )


def test_a_mean_vector_is_the_mean_of_the_traces_states(tiny_engine):
    from explorer.engine.batch import embed

    engine = tiny_engine()
    trace = engine.run(SENTENCES[0])
    for state in (0, 2, None):
        found = embed(engine, SENTENCES, kinds=("mean", "max", "first token"), state=state)
        states = trace.hidden[-1 if state is None else state]
        np.testing.assert_allclose(found.vectors["mean"][0], states.mean(axis=0), atol=1e-5)
        np.testing.assert_allclose(found.vectors["max"][0], states.max(axis=0), atol=1e-5)
        np.testing.assert_allclose(found.vectors["first token"][0], states[0], atol=1e-5)


def test_dropping_the_mask_lets_padding_leak_into_the_result(tiny_engine):
    from explorer.engine.batch import embed

    engine = tiny_engine()
    right = embed(engine, SENTENCES).vectors["mean"]
    wrong = embed(engine, SENTENCES, masked=False).vectors["mean"]
    assert np.abs(right[1] - wrong[1]).max() > 1e-3
    np.testing.assert_allclose(right[2], wrong[2], atol=1e-5)  # the longest has no padding


@pytest.mark.parametrize("arch", ["bert", "roberta", "mpnet"])
def test_padding_never_leaks_whatever_stands_in_it(tiny_engine, arch, monkeypatch):
    """Fails when the mask is dropped, on the way into the model or in the pooling."""
    from explorer.engine import batch

    engine = tiny_engine(arch)
    plain = batch.embed(engine, SENTENCES, kinds=("mean", "max"))
    fill = batch.padded

    def padded_with_a_word(engine, rows, pad_to=0):
        inputs = fill(engine, rows, pad_to + 40)
        inputs["input_ids"][inputs["attention_mask"] == 0] = 7
        return inputs

    if arch == "bert":  # the others count positions by the padding token itself
        monkeypatch.setattr(batch, "padded", padded_with_a_word)
    else:
        monkeypatch.setattr(batch, "padded", lambda e, rows, pad_to=0: fill(e, rows, 40))
    filled = batch.embed(engine, SENTENCES, kinds=("mean", "max"))
    for kind in ("mean", "max"):
        np.testing.assert_allclose(plain.vectors[kind], filled.vectors[kind], atol=1e-5)


def test_too_long_sentences_are_cut_and_counted(tiny_engine):
    from explorer.engine.batch import embed

    found = embed(tiny_engine(), ["cat " * 5000, "dog"])
    assert found.tokens.tolist() == [64, 3]
    assert found.cut.tolist() == [5000 - 62, 0]


def test_progress_counts_up_to_all_sentences_and_batches_are_bounded(tiny_engine, monkeypatch):
    from explorer.engine import batch

    seen = []
    batch.embed(
        tiny_engine(), ["cat"] * 70, batch_size=32, progress=lambda *step: seen.append(step)
    )
    assert seen == [(32, 70), (64, 70), (70, 70)]
    monkeypatch.setattr(batch, "BATCH_TOKENS", 9)
    assert [len(rows) for rows in batch.in_batches(np.array([3] * 7 + [20]), 32)] == [1, 3, 3, 1]


def test_a_line_with_nothing_to_read_is_named(tiny_engine):
    from explorer.engine.batch import embed

    with pytest.raises(InputError, match="Line 2"):
        embed(tiny_engine(), ["cat", "\u200b\x01"])


def test_a_model_without_pooler_says_so(tiny_engine):
    from explorer.engine.batch import embed, poolings
    from explorer.engine.pooler import check_pooler

    engine = tiny_engine("distilbert")
    assert "pooler" not in poolings(engine)
    with pytest.raises(InputError, match="without a pooler"):
        embed(engine, ["cat"], kinds=("pooler",))
    with pytest.raises(NotCaptured, match="pooler"):
        check_pooler(engine, engine.run("cat"))


@pytest.mark.parametrize("arch", ["bert", "albert"])
def test_the_pooler_by_hand_equals_pooler_output(tiny_engine, arch):
    from explorer.engine.batch import embed
    from explorer.engine.pooler import check_pooler

    engine = tiny_engine(arch)
    found = check_pooler(engine, engine.run(SENTENCES[0]))
    assert found.residual < 1e-5
    pooled = embed(engine, SENTENCES, kinds=("pooler",)).vectors["pooler"][0]
    np.testing.assert_allclose(pooled, found.returned, atol=1e-5)


def test_nearest_neighbours_are_those_of_the_whole_vocabulary(tiny_engine):
    from explorer.engine.vocabulary import neighbours, size

    engine = tiny_engine()
    table = engine.body.get_input_embeddings().weight.detach().numpy()
    number = engine.tokenizer.convert_tokens_to_ids("cat")
    found = neighbours(engine, table[number][None], top=5)[0]
    units = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    best = np.argsort(-(units @ units[number]))[:5]
    assert [one.id for one in found] == best.tolist()
    assert (found[0].token, found[0].cosine) == ("cat", pytest.approx(1, abs=1e-5))
    assert size(engine) == table.shape


def test_what_all_vectors_share_can_be_taken_away(tiny_engine):
    from explorer.engine.vocabulary import neighbours

    engine = tiny_engine()
    table = engine.body.get_input_embeddings().weight.detach().numpy()
    far = np.full(table.shape[1], 50, np.float32)
    found = neighbours(engine, (table[30] - table.mean(0) + far)[None], top=1, centre=far)
    assert found[0][0].id == 30


def test_factorised_embeddings_cannot_be_compared_with_hidden_states(tiny_engine):
    from explorer.engine.vocabulary import neighbours

    with pytest.raises(InputError, match="cannot be compared"):
        neighbours(tiny_engine(), np.ones((1, 7), np.float32))


def test_the_sample_through_a_model_equals_single_runs(tiny_engine):
    from explorer.engine.sample_states import sample_occurrences
    from explorer.measures.occurrences import occurrences

    engine = tiny_engine()
    batched = sample_occurrences(engine, SENTENCES, batch_size=3)
    single = occurrences(engine.run(text) for text in SENTENCES)
    assert batched.words == single.words
    np.testing.assert_array_equal(batched.sentence, single.sentence)
    np.testing.assert_allclose(batched.states, single.states, atol=1e-5)


def test_the_bundled_model_gives_its_publishers_cosines(bundled):
    from explorer.engine.batch import embed

    known = published()["bundled"]
    vectors = embed(bundled, known["sentences"]).vectors["mean"]
    np.testing.assert_allclose(similarity(vectors), known["cosine"], atol=5.1e-5)
    first = nearest_pairs(vectors)[0]
    assert (first.first, first.second) == (0, 1)


def test_the_bundled_models_own_layers_show_what_the_paper_says(bundled):
    from explorer.engine.sample_states import sample_occurrences
    from explorer.measures.layer_statistics import layer_curves

    curves = layer_curves(sample_occurrences(bundled))
    assert curves.words >= 40
    assert curves.baseline[0] < 0.1 < curves.baseline[3]  # unrelated words grow alike
    assert curves.self_similarity[0] > 0.9 > curves.self_similarity[-1]  # words grow contextual
    assert (np.abs(curves.baseline) < 1).all()
