"""Every page from the app's real entry, with ordinary, hostile and missing input."""

import ast
import json
from dataclasses import dataclass

import pytest
from support.app_server import ROOT

from explorer.text import MAX_CHARACTERS
from explorer.ui.registry import FOLDER, PAGES, path

ENTRY = str(ROOT / "explorer" / "ui" / "main.py")
HOSTILE = (
    "</script><b>bold</b> $latex$ **stars** [a](javascript:b) =CMD() \u202e مرحبا 你好 🤗 \x07"
)
SHORT = {"text": "The cat sat on the bank.", "pair": "It slept."}
# Addresses under which every page must stay up. What is in the link reaches the widgets.
LINKS = {
    "the first visit": {},
    "a pair": {"text": "The cats sat.", "pair": "A dog slept on the mat."},
    "one token": {"text": "a", "specials": "false", "layer": "99", "head": "-3"},
    "hostile text": {"text": HOSTILE, "pair": "<i>x</i> & $y$"},
    "nothing": {"text": " "},
    "reads to the left": {**SHORT, "model": "folder:tiny-gpt2"},
    "weights alone": {**SHORT, "model": "folder:tiny-mpnet"},
}
ARCHITECTURES = ("bert", "roberta", "gpt2", "mpnet", "albert", "t5")
CORE = ("tokens.py", "attention_maps.py", "similarity.py", "embedding_sum.py")
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file.removesuffix(".py"))


@dataclass
class Visit:
    """One reader with one link, going from page to page."""

    app: object

    def open(self, page):
        self.app.switch_page(path(page.file if hasattr(page, "file") else page)).run()
        return self

    def check_up(self):
        """No exception box; what went wrong is said in whole sentences."""
        assert [found.message for found in self.app.exception] == []
        for sentence in self.said():
            assert sentence.rstrip().endswith((".", "…")), sentence

    def said(self, kinds=("warning", "error", "info")):
        """The sentences in boxes, as a reader sees them."""
        boxes = [box.value for kind in kinds for box in getattr(self.app, kind)]
        return [text.replace("\\", "").replace("\u2060", "") for text in boxes]

    def pictures(self):
        """Everything drawn by plotly, as JSON."""
        found = [json.loads(chart.proto.spec) for chart in self.app.get("plotly_chart")]
        for picture in found:
            picture["layout"].pop("meta", None)  # words for screen readers, set as plain text
        return found

    def titles(self):
        return [picture["layout"]["title"]["text"] for picture in self.pictures()]

    def words(self):
        kinds = ("markdown", "caption", "title", "subheader")
        found = [element.value for kind in kinds for element in getattr(self.app, kind)]
        return " ".join(found).replace("\\", "").replace("\u2060", "")


@pytest.fixture(scope="module")
def visit():
    """visit(text="...", layer="3") -> the reader who followed that link to the first page."""
    from streamlit.testing.v1 import AppTest

    def follow(**link):
        app = AppTest.from_file(ENTRY, default_timeout=120)
        for name, value in link.items():
            app.query_params[name] = value
        return Visit(app.run())

    return follow


@pytest.fixture(scope="module")
def reader(visit, models_dir):
    """One reader for each of LINKS, kept while they go through the pages."""
    made = {}

    def one(link):
        if link not in made:
            made[link] = visit(**LINKS[link])
        return made[link]

    return one


@pytest.fixture(scope="module")
def models_dir(checkpoint, tmp_path_factory):
    """EXPLORER_MODELS_DIR with a tiny checkpoint of each architecture."""
    home = tmp_path_factory.mktemp("models")
    for arch in ARCHITECTURES:
        (home / f"tiny-{arch}").symlink_to(checkpoint(arch))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_MODELS_DIR", str(home))
        yield home


# ------------------------------------------------------------------ every page


@PAGE
@pytest.mark.parametrize("link", LINKS)
def test_every_page_stays_up(reader, page, link):
    found = reader(link).open(page)
    found.check_up()
    assert found.app.title[0].value == (page.title if page.section else "BERT Explorer")
    if link == "nothing" and page.needs_trace and page.inputs and not page.own_model:
        assert "type at least one word" in " ".join(found.said())
        assert found.pictures() == []


@pytest.mark.parametrize("arch", ["roberta", "albert"])
@pytest.mark.parametrize("file", CORE)
def test_pages_with_other_architectures(visit, models_dir, file, arch):
    found = visit(model=f"folder:tiny-{arch}", **SHORT).open(file)
    found.check_up()
    assert "come from" not in found.words()


@PAGE
def test_every_page_is_a_short_script_that_says_what_it_shows(page):
    source = (FOLDER / page.file).read_text("utf-8")
    assert len(source.splitlines()) <= 60  # the house rule says 50
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring.startswith(f"{page.title}: ")
    assert docstring.endswith((".", "?"))


