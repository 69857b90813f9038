"""Every public picture is made from texts by its recipe, and its script makes it again."""

import pytest
from support.figure_cases import names

import explorer
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Request, Studio
from explorer.cli.options import chosen, options
from explorer.cli.recipes_many import RECIPES
from explorer.engine import sample_states
from explorer.errors import ExplorerError, InputError

TEXT = 'The cat\'s {mat} $x_1$ "slept" \\ on __import__("os").'
OTHER = "The dog's mat was wet."
MANY = ("The bank of the river.", "The bank lent money.", "A bank is a bank.", "My bank is shut.")
LABELLED = [f"{label} | {text}" for text, label in zip(MANY * 2, "abab" * 2, strict=True)]
TO_LEARN = [
    f"{who} {did} her red hat." for who in ("Ann", "Eve", "Zoe", "Ida") for did in ("lost", "sold")
]
TWO_TEXTS = (
    "alike_lines alike_words attribution_bars deletion_curves difference_heatmap method_ranking "
    "vector_change_heatmap"
).split()
PATCHED = {
    name: {"texts": ("The cat sat.", "The dog sat.")}
    for name in ("patched_parts", "patched_states")
}
TRAINED = "probe_accuracy probe_confusion decision_by_token decision_by_dimension".split()
BLANKS = "fill_mask_top logit_lens lens_curves mask_attention mask_effect".split()
GIVEN = {
    "answer_logits": {"texts": ("Who slept?",), "pair": "The cat slept."},
    "answer_matrix": {"texts": ("Who slept?",), "pair": "The cat slept."},
    "marked_answer": {"texts": ("Who slept?",), "pair": "The cat slept."},
    "next_sentence": {"pair": OTHER},
    "next_token_top": {"model": "teaching:next-token"},
    "link_bars": {"options": {"query": 3, "key": 1}},
    "cross_attention": {"options": {"source": "the 'third' of May 1998", "layer": 1}},
    "zero_shot": {"options": {"labels": ["food", "an 'animal'"]}},
    "context_map": {"options": {"words": ["bank"], "state": 2}},
    "context_curves": {"options": {"words": ["bank"]}},
    "context_matrix": {"options": {"words": ["bank"]}},
    "fill_mask_targets": {"texts": ("A [MASK] slept.",), "options": {"words": ["cat", "mouse"]}},
    **{name: {"texts": (TEXT, OTHER)} for name in TWO_TEXTS},
    **PATCHED,
    **{name: {"options": {"labelled": LABELLED}} for name in TRAINED},
    "learning_curve": {"options": {"sentences_to_learn": TO_LEARN, "steps": 3}},
    **{name: {"texts": ("Paris is the [MASK] of France.",)} for name in BLANKS},
}
NEEDS_A_CHECKPOINT = "mask_experiment"
"""Its logits come from a checkpoint's own classifier; the bundled model has none."""


@pytest.fixture(scope="module", autouse=True)
def sample_read_once(bundled):
    """The sample of sentences is the same for all pictures that stand on it."""
    sample = sample_states.sample_occurrences(bundled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample_states, "sample_occurrences", lambda _: sample)
        yield


@pytest.fixture(scope="module")
def studio(bundled):
    made = Studio()
    made._engines[BUNDLED_ID] = bundled
    return made


def asked(name, **more):
    recipe = RECIPES[name]
    texts = MANY if recipe.several else (TEXT,) if recipe.runs or recipe.task else ()
    needed = {one.name: 1 for one in options(name).values() if one.needed}
    return Request(name, **{"texts": texts, "options": needed, **GIVEN.get(name, {}), **more})


def test_every_picture_has_a_recipe():
    assert set(RECIPES) == set(names())


@pytest.mark.parametrize("name", sorted(set(RECIPES) - {NEEDS_A_CHECKPOINT}))
def test_a_picture_is_made_and_its_script_makes_it_again(name, studio, bundled, monkeypatch):
    monkeypatch.setattr(explorer, "load", lambda _: bundled, raising=False)  # loaded once for all
    made = studio.picture(asked(name))
    assert made.name == name
    assert len(made.code.splitlines()) < 15, made.code
    space = {}
    exec(compile(made.code.replace("picture.figure.show()", ""), "<code>", "exec"), space)
    assert space["picture"].figure.to_json() == made.figure.to_json(), made.code


