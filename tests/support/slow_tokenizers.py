"""Tokenizers that run in Python or SentencePiece, over small vocabularies written here.

transformers has no fast class for any of them, or not for the files that their models ship.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support import tiny

TEXT = "the cat sat on the bank of the river ."
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def _esm(folder: Path) -> Any:
    from transformers import EsmTokenizer

    letters = "LAGVSERTIDPKQNFYMHWCXBUZO.-"
    names = ["<cls>", "<pad>", "<eos>", "<unk>", *letters, "<mask>"]
    (folder / "vocab.txt").write_text("\n".join(names))
    return EsmTokenizer(str(folder / "vocab.txt"))


def _phobert(folder: Path) -> Any:
    from transformers import PhobertTokenizer

    return _pairs_of_bytes(folder, PhobertTokenizer)


def _bertweet(folder: Path) -> Any:
    from transformers import BertweetTokenizer

    return _pairs_of_bytes(folder, BertweetTokenizer)


def _pairs_of_bytes(folder: Path, made: Any) -> Any:
    """BPE with @@ inside words; the merges grow each known word from its first letter."""
    merges = dict.fromkeys(
        (word[:i], word[i] + ("</w>" if i == len(word) - 1 else ""))
        for word in tiny.WORDS
        for i in range(1, len(word))
    )
    tails = [f"{letter}@@" for letter in "abcdefghijklmnopqrstuvwxyz"]
    entries = [*tiny.WORDS, *tails, *"abcdefghijklmnopqrstuvwxyz", "."]
    (folder / "vocab.txt").write_text("".join(f"{entry} 1\n" for entry in dict.fromkeys(entries)))
    (folder / "bpe.codes").write_text("".join(f"{a} {b} 1\n" for a, b in merges))
    return made(str(folder / "vocab.txt"), str(folder / "bpe.codes"))


def _pieces(folder: Path, name: str) -> tuple[Path, list[str]]:
    """A SentencePiece model trained on the words of the tiny checkpoints."""
    import sentencepiece

    (folder / "lines.txt").write_text("\n".join([TEXT, " ".join(tiny.WORDS)] * 20))
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "lines.txt"),
        model_prefix=str(folder / name.removesuffix(".model")),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "lines.txt").unlink()
    made = folder / f"{name.removesuffix('.model')}.model"
    found = sentencepiece.SentencePieceProcessor(model_file=str(made))
    return made, [found.id_to_piece(i) for i in range(found.get_piece_size())]


def _marian(folder: Path) -> Any:
    from transformers import MarianTokenizer

    model, pieces = _pieces(folder, "pieces")
    for side in ("source.spm", "target.spm"):
        (folder / side).write_bytes(model.read_bytes())
    names = dict.fromkeys(["</s>", "<unk>", *pieces, "<pad>"])
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate(names)}))
    with warnings.catch_warnings():  # it recommends a package that only tidies punctuation
        warnings.simplefilter("ignore")
        return MarianTokenizer(
            str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json")
        )


def _m2m100(folder: Path) -> Any:
    from transformers import M2M100Tokenizer

    model, pieces = _pieces(folder, "sentencepiece.bpe.model")
    names = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *pieces])
    (folder / "vocab.json").write_text(json.dumps({n: i for i, n in enumerate(names)}))
    return M2M100Tokenizer(str(folder / "vocab.json"), str(model), src_lang="en", tgt_lang="fr")


def _bert_generation(folder: Path) -> Any:
    from transformers import BertGenerationTokenizer

    return BertGenerationTokenizer(str(_pieces(folder, "spiece.model")[0]))


def _wordpieces(folder: Path) -> str:
    tails = [f"##{tail}" for tail in (*tiny.CHARACTERS, *tiny.PIECES)]
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *tiny.CHARACTERS, *tiny.WORDS, *tails]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(names)))
    return str(folder / "vocab.txt")


def _japanese(folder: Path) -> Any:
    """With the split at spaces and punctuation: the one by MeCab needs a dictionary's package."""
    from transformers import BertJapaneseTokenizer

    return BertJapaneseTokenizer(
        _wordpieces(folder), word_tokenizer_type="basic", subword_tokenizer_type="wordpiece"
    )


def _prophetnet(folder: Path) -> Any:
    from transformers import ProphetNetTokenizer

    return ProphetNetTokenizer(_wordpieces(folder), do_lower_case=True)


def _byt5(folder: Path) -> Any:
    from transformers import ByT5Tokenizer

    return ByT5Tokenizer()


def _canine(folder: Path) -> Any:
    from transformers import CanineTokenizer

    return CanineTokenizer()


SLOW: dict[str, Callable[[Path], Any]] = {
    "esm": _esm,
    "phobert": _phobert,
    "bertweet": _bertweet,
    "marian": _marian,
    "m2m_100": _m2m100,
    "bert-generation": _bert_generation,
    "japanese": _japanese,
    "prophetnet": _prophetnet,
    "byt5": _byt5,
    "canine": _canine,
}
