"""The calls that pages give for their pictures' code make those pictures again."""

import ast

import numpy as np
import pytest

from explorer import pictures, teaching
from explorer.data import treebank
from explorer.data.published import published
from explorer.engine import (
    attribution,
    batch,
    blocks,
    finite_differences,
    reference_attention,
    relevance,
)
from explorer.engine.sample_states import sample_occurrences
from explorer.figures import Board
from explorer.measures import (
    adjusted_similarity,
    comparison,
    head_distances,
    identities,
    layer_statistics,
    link_scores,
    projection,
    relations,
    rollout,
    sentence_vectors,
    word_in_context,
)
from explorer.measures.layer_film import Film
from explorer.measures.sentence_vectors import LABELS
from explorer.predictors import load_predictor
from explorer.tasks import batches, classify, fill_mask
from explorer.teaching.isolated_pair import run_apart
from explorer.text import TextInput
from explorer.ui import batch_calls, calls, show
from explorer.ui.panels import what_matters_calls
from explorer.ui.registry import PAGES

TEXTS = ["The cat's mat.", 'A "cat" sat.']


WITHOUT_PICTURES = {"home", "tokens", "attention_view", "encoder_decoder"}
WITHOUT_EXPORT = {"home", "encoder_decoder"}  # a film; a view of two texts
WITHOUT_CODE: set[str] = set()  # keys of pictures whose numbers no script can make again
MADE_AGAIN = ("attributions", "sentences", "own_tokens", "anatomy_shares")


def check(made):
    space = {}
    exec(compile(made.code.replace("picture.figure.show()", ""), "<code>", "exec"), space)
    assert space["picture"].figure.to_json() == made.figure.to_json(), made.code


@pytest.fixture(scope="module")
def read(bundled):
    return [bundled.run(text) for text in TEXTS]


@pytest.fixture(scope="module")
def sample(bundled):
    return sample_occurrences(bundled)


def test_links_and_differences(read):
    first, second = read
    scores = link_scores.link_scores(first, [(2, 1)])
    check(pictures.link_bars(first, scores, "x", made={"scores": calls.links([(np.int64(2), 1)])}))
    pairs = comparison.align(first, second)
    change = comparison.attention_difference(first, second, pairs, (1, 2), (1, 3))
    check(pictures.difference_heatmap(
        first, second, pairs, change, "layer 1, head 2",
        made=calls.attention_difference((np.int64(1), 2), (1, 3)),
    ))  # fmt: skip
    changes = comparison.vector_changes(first, second, pairs)
    made = calls.differences("vector_changes(first, second, pairs)")
    check(pictures.vector_change_heatmap(first, second, pairs, changes, made=made))
    moved = {"moved": comparison.head_changes(first, second, pairs)}
    board = Board("Heads", "moved")
    check(pictures.head_scores(first, moved, "moved", board, made=calls.head_changes(second)))


@pytest.mark.parametrize("no_blocks", ["", "The model's weights aren't known."])
def test_formulas_held_against_a_model(bundled, read, no_blocks):
    own = reference_attention.own_attention(bundled, read[0].input)
    known = [] if no_blocks else blocks.blocks(bundled)
    found = identities.checks(read[0], own=own, blocks=known, no_blocks=no_blocks)
    check(pictures.proofs(read[0], found, made=calls.proofs(no_blocks)))


def test_curves_and_baselines_of_the_sample(read, sample):
    first, second = read
    known = adjusted_similarity.baseline_stats(sample)
    curves = layer_statistics.layer_curves(sample)
    check(pictures.adjusted_similarity(first, 2, known, made=calls.baseline(first.spec)))
    theirs = published()["layer_curves"]
    for ours, spec in ((None, None), (curves, first.spec)):
        made = calls.beside_published(spec)
        check(pictures.beside_published(ours, theirs, "m", made=made))
    left, right = first.hidden[:, [1, 2]].mean(axis=1), second.hidden[:, [2]].mean(axis=1)
    check(pictures.pair_curves(
        ("a", "b"), adjusted_similarity.curves(left, right, known), known, "m",
        made=calls.pair_curves(first, second, ((1, 2), (2,))),
    ))  # fmt: skip
    found = word_in_context.find_occurrences(read, ["cat"])
    made = {
        **calls.occurrences(first.spec, TEXTS, ["cat"]),
        **calls.baseline(first.spec),
        "baseline": "known.cosine",
    }
    check(pictures.context_curves(found, "m", known.cosine, made=made))


