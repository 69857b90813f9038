"""Pages with a model whose tokenizer gives no character positions: pictures, or one sentence."""

from __future__ import annotations

import shutil

import pytest

from explorer.ui.registry import PAGES

OPEN_ALONE = {"home", "attention_view", "encoder_decoder"}  # neither chart nor box: views, cards
SHORT = {"text": "the cat sat on the bank.", "pair": "it slept."}
HEADS = {
    "slow-classifier": "SequenceClassification", "slow-filler": "MaskedLM",
    "slow-tagger": "TokenClassification", "slow-reader": "QuestionAnswering",
    "slow-next": "NextSentencePrediction",
}  # fmt: skip
# Names of their own: the app keeps models by their names as long as its process lives.
CHOSEN = {
    "classify_model": "folder:slow-classifier", "fill_mask_model": "folder:slow-filler",
    "entities_model": "folder:slow-tagger", "answer_model": "folder:slow-reader",
    "next_sentence_model": "folder:slow-next",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader(checkpoint, tmp_path_factory):
    """The reader of tiny BERTs with the tokenizer of Japanese BERT (split at spaces)."""
    from support.apps import visit
    from support.slow_tokenizers import SLOW

    home = tmp_path_factory.mktemp("slow")
    files = home / "files"
    files.mkdir()
    tokenizer = SLOW["japanese"](files)
    for name, head in {"slow": None, **HEADS}.items():
        folder = shutil.copytree(checkpoint("bert", head=head), home / name)
        (folder / "tokenizer.json").unlink()
        tokenizer.save_pretrained(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_MODELS_DIR", str(home))
        yield visit(model="folder:slow", **SHORT, **CHOSEN)


@pytest.mark.parametrize("page", [page.file.removesuffix(".py") for page in PAGES])
def test_every_page_stays_up(reader, page):
    app = reader.open(page)
    app.check_up()
    assert app.pictures() or app.said() or page in OPEN_ALONE


def test_the_reader_is_told_what_is_missing(reader):
    app = reader.open("tokens")
    assert "gives no character positions" in " ".join(app.said("info"))
    app = reader.open("tag")
    assert "gives no character positions" in " ".join(app.said())
