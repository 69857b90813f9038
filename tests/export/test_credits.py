"""What goes with a picture says model, revision, text, versions and papers."""

import dataclasses

import pytest
from support.figure_cases import names, picture
from support.traces import make_trace

from explorer import pictures
from explorer.export.credits import credits
from explorer.measures import rollout
from explorer.text import TextInput


@pytest.fixture(scope="module")
def trace():
    return make_trace()


def changed(trace, **spec):
    return dataclasses.replace(trace, spec=dataclasses.replace(trace.spec, **spec))


def test_the_caption_says_picture_model_revision_and_the_whole_text(trace):
    long = dataclasses.replace(trace, input=TextInput("the cats sat " * 20, masked=(2,)))
    made = credits(pictures.attention_heatmap(changed(long, revision="a1b2c3"), 1, 0))
    assert made.title == "Attention, layer 1, head 0"
    assert made.caption.startswith(
        "Attention, layer 1, head 0. Model: test/hand-made, revision a1b2c3. Text: “the cats sat "
    )
    assert made.caption.endswith("the cats sat” (token 2 masked).")
    assert made.caption.count("the cats sat") == 20


def test_a_text_that_ends_a_sentence_ends_the_caption(trace):
    one = dataclasses.replace(trace, input=TextInput("The cats sat!", "<b>$x$ & _y_"))
    caption = credits(pictures.state_norms(one)).caption
    assert caption.endswith("Text: “The cats sat!” and “<b>$x$ & _y_”.")


def test_two_models_are_both_named_with_their_weights(trace):
    first, second = changed(trace, sha256="f" * 64), changed(trace, id="other/one", sha256="e" * 64)
    made = credits(pictures.similarity_heatmap(first, 1, second))
    models = "Models: test/hand-made, revision abc123; other/one, revision abc123."
    assert models in made.caption
    assert made.versions["weights of other/one sha256"] == "e" * 64


def test_versions_are_those_of_the_pass_and_tell_the_weights(trace):
    made_with = {"explorer": "9.9", "torch": "8.8", "transformers": "7.7", "device": "cuda"}
    run = dataclasses.replace(changed(trace, sha256="a" * 64), made_with=made_with)
    made = credits(pictures.attention_heatmap(run, 0, 0))
    assert made.made_with == (
        f"explorer 9.9, torch 8.8, transformers 7.7, weights sha256 {'a' * 64}"
    )


def test_papers_are_those_of_the_methods_that_are_shown(trace):
    maps = {"Raw weights": trace.attention(0).mean(axis=0), "Rollout": rollout.rollout(trace)[0]}
    made = credits(pictures.method_panels(trace, maps, "layer 0"))
    assert made.papers == ("vaswani2017", "abnar2020")
    assert "Quantifying Attention Flow in Transformers" in made.bibtex


def test_the_link_is_what_the_app_gave(trace):
    plain = pictures.attention_heatmap(trace, 0, 0)
    linked = plain.linked("http://127.0.0.1:8501/head_view?layer=0")
    assert (credits(plain).link, credits(linked).link) == ("", linked.link)
    assert linked.alt == plain.alt


@pytest.mark.parametrize("name", names())
def test_every_picture_names_its_model_in_its_caption(name, trace):
    made = credits(picture(name, trace))
    assert trace.spec.id in made.caption
    assert made.title
    assert not set("<>\u2060") & set(made.title.replace(" → ", ""))


def test_a_model_that_was_asked_for_and_loaded_is_named_once(trace):
    loaded = changed(trace, revision="a1b2", sha256="f" * 64)
    asked_for = dataclasses.replace(trace.spec, revision=None, sha256="")
    made = credits(pictures.state_norms(loaded, made={"engine": asked_for}))
    assert "Model: test/hand-made, revision a1b2. Text" in made.caption
    assert made.versions["weights sha256"] == "f" * 64
