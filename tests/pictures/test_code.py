"""A picture's code makes the picture again; where that cannot be, it says so in one line."""

import inspect

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_cases import names, picture

import explorer
from explorer import figures, pictures
from explorer.data.published import published
from explorer.measures import (
    adjusted_similarity,
    agreement,
    anatomy,
    comparison,
    head_distances,
    head_scores,
    link_scores,
    projection,
    rollout,
    sentence_vectors,
    word_in_context,
)
from explorer.measures.layer_film import Film
from explorer.tasks import batches, classify, fill_mask
from explorer.text import TextInput

TEXT, OTHER = 'The cat\'s mat \\ was "soft".', "It slept, didn't it?"
BOARD = figures.Board("Entropy", "bits", 0.0, 4.0)


@pytest.fixture(scope="module")
def traces(bundled):
    """One text, another, and the first without special tokens."""
    return (
        bundled.run(TEXT),
        bundled.run(TextInput(OTHER, masked=(2,))),
        bundled.run(TextInput(TEXT, special_tokens=False)),
    )


@pytest.fixture(scope="module")
def predicted():
    """Predictions of the shipped heads by task."""
    from explorer.predictors import load_predictor

    blank = TextInput("The cat sat on the mat.", masked=(3,))
    made = {"fill-mask": load_predictor("fill-mask").run(blank)}
    for task in ("classify", "entities"):
        made[task] = load_predictor(task).run(TextInput(TEXT))
    made["answer"] = load_predictor("answer").run(TextInput("Who slept?", "The cat slept."))
    made["next-sentence"] = load_predictor("next-sentence").run(TextInput(TEXT, OTHER))
    return made


def again(code):
    """The figure that a script makes; nothing is shown."""
    assert len(code.splitlines()) < 15
    space = {}
    exec(compile(code.replace("picture.figure.show()", ""), "<code>", "exec"), space)
    return space["picture"].figure


def check(made):
    assert again(made.code).to_json() == made.figure.to_json(), made.code


def test_a_script_ends_by_showing_the_picture(traces, monkeypatch):
    shown = []
    monkeypatch.setattr(go.Figure, "show", lambda figure, **_: shown.append(figure))
    made = pictures.attention_heatmap(traces[0], 2, 3, first_index=1, look=figures.PRINT)
    exec(compile(made.code, "<code>", "exec"), {})
    assert [figure.to_json() for figure in shown] == [made.figure.to_json()]


OF_ONE_TRACE = [
    name
    for name in names()
    if {part.name for part in inspect.signature(getattr(figures, name)).parameters.values()
        if part.default is part.empty} <= {"trace", "layer", "head", "token", "state"}
]  # fmt: skip
OF_PREDICTIONS = {
    "answer_logits": "answer", "answer_matrix": "answer", "fill_mask_top": "fill-mask",
    "label_logits": "classify", "label_probabilities": "classify",
    "next_sentence": "next-sentence", "tag_logits": "entities", "tag_probabilities": "entities",
}  # fmt: skip


@pytest.mark.parametrize("name", OF_ONE_TRACE)
def test_pictures_of_one_text_are_made_again(name, traces):
    check(picture(name, traces[1], look=figures.DARK))


@pytest.mark.parametrize("name", OF_PREDICTIONS)
def test_pictures_of_a_prediction_are_made_again(name, predicted):
    check(getattr(pictures, name)(predicted[OF_PREDICTIONS[name]]))


def test_pictures_of_two_texts_are_made_again(traces, bundled):
    first, _, bare = traces
    check(pictures.special_tokens_effect(first, bare))
    check(pictures.similarity_heatmap(first, 2, traces[1], first_index=1))
    masked = bundled.run(TextInput(TEXT, masked=(2,)))
    check(pictures.mask_effect(first, masked))
    check(pictures.mask_attention(first, masked, first_index=1))


def test_pictures_of_small_numbers_are_made_again(predicted):
    check(pictures.head_sizes({"the body": 1000, "tagger": 10}, "m"))
    check(pictures.layer_mixes({"entities": np.full(3, 1 / 3, np.float32)}, "m", first_index=1))
    check(pictures.padding_waste(batches.waste([1, 2, 3], 2), "m"))
    found = classify.ZeroShot(("a",), ("It is a.",), np.eye(1, 3), ("entailment", "x", "y"), "m")
    check(pictures.zero_shot(found, TEXT, several=True))
    check(pictures.many_heads_texts([predicted["classify"]]))
    check(pictures.many_heads_words([predicted["entities"]]))