@pytest.mark.parametrize("count", [1, 2])
def test_a_film_of_one_text_or_two(read, count):
    traces = tuple(read[:count])
    points, whole = projection.film([trace.hidden for trace in traces])
    film = Film(traces, points, whole.explained, "PCA")
    check(pictures.layer_film(film, paths=[1], made=calls.film(film)))


def test_masked_words():
    predictor = load_predictor("fill-mask")
    prediction = predictor.run(TextInput("The cat sat.", masked=(2,)))
    before, after = fill_mask.unmasked(predictor, prediction), prediction.trace
    check(pictures.mask_effect(before, after, made=calls.before_and_after(prediction)))
    seen = fill_mask.lens(predictor, prediction, 0)
    made = calls.of_prediction(prediction, lens="fill_mask.lens(predictor, prediction, 0)")
    check(pictures.logit_lens(seen, after, k=4, made=made))
    words = ["dog's", "cat"]
    targets = tuple(fill_mask.target(predictor, prediction, word, 0) for word in words)
    made = calls.targets(prediction, words, 0)
    check(pictures.fill_mask_targets(targets, after, made=made))


def test_a_map_of_heads_in_groups(read):
    trace = read[0]
    distances = head_distances.head_distances(trace)
    points = projection.mds(distances)
    by_layer = np.arange(len(points)) // trace.num_heads
    for by, groups in (("layer", by_layer), ("cluster", projection.clusters(distances, 3))):
        names = [f"group {number}" for number in range(6)]
        made = calls.head_map(trace, by, 3)
        check(pictures.head_map(trace, points, groups, names, made=made))


def test_relations_of_typed_sentences(bundled):
    typed = "The cat's mat .\nmat > cat's : of\n"
    sentences = treebank.from_typed(typed)
    read = [(one, bundled.run("", words=one.words)) for one in sentences]
    found = relations.relation_scores(read, least=1)
    made = calls.relations(bundled.spec, f"treebank.from_typed({typed!r})", 1)
    check(pictures.relation_bars(found, "typed links", made=made))


def test_two_texts_that_several_heads_read_apart(bundled):
    trace = run_apart(bundled, TextInput(*TEXTS))
    found = [teaching.load("entail", bundled).read(trace)]
    made = calls.read_by_heads(bundled.spec, trace.input, ["entail"])
    check(pictures.many_heads_texts(found, made=made))


def test_labels_that_no_head_was_trained_on():
    predictor = load_predictor("entail")
    labels = ("cat's", 'a "dog"')
    found = classify.zero_shot(predictor, TEXTS[0], labels, "It is {}.")
    made = calls.zero_shot(predictor.spec, TEXTS[0], labels, "It is {}.")
    check(pictures.zero_shot(found, TEXTS[0], made=made))


def test_slopes_of_a_teaching_head_that_changes_the_body():
    predictor = load_predictor("fill-mask")
    prediction = predictor.run(TextInput("The cat sat.", masked=(2,)))
    trace, column = prediction.trace, int(prediction.logits[0].argmax())
    recipe = what_matters_calls.predicted(prediction, "", f"0, {column}", f" - z[0, {column - 1}]")

    def number():
        z = predictor.run(trace.input).logits
        return float(z[0, column] - z[0, column - 1])

    slopes = finite_differences.slope_times_input(predictor.engine, trace, number)
    whole = finite_differences.integrated_slopes(predictor.engine, trace, number)
    received = sum(trace.attention(i).mean(axis=(0, 1)) for i in range(6)) / 6
    scores = {slopes.method: slopes.scores, whole.method: whole.scores}
    scores |= {"attention received": received, "rollout": rollout.rollout(trace)[-1].mean(axis=0)}
    made = what_matters_calls.contributions(recipe, asked=True)
    check(pictures.attribution_bars(trace, scores, "x", made=made))


