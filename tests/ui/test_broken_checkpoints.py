"""A broken checkpoint in the list of models: a sentence on each page, never a red box."""

import shutil

import pytest
from support.broken import BROKEN

PICKED = (
    "num_attention_heads = 0", "vocab_size = 0", 'num_hidden_layers = "3"', "layer_norm_eps = -1.0",
    "pad_token_id = 1000000000", 'dtype = "no such"', '_attn_implementation = "no such"',
    'quantization_config = {"quant_method": "gptq", "bits": 4}', 'id2label = ["a", "b", "c"]',
    'id2label = {"0": {"name": "a"}, "1": ["b"], "2": "c"}', "id2label = null",
    'id2label = {"1": "a", "2": "b", "3": "c"}', "tokenizer.json is empty",
    "a newer tokenizer.json", "infinite weights", "a weight is missing",
)  # fmt: skip
PAGES = ("classify", "anatomy")


@pytest.mark.filterwarnings("ignore")  # transformers remarks on some of them
@pytest.mark.parametrize("name", PICKED)
def test_pages_say_what_is_wrong(name, checkpoint, tmp_path, monkeypatch):
    from support.apps import visit

    whole = checkpoint("bert", head="SequenceClassification")
    mine = f"broken-{PICKED.index(name)}"  # the app keeps a model by its name
    BROKEN[name](shutil.copytree(whole, tmp_path / mine))
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    model = f"folder:{mine}"
    link = {"text": "the cat sat", "model": model, "classify_model": model, "anatomy_model": model}
    app = visit("tokens", **link)
    for page in PAGES:
        app.check_up()
        app.open(page)
    app.check_up()


@pytest.mark.parametrize("text", ["\u200b", "\x00", "\x07\x1b", "\u2060\ufeff", "\u200b \x00"])
def test_the_answer_page_finds_nothing_to_read_in_characters_that_are_dropped(visit, text):
    for link in ({}, {"answer_model": "folder:reader"}):
        app = visit("answer", text=text, answer_question="Who built the tower?", **link)
        app.check_up()
        assert "nothing to read" in " ".join(app.said("warning", "error"))
