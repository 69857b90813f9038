"""Publishers' recipes of sentence vectors: as sentence-transformers computes them, or refused."""

import json

import numpy as np
import pytest
from support.sentence_folders import SENTENCES, to_json

import explorer
from explorer.engine import recipe
from explorer.engine.batch import embed, poolings
from explorer.errors import CheckpointError, InputError


@pytest.fixture
def folder(sentence_folder):
    return sentence_folder


def ours(folder, **options):
    return embed(explorer.load(folder), SENTENCES, kinds=("recipe",), **options)


CASES = {
    "mean": {},
    "cls": {"pools": ("cls",)},
    "max": {"pools": ("max",)},
    "root": {"pools": ("mean_sqrt_len_tokens",)},
    "weighted": {"pools": ("weightedmean",)},
    "last": {"pools": ("lasttoken",)},
    "joined": {"pools": ("mean", "cls", "max")},
    "normalised": {"steps": ("Normalize",)},
    "dense": {"pools": ("mean", "max"), "steps": ("Dense", "Normalize")},
    "layernorm": {"steps": ("LayerNorm",)},
    "no limit": {"max_tokens": None},
    "inner": {"inner": "0_Transformer", "steps": ("Normalize",)},
    "prompt": {
        "prompts": {"prompts": {"query": "find the: ", "document": ""},
                    "default_prompt_name": "query"},
    },
    "prompt not pooled": {
        "prompts": {"prompts": {"query": "find the: "}, "default_prompt_name": "query"},
        "include_prompt": False, "pools": ("weightedmean", "cls"),
    },
    "fewer numbers": {"steps": ("Normalize",), "prompts": {"truncate_dim": 8}},
}  # fmt: skip


@pytest.mark.parametrize("arch", ["bert", "roberta"])
@pytest.mark.parametrize("case", list(CASES))
def test_vectors_equal_those_of_sentence_transformers(arch, case, folder):
    import sentence_transformers as library

    made = folder(arch, **CASES[case])
    theirs = library.SentenceTransformer(str(made), device="cpu").encode(SENTENCES)
    np.testing.assert_allclose(ours(made).vectors["recipe"], theirs, atol=2e-5)


@pytest.mark.parametrize("kept", ["8", 0, -1, True, [8]])
def test_a_count_of_numbers_that_is_none(folder, kept):
    with pytest.raises(CheckpointError, match=r"\(truncate_dim\), which is no number of them"):
        ours(folder(prompts={"truncate_dim": kept}))


def test_a_recipe_by_hand_from_the_states_of_single_runs(folder):
    """Independent of any library: mean of the first 16 tokens' states, dense layer, length 1."""
    from safetensors.numpy import load_file

    made = folder(steps=("Dense", "Normalize"))
    weights = load_file(made / "2_Dense" / "model.safetensors")
    engine = explorer.load(made)
    found = embed(engine, SENTENCES, kinds=("recipe",))
    for text, vector in zip(SENTENCES, found.vectors["recipe"], strict=True):
        encoded = engine.encoder.encode(explorer.text.TextInput(text), 16)
        words = engine.encoder.decode(encoded.ids)
        states = engine.run(words).hidden[-1]
        assert len(states) == encoded.num_tokens
        by_hand = np.tanh(weights["linear.weight"] @ states.mean(0) + weights["linear.bias"])
        np.testing.assert_allclose(vector, by_hand / np.linalg.norm(by_hand), atol=1e-5)


def test_the_recipe_says_what_it_does_and_what_it_cut(folder):
    made = folder(pools=("mean", "cls"), steps=("Dense", "Normalize"), max_tokens=12)
    found = ours(made)
    assert found.recipe == ("first token and mean, 12 tokens, dense layer to 20, normalised")
    assert found.tokens.max() == 12
    assert found.cut.tolist()[2] > 0


def test_recipe_and_plain_pooling_side_by_side_read_by_their_own_limits(folder):
    engine = explorer.load(folder(steps=("Normalize",)))
    assert poolings(engine)[:2] == ("recipe", "mean")
    seen = []
    both = embed(engine, SENTENCES, kinds=("recipe", "mean"), progress=lambda *n: seen.append(n))
    assert list(both.vectors) == ["recipe", "mean"]
    assert both.read("recipe")[0].max() == 16 < both.read("mean")[0].max()
    assert both.read("recipe")[1].sum() > 0 == both.read("mean")[1].sum()
    np.testing.assert_array_equal(both.vectors["mean"], embed(engine, SENTENCES).vectors["mean"])
    assert seen[-1] == (8, 8)
    short = embed(engine, SENTENCES[:2], kinds=("recipe", "mean"))
    units = short.vectors["mean"] / np.linalg.norm(short.vectors["mean"], axis=1, keepdims=True)
    np.testing.assert_allclose(short.vectors["recipe"], units, atol=1e-6)


def test_a_prompt_can_be_chosen_or_left_out(folder):
    prompts = {"prompts": {"query": "find the: ", "passage": "old: "}, "default_prompt_name": None}
    engine = explorer.load(folder(prompts=prompts, max_tokens=64))
    assert recipe.of(engine).prompt == ""
    asked = embed(engine, ["cat"], kinds=("recipe",), prompt="query").vectors["recipe"]
    typed = embed(engine, ["find the: cat"]).vectors["mean"]
    np.testing.assert_allclose(asked, typed, atol=1e-6)
    with pytest.raises(InputError, match="no prompt called “title”: it knows query, passage"):
        embed(engine, ["cat"], kinds=("recipe",), prompt="title")