def test_every_script_is_in_the_menu():
    assert sorted(page.file for page in PAGES) == sorted(file.name for file in FOLDER.glob("*.py"))
    assert len({page.title for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("page", ["home.py", *CORE])
def test_pages_are_plain_about_hostile_text(reader, page):
    """Streamlit reads markdown: whatever was typed must come escaped."""
    found = reader("hostile text").open(page)
    texts = [element.value for kind in ("markdown", "caption", "warning", "info")
             for element in getattr(found.app, kind)]  # fmt: skip
    for text in texts:
        for raw in ("</script><b>", "**stars**", "](javascript", "$latex$"):
            assert raw not in text
    for picture in found.pictures():
        assert "</script><b>" not in json.dumps(picture["data"])
        assert "$latex$" not in json.dumps(picture)


def test_a_token_that_is_markdown_is_escaped_in_a_sentence(visit):
    found = visit(text="$ *").open("attention_maps.py")
    (sentence,) = [text.value for text in found.app.markdown if "of its attention" in text.value]
    assert "“\\$”" in sentence
    assert "“\\*”" in sentence


@pytest.mark.parametrize(
    ("typed", "raw"),
    [("**a**", "**"), ("$x$", "$x"), ("[a](b)", "]("), ("<b>", "<b"), ("# a", "# "), ("`a`", "`a"),
     ("www.example.org", "www.e"), ("https://a.b", "://"), ("a@b.c", "@b"), (":red[a]", ":red["),
     ("a\n\nb", "\n"), ("~~a~~", "~~"), ("- a", "- "), ("1. a", "1. "), ("&lt;", "&lt")],
)  # fmt: skip
def test_plain_text_leaves_markdown_nothing_to_read(typed, raw):
    from explorer.ui import show

    found = show.plain(typed)
    assert raw.replace("\n", " \n ") not in found.replace("\\" + raw[0], "")
    shown = found.replace("\\", "").replace("\u2060", "")
    assert shown == typed.replace("\n", " ")


# ------------------------------------------------------------------ links


def test_a_link_opens_the_same_picture(visit):
    found = visit(text="The dog ran.", layer="3", head="5").open("attention_maps.py")
    assert found.app.text_area(key="text").value == "The dog ran."
    assert "layer 3, head 5" in found.titles()[0]
    assert "The dog ran." in found.titles()[0]


def test_layer_and_head_that_do_not_exist(visit):
    found = visit(layer="99", head="x")
    said = " ".join(found.said())
    assert "The link asks for layer 99, and this model has layers 0 to 5" in said
    assert "The link asks for head x" in said
    found.open("attention_maps.py")
    assert "layer 0, head 0" in found.titles()[0]


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("../etc/passwd", "is not a model id"),
        ("a b", "is not a model id"),
        ("folder:absent", "There is no folder “absent”"),
        ("bert-base-uncased", "the hub cannot be reached"),
        ("acme/absent", "the hub cannot be reached"),
        ("<b>x</b>", "is not a model id"),
    ],
)
def test_a_model_that_cannot_be_had(visit, model, says):
    found = visit(model=model, text="Nothing typed is lost.")  # on the home page
    found.check_up()
    assert says in " ".join(found.said())
    assert "come from all-MiniLM-L6-v2" in found.words()
    assert "Nothing typed is lost." in found.titles()[0]


def test_a_restricted_installation(visit, models_dir, monkeypatch):
    monkeypatch.setenv("EXPLORER_ALLOWED_MODELS", "all-MiniLM-L6-v2,folder:tiny-bert")
    found = visit(model="gpt2")
    assert "is not offered here" in " ".join(found.said())
    assert list(found.app.selectbox(key="model").options) == [
        "all-MiniLM-L6-v2",
        "folder:tiny-bert",
    ]
    allowed = visit(model="folder:tiny-bert", text="the cat").open("attention_maps.py")
    assert "tiny-bert" in allowed.titles()[0]