def test_a_checkpoint_that_classifies_shows_what_a_forgotten_mask_does(checkpoint, studio):
    folder = str(checkpoint("bert", head="SequenceClassification"))
    made = studio.picture(asked(NEEDS_A_CHECKPOINT, model=folder))
    assert made.table.shape[0] == len(MANY)


def test_options_reach_the_picture(studio):
    made = studio.picture(asked("attention_heatmap", options={"layer": "2", "head": 3}))
    assert made.caption.startswith("Attention, layer 2, head 3 · ")
    rollout = studio.picture(asked("method_heatmap", options={"method": "Rollout", "layer": 4}))
    assert rollout.caption.startswith("Rollout, layer 4 · ")
    both = studio.picture(asked("layer_film", texts=(TEXT, OTHER), options={"paths": [1, 2]}))
    assert "(trace, other)" in both.code


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("attention", {}, "There is no picture “attention”"),
        ("state_norms", {"texts": ()}, "made from 1 text, not from 0"),
        ("similarity_heatmap", {"texts": ("a", "b", "c")}, "from 1 or 2 texts, not from 3"),
        ("head_sizes", {"texts": ("a",)}, "a model alone, without a text"),
        ("sentence_map", {"pair": "b"}, "no second text"),
        ("state_norms", {"options": {"head": 1}}, "no option “head”; it has: first_index"),
        ("link_bars", {"options": {"query": 1}}, "needs the option “key”: a whole number from 0"),
        ("attention_heatmap", {"options": {"layer": "two", "head": 0}}, "whole number from 0, not"),
        ("attention_heatmap", {"options": {"layer": -1, "head": 0}}, "from 0, not -1"),
        ("attention_heatmap", {"options": {"layer": 1.5, "head": 0}}, "not 1.5"),
        ("attention_heatmap", {"options": {"layer": True, "head": 0}}, "not True"),
        ("layer_film", {"options": {"method": "UMAP"}}, "one of PCA, t-SNE, not 'UMAP'"),
        ("fill_mask_top", {"options": {"k": 10**9}}, "from 1 to 50"),
        ("state_changes", {"options": {"angular": "maybe"}}, "yes or no, not 'maybe'"),
    ],
)
def test_a_mistake_is_said_before_a_model_is_loaded(name, more, says):
    with pytest.raises(InputError, match=says.replace("(", r"\(")):
        Request(name, **{"texts": (TEXT,), **more})


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("attention_heatmap", {"options": {"layer": 6, "head": 0}}, "no layer 6: choose one from"),
        ("attention_heatmap", {"options": {"layer": 0, "head": 12}}, "no head 12"),
        ("embedding_sum", {"options": {"token": 400}}, "no token 400"),
        ("similarity_heatmap", {"options": {"state": 7}}, "no state 7: choose one from 0 to 6"),
        ("link_bars", {"options": {"query": 99, "key": 0}}, "no word 99"),
        ("next_sentence", {"pair": None}, "reads two texts: give a pair"),
        ("context_map", {"options": {"words": ["zebra"], "state": 1}}, "zebra"),
        ("probe_accuracy", {"options": {"labelled": ["no bar"]}}, "label | sentence"),
        ("fill_mask_top", {"texts": ("No blank here.",)}, "mask"),
        ("mask_experiment", {}, "checkpoint"),
        ("logit_lens", {"texts": ("A [MASK].",), "options": {"row": 3}}, "no blank 3"),
    ],
)
def test_what_a_text_has_not_is_said_in_a_sentence(name, more, says, studio):
    with pytest.raises(ExplorerError, match=says.replace("|", r"\|")):
        studio.picture(asked(name, **more))


def test_options_have_defaults_of_their_figures():
    assert chosen("state_norms", {}) == {"first_index": 0}
    assert "look" not in options("attention_heatmap")
    assert options("adjusted_similarity")["measure"].choices
