"""The model's tokenizer: whole words where they are known, pieces and letters for slips."""

from __future__ import annotations

from typing import Any

from explorer.teaching.writer.spelling import SHORT_MONTHS, WORDS

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MAX_TOKENS = 64
_OTHER_WORDS = ("the of and a on by due born sep st nd rd th").split()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MARKS = "0123456789-/.,'’:;!?()&+"
_TAILS = ("ty", "teen", "th", "ieth", "uary", "ember", "ber", "day", "sand", "red", "een", "nth")


def vocabulary() -> dict[str, int]:
    """Every token and its number: special ones, marks and figures, letters, words, pieces."""
    letters = (*_LETTERS, *(f"##{letter}" for letter in _LETTERS))
    short = (month.lower() for month in SHORT_MONTHS)
    pieces = (f"##{tail}" for tail in _TAILS)
    tokens = (*SPECIAL, *_MARKS, *letters, *WORDS, *short, *_OTHER_WORDS, *pieces)
    return {token: number for number, token in enumerate(dict.fromkeys(tokens))}


def make_tokenizer() -> Any:
    """transformers' fast tokenizer: lower case, every figure and mark a token of its own.

    The same tokens serve both sides: what the decoder writes are single figures and hyphens.
    """
    from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import WordPiece
    from transformers import PreTrainedTokenizerFast

    fast = Tokenizer(WordPiece(vocabulary(), unk_token="<unk>", max_input_chars_per_word=40))
    fast.normalizer = normalizers.BertNormalizer(lowercase=True)
    fast.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Digits(individual_digits=True)]
    )
    # What is written are figures side by side: no spaces between tokens.
    fast.decoder = decoders.Sequence(
        [decoders.WordPiece(prefix="##", cleanup=False), decoders.Replace(" ", "")]
    )
    fast.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A $B </s>", special_tokens=[("</s>", vocabulary()["</s>"])]
    )
    names = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    return PreTrainedTokenizerFast(
        tokenizer_object=fast, model_max_length=MAX_TOKENS, clean_up_tokenization_spaces=False,
        **names,
    )  # fmt: skip