def test_a_prompt_does_not_hide_an_empty_line(folder):
    prompts = {"prompts": {"query": "find: "}, "default_prompt_name": "query"}
    with pytest.raises(InputError, match="Line 2"):
        embed(explorer.load(folder(prompts=prompts)), ["cat", "\u200b"], kinds=("recipe",))


def test_lower_case_is_part_of_a_recipe(folder, tmp_path):
    made = folder("roberta")
    to_json(made / "sentence_bert_config.json", {"max_seq_length": 16, "do_lower_case": True})
    low = embed(explorer.load(made), ["THE CAT"], kinds=("recipe",)).vectors["recipe"]
    typed = embed(explorer.load(made), ["the cat"]).vectors["mean"]
    np.testing.assert_allclose(low, typed, atol=1e-6)


# --- what cannot be followed


def break_modules(folder):
    (folder / "modules.json").write_text("{not json")


def modules_of_another_shape(folder):
    to_json(folder / "modules.json", {"modules": []})


def no_modules(folder):
    to_json(folder / "modules.json", [])


def foreign_code(folder):
    listed = json.loads((folder / "modules.json").read_text())
    listed[0]["type"] = "custom_st.Transformer"
    to_json(folder / "modules.json", listed)


def outside(folder):
    listed = json.loads((folder / "modules.json").read_text())
    listed[1]["path"] = "../1_Pooling"
    to_json(folder / "modules.json", listed)


def unknown_step(folder):
    listed = json.loads((folder / "modules.json").read_text())
    listed.append(
        {"idx": 9, "name": "9", "path": "9_CNN", "type": "sentence_transformers.models.CNN"}
    )
    to_json(folder / "modules.json", listed)


def nothing_pooled(folder):
    to_json(folder / "1_Pooling" / "config.json", {"pooling_mode_mean_tokens": False})


def odd_pooling(folder):
    to_json(folder / "1_Pooling" / "config.json", {"pooling_mode": "attention"})


def no_pooling_settings(folder):
    (folder / "1_Pooling" / "config.json").write_text("[1]")


def odd_limit(folder):
    to_json(folder / "sentence_bert_config.json", {"max_seq_length": "many"})


def pickled_dense(folder):
    dense = folder / "2_Dense"
    (dense / "model.safetensors").rename(dense / "pytorch_model.bin")


def damaged_dense(folder):
    (folder / "2_Dense" / "model.safetensors").write_bytes(b"no")


def other_activation(folder):
    to_json(folder / "2_Dense" / "config.json", {"activation_function": "os.system"})


def unknown_prompt(folder):
    to_json(folder / "config_sentence_transformers.json", {"default_prompt_name": "query"})


BROKEN = {
    break_modules: "not a list of modules in JSON",
    modules_of_another_shape: "not a list of modules in JSON",
    no_modules: "does not begin with a Transformer",
    foreign_code: r"not known here \(custom_st.Transformer\)",
    outside: "points outside its folder",
    unknown_step: r"not known here \(sentence_transformers.models.CNN\)",
    nothing_pooled: "every way of pooling switched off",
    odd_pooling: r"not known here \(attention\)",
    no_pooling_settings: "is not a JSON object",
    odd_limit: "no number of tokens",
    pickled_dense: "pickled ones are never opened",
    damaged_dense: "are damaged",
    other_activation: "the activation os.system",
    unknown_prompt: "no prompt called “query”",
}


@pytest.mark.parametrize("broken", list(BROKEN), ids=lambda broken: broken.__name__)
def test_a_recipe_that_cannot_be_followed_is_refused_in_one_sentence(broken, folder):
    made = folder(steps=("Dense",))
    broken(made)
    engine = explorer.load(made)
    with pytest.raises(CheckpointError, match=BROKEN[broken]) as told:
        embed(engine, SENTENCES, kinds=("recipe",))
    assert str(told.value).count(". ") == 0
    assert "recipe" not in poolings(engine)  # and nothing stands in for it


def test_a_model_without_a_recipe_says_so(checkpoint):
    engine = explorer.load(checkpoint("bert"))
    assert recipe.of(engine) is None
    with pytest.raises(InputError, match="without a publisher's recipe"):
        embed(engine, ["cat"], kinds=("recipe",))


# --- the bundled model


def test_the_bundled_models_recipe_is_its_publishers(bundled):
    from sentence_transformers import SentenceTransformer

    long = "The cat sat on the mat and looked at the river. " * 40
    found = embed(bundled, [long, "A dog."], kinds=("recipe", "mean"))
    assert found.recipe == "mean, 256 tokens, normalised"
    assert found.read("recipe")[0].tolist() == [256, 5]
    theirs = SentenceTransformer(str(bundled.folder), device="cpu").encode([long, "A dog."])
    np.testing.assert_allclose(found.vectors["recipe"], theirs, atol=1e-5)
    units = found.vectors["mean"] / np.linalg.norm(found.vectors["mean"], axis=1, keepdims=True)
    cosine = (found.vectors["recipe"] * units).sum(axis=1)
    assert cosine[0] < 0.999  # a long text is another vector by the publisher's limit
    assert cosine[1] == pytest.approx(1, abs=1e-6)