@pytest.mark.usefixtures("models_dir")
def test_gradients_and_batches_of_a_checkpoint_with_its_head():
    predictor = load_predictor("classify", "folder:classifier")
    engine, prediction = predictor.engine, predictor.run(TextInput(TEXTS[0]))
    trace, target = prediction.trace, attribution.logit_target(1, None, over=0)
    recipe = what_matters_calls.predicted(
        prediction, "attribution.logit_target(1, None, over=0)", "1", " - z[0]"
    )
    found = [
        attribution.gradient_times_input(engine, trace, target, head=True),
        attribution.integrated_gradients(engine, trace, target, head=True),
        *relevance.followed(engine, trace, target, head=True),
    ]
    assert len(found) == 5
    layers = range(trace.num_layers)
    received = sum(trace.attention(i).mean(axis=(0, 1)) for i in layers) / len(layers)
    scores = {one.method: one.scores for one in found}
    scores |= {"attention received": received, "rollout": rollout.rollout(trace)[-1].mean(axis=0)}
    made = what_matters_calls.contributions(recipe, asked=True, followed=True)
    check(pictures.attribution_bars(trace, scores, "x", made=made))
    sources = [TextInput(text) for text in TEXTS]
    rows = batches.rows(engine, sources, 6)
    padded = batches.pad(rows, batches.padding(engine), side="left", to=7)
    made = batch_calls.rows(predictor.spec, sources, 6, classifies=True)
    made |= {"batch": batch_calls.padded("left", 7)}
    result = batches.compare(engine, rows, padded)
    check(pictures.mask_experiment(
        result, 0, predictor.labels, "m", made=batch_calls.compared(made)
    ))  # fmt: skip


def test_sentences_by_every_way_of_pooling(bundled):
    kinds, order = ("mean", "max"), np.array([1, 0])
    found = batch.embed(bundled, TEXTS, kinds=kinds).vectors
    values = {LABELS[kind]: sentence_vectors.similarity(found[kind]) for kind in kinds}
    made = {**batch_calls.poolings(bundled.spec, kinds), "order": "np.array([1, 0])"}
    check(pictures.pooling_panels(values, TEXTS, order, "m", made=made))
    bare = batch.embed(bundled, TEXTS, masked=False).vectors["mean"]
    rows = {"with mask": found["mean"], "without": bare}
    values = {name: sentence_vectors.similarity(one) for name, one in rows.items()}
    made = batch_calls.mask_dropped(bundled.spec, "mean", "query")
    assert not any("query" in str(said) for said in made.values())
    check(pictures.pooling_panels(values, TEXTS, np.arange(2), "m", made=made))
    asked = batch_calls.vectors(bundled.spec, "recipe", "it's")["vectors"]
    assert asked.startswith("""batch.embed(engine, sentences, kinds=['recipe'], prompt="it's")""")


@pytest.fixture(scope="module")
def shown(visit):
    """A page as it is first opened: page -> its pictures by key, and the keys of its buttons."""
    found, draw = {}, show._draw

    def record(picture, key, **options):
        found[key] = picture
        return draw(picture, key, **options)

    def pictures_of(page):
        found.clear()
        reader.open(page)
        return dict(found), {button.key for button in reader.button}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show, "_draw", record)
        reader = visit()
        yield pictures_of


@pytest.mark.parametrize("page", [page.file.removesuffix(".py") for page in PAGES])
def test_every_picture_of_a_page_has_code_and_can_be_exported(shown, page):
    found, buttons = shown(page)
    assert {f"{key}_export" for key in found} <= buttons
    assert any(str(key).endswith("_export") for key in buttons) == (page not in WITHOUT_EXPORT)
    assert bool(found) == (page not in WITHOUT_PICTURES)
    for key, picture in found.items():
        lines = ast.parse(picture.code).body  # none where a comment says that there is no script
        assert bool(lines) == (key not in WITHOUT_CODE), (key, picture.code)
        assert len(picture.code.splitlines()) < 15
        compile(picture.code, key, "exec")
    for key in found.keys() & set(MADE_AGAIN):
        check(found[key])