def heads_of(trace, _predicted):
    """Pictures of heads, with the calls that made their numbers."""
    boards = head_scores.head_boards(trace)
    yield pictures.head_scores(
        trace, boards, "entropy", BOARD, made={"boards": "head_scores.head_boards(trace)"}
    )
    yield pictures.head_board(
        trace, boards["entropy"], BOARD,
        made={"values": "head_scores.head_boards(trace)['entropy']"},
    )  # fmt: skip
    patterns = head_distances.head_patterns(trace)
    yield pictures.pattern_board(
        trace, patterns, made={"patterns": "head_distances.head_patterns(trace)"}
    )
    scores = link_scores.link_scores(trace, [(3, 1)])
    yield pictures.link_bars(
        trace, scores, "“<b>” → “$x$”", made={"scores": "link_scores.link_scores(trace, [(3, 1)])"}
    )
    distances = head_distances.head_distances(trace)
    points = projection.mds(distances)
    groups = np.arange(len(points)) // trace.num_heads
    yield pictures.head_map(
        trace, points, groups, [f"layer {i}" for i in range(trace.num_layers)],
        made={"points": "projection.mds(head_distances.head_distances(trace))",
              "groups": "np.arange(trace.num_layers * trace.num_heads) // trace.num_heads"},
    )  # fmt: skip


def methods_of(trace, _predicted):
    maps = {"weights": trace.attention(2).mean(axis=0), "rollout": rollout.rollout(trace)[2]}
    said = "{'weights': trace.attention(2).mean(axis=0), 'rollout': rollout.rollout(trace)[2]}"
    yield pictures.method_panels(trace, maps, "layer 2", made={"maps": said})
    yield pictures.method_heatmap(
        trace, "rollout", maps["rollout"], "layer 2", made={"values": "rollout.rollout(trace)[2]"}
    )
    named, found = agreement.agreement(maps)
    whole = {"maps": said, "correlations": "agreement.agreement(maps)[1]"}
    yield pictures.agreement_matrix(trace, named, found, made=whole)
    yield pictures.disagreement_bars(
        trace, agreement.disagreement(found),
        made={"maps": said, "values": "agreement.disagreement(agreement.agreement(maps)[1])"},
    )  # fmt: skip
    yield pictures.mixing_bars(trace, {"a": np.linspace(0, 1, 6)})
    yield pictures.layer_effect_bars(trace, np.linspace(0, 1, 6), "change")
    received = np.mean([trace.attention(i).mean(axis=(0, 1)) for i in range(6)], axis=0)
    yield pictures.attribution_bars(trace, {"attention received": received}, "What counts")


def words_of(trace, predicted):
    prediction = predicted["fill-mask"]
    predictor = figure_cases_predictor("fill-mask")
    seen = fill_mask.lens(predictor, prediction)
    first = {"prediction": prediction, "trace": "prediction.trace"}
    lens = {**first, "lens": "fill_mask.lens(predictor, prediction, 0)"}
    yield pictures.logit_lens(seen, prediction.trace, k=3, made=lens)
    yield pictures.lens_curves(seen, [2000, 2001], prediction.trace, made=lens)
    yield pictures.fill_mask_targets(
        (fill_mask.target(predictor, prediction, "sat"),), prediction.trace, made=first
    )


def figure_cases_predictor(task):
    from explorer.predictors import load_predictor

    return load_predictor(task)