def test_damaged_folders_say_what_to_do(visit, checkpoint, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    for name in ("empty", "pickled", "corrupt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "pickled" / "pytorch_model.bin").write_bytes(b"pickle")
    (tmp_path / "corrupt" / "model.safetensors").write_bytes(b"junk" * 100)
    (tmp_path / "tiny-t5").symlink_to(checkpoint("t5"))
    for name, says in {
        "empty": "no model.safetensors",
        "pickled": "only pickled weights",
        "corrupt": "is damaged: copy or download it again",
        "tiny-t5": "is an encoder-decoder model",
    }.items():
        found = visit(model=f"folder:{name}")
        found.check_up()
        assert says in " ".join(found.said())
        assert "come from all-MiniLM-L6-v2" in found.words()
        assert found.pictures()


# ------------------------------------------------------------------ shared choices


def test_choices_survive_a_change_of_page(visit):
    found = visit().open("attention_maps.py")
    found.app.text_area(key="text").set_value("The bird ate.").run()
    found.app.select_slider(key="layer_view").set_value(4).run()
    found.app.select_slider(key="head_view").set_value(7).run()
    assert "layer 4, head 7" in found.titles()[0]
    found.open("similarity.py")
    assert "The bird ate." in found.titles()[0]
    found.open("attention_maps.py")
    assert "layer 4, head 7" in found.titles()[0]
    assert found.app.text_area(key="text").value == "The bird ate."


def test_numbers_from_one_as_papers_do(visit):
    found = visit(papers="true", layer="3", head="5").open("attention_maps.py")
    assert "layer 4, head 6" in found.titles()[0]
    assert found.app.session_state["layer"] == 3  # the link stays zero-based


def test_a_smaller_model_has_its_own_last_layer(visit, models_dir):
    found = visit(layer="5", head="11").open("attention_maps.py")
    assert "layer 5, head 11" in found.titles()[0]
    found.app.selectbox(key="model").set_value("folder:tiny-bert").run()
    found.check_up()
    assert "layer 2, head 3" in found.titles()[0]


def test_an_example_fills_both_boxes(visit):
    found = visit(text="mine")
    found.app.selectbox(key="example").set_value(1).run()
    assert found.app.text_area(key="text").value == "The cat sat on the mat."
    assert found.app.text_area(key="pair").value == "It was very soft and warm."
    found.check_up()


# ------------------------------------------------------------------ input


def test_too_long_a_text_is_refused_and_kept(visit):
    found = visit()
    long = "word " * (MAX_CHARACTERS // 5 + 1)
    found.app.text_area(key="text").set_value(long).run()
    found.check_up()
    assert "at most 200,000 can be read: shorten it" in " ".join(found.said())
    assert found.app.text_area(key="text").value == long


def test_one_hundred_thousand_characters_are_cut_and_the_page_says_so(visit):
    found = visit().open("tokens.py")
    found.app.text_area(key="text").set_value("word " * 20_000).run()
    found.check_up()
    said = " ".join(found.said())
    assert "This model reads at most 512 tokens: the last 19,490 were cut off, from “word" in said
    found.open("attention_maps.py").check_up()


def test_words_already_split(visit):
    found = visit(split="true", text="New York\nis\nbig").open("tokens.py")
    found.check_up()
    assert "3 words" in found.words()
    found.app.text_area(key="text").set_value("New York\n\nbig").run()
    found.check_up()
    assert "Word 2 of 3 is empty" in " ".join(found.said())
    assert found.app.text_area(key="text").value == "New York\n\nbig"


def test_without_special_tokens(visit):
    found = visit(specials="false", text="The cat sat.").open("attention_maps.py")
    labels = found.pictures()[0]["layout"]["xaxis"]["ticktext"]
    assert labels == ["the", "cat", "sat", "."]


# ------------------------------------------------------------------ what pages say


def test_attention_maps_read_a_row_aloud(visit):
    found = visit(text="The cat sat.").open("attention_maps.py")
    assert "of its attention to" in found.words()
    for kind in ("Mean of the layer", "Mean over layers", "Mean of all heads"):
        found.app.get("button_group")
        found.app.session_state["maps_kind"] = kind
        found.app.run()
        found.check_up()
        assert found.titles()[0]
    assert "mean of all 72 heads" in found.titles()[0]


def test_the_embedding_check_is_computed_for_this_text(visit):
    found = visit(text="The cat sat.").open("embedding_sum.py")
    assert "LayerNorm(word + position + segment) - hidden_states[0]" in found.words()
    assert "learned parameters in BERT" in found.words()
    assert float(found.app.metric[0].value) < 1e-5
    assert found.app.success


def test_the_tokens_page_shows_what_the_tokenizer_did(visit):
    found = visit(text="Tokenization!").open("tokens.py")
    frames = [frame.value for frame in found.app.dataframe]
    assert list(frames[0]["token"]) == ["[CLS]", "token", "##ization", "!", "[SEP]"]
    tried = next(frame for frame in frames if "tried" in frame)
    assert list(tried["tried"][tried["in the vocabulary"]]) == ["token", "##ization"]
    special = next(frame for frame in frames if "for" in frame)
    assert dict(zip(special["token"], special["id"], strict=True))["[MASK]"] == 103
    assert "capitals" in found.words()


def test_similarity_of_two_texts(visit):
    found = visit(text="the cat sat", pair="the dog ran").open("similarity.py")
    axis = found.pictures()[0]["layout"]
    assert axis["yaxis"]["ticktext"] == ["the", "cat", "sat"]
    assert axis["xaxis"]["ticktext"] == ["the", "dog", "ran"]
    assert "cosine" in found.words()


def test_the_numbers_behind_a_picture(visit):
    found = visit(text="The cat sat.").open("attention_maps.py")
    assert not found.app.dataframe
    found.app.toggle(key="attention_map_numbers").set_value(True).run()
    frame = found.app.dataframe[0].value
    assert frame.shape == (6, 6)
    assert frame.sum(axis=1).tolist() == pytest.approx([1] * 6, abs=1e-5)