def compared(trace, _predicted):
    other = explorer.load().run(TEXT.replace("cat", "dog"))
    pairs = comparison.align(trace, other)
    first = {"pairs": "comparison.align(first, second)"}
    yield pictures.difference_heatmap(
        trace, other, pairs, comparison.attention_difference(trace, other, pairs, (1, 2), (1, 2)),
        "layer 1, head 2",
        made={**first, "values":
              "comparison.attention_difference(first, second, pairs, (1, 2), (1, 2))"},
    )  # fmt: skip
    yield pictures.vector_change_heatmap(
        trace, other, pairs, comparison.vector_changes(trace, other, pairs),
        made={**first, "values": "comparison.vector_changes(first, second, pairs)"},
    )  # fmt: skip
    points, whole = projection.film([trace.hidden], dimensions=2, method="PCA")
    film = {
        "trace": trace,
        "points": "projection.film([trace.hidden], dimensions=2, method='PCA')",
        "film": "layer_film.Film((trace,), points[0], points[1].explained, 'PCA')",
    }
    shown = Film((trace,), points, whole.explained, "PCA")
    yield pictures.layer_film(shown, paths=[2], made=film)
    yield pictures.film_panels(shown, made=film)


def sampled(trace, _predicted):
    """Pictures that stand on the sample, here on the text's own states."""
    states = trace.hidden
    known = adjusted_similarity.BaselineStats(
        np.zeros(len(states)), states.mean(axis=1), states.std(axis=1), trace.num_tokens, 1
    )
    said = (
        "adjusted_similarity.BaselineStats(np.zeros(7), trace.hidden.mean(axis=1), "
        "trace.hidden.std(axis=1), trace.num_tokens, 1)"
    )
    yield pictures.adjusted_similarity(trace, 3, known, specials=False, made={"known": said})
    curves = adjusted_similarity.curves(states[:, 2], states[:, 3], known)
    of_pair = "adjusted_similarity.curves(trace.hidden[:, 2], trace.hidden[:, 3], known)"
    yield pictures.pair_curves(
        ("cat", "'"), curves, known, "m", made={"trace": trace, "known": said, "curves": of_pair}
    )
    found = word_in_context.find_occurrences([trace, trace], ["cat"])
    of_word = {"trace": trace,
               "found": "word_in_context.find_occurrences([trace, trace], ['cat'])"}  # fmt: skip
    yield pictures.context_curves(found, "m", np.linspace(0, 1, 7), made=of_word)
    yield pictures.context_matrix(found, None, "m", made=of_word)
    theirs = published()["layer_curves"]
    yield pictures.beside_published(
        None, theirs, "m", made={"theirs": "published.published()['layer_curves']"}
    )


def many_texts(trace, _predicted):
    texts = ["A cat.", 'A dog\'s "bone".', "Rain."]
    rows = trace.hidden[3][:3]
    values = sentence_vectors.similarity(rows)
    yield pictures.sentence_matrix(values, texts, np.array([2, 0, 1]), "m")
    yield pictures.pooling_panels({"mean": values}, texts, np.array([2, 0, 1]), "m")
    yield pictures.sentence_map(projection.project(rows), texts, "m")
    engine = explorer.load()
    sources = [TextInput(text) for text in texts]
    given = batches.rows(engine, sources, 12)
    batch = batches.pad(given, batches.padding(engine))
    of_batch = {
        "engine": engine.spec,
        "rows": f"batches.rows(engine, {sources!r}, 12)",
        "batch": "batches.pad(rows, batches.padding(engine))",
    }
    specials = frozenset(engine.encoder.special_tokens.values())
    yield pictures.batch_grid(batch, specials, "m", made=of_batch)
    found = batches.compare(engine, given, batch)
    of_found = {**of_batch, "found": "batches.compare(engine, rows, batch)"}
    yield pictures.vector_change(found, "m", made=of_found)


@pytest.mark.parametrize("several", [heads_of, methods_of, words_of, compared, sampled, many_texts])
def test_computed_arguments_are_made_again_by_the_calls_that_made_them(several, traces, predicted):
    for made in several(traces[0], predicted):
        check(made)


def test_a_model_taken_apart_is_taken_apart_again(bundled):
    from explorer.engine import meta_model

    parts = anatomy.dissect(meta_model.skeleton(bundled.folder, "m", head=False))
    said = {
        "engine": bundled.spec,
        "parts": "anatomy.dissect(meta_model.skeleton(engine.folder, 'm', head=False))",
    }
    check(pictures.module_tree(parts, "m", made=said))
    check(pictures.parameter_shares(parts, "m", made=said))


def test_equal_traces_are_read_once(traces):
    code = pictures.mask_effect(traces[0], traces[0]).code
    assert code.count(".run(") == 1
