"""A reader's text as sentences and a vocabulary of its own words, small enough to learn at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explorer.errors import InputError
from explorer.text import counted, require_at_most

MOST_CHARACTERS = 20_000
MOST_TOKENS = 24
"""Of one sentence, [CLS] and [SEP] included; longer ones are cut into several."""
MOST_WORDS = 1500
"""In the vocabulary; rarer ones are [UNK]."""
LEAST_SENTENCES, LEAST_WORDS = 8, 10
UNSEEN_FROM = 15
"""From so many sentences on, every fifth one is kept out of the training."""

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_ENDS = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])\s*|[\r\n]+")


@dataclass(frozen=True)
class ClassText:
    """Different sentences of a text, each as its words; some of them kept out of the training."""

    sentences: tuple[tuple[str, ...], ...]

    @property
    def unseen(self) -> tuple[int, ...]:
        """The numbers of the sentences that are not trained on; none where there are few."""
        count = len(self.sentences)
        return tuple(range(2, count, 5)) if count >= UNSEEN_FROM else ()

    @cached_property
    def seen(self) -> tuple[int, ...]:
        """The numbers of the sentences that are trained on."""
        return tuple(n for n in range(len(self.sentences)) if n not in set(self.unseen))

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Special tokens, then the words of the text, frequent ones first, and their numbers.

        Sentences that are kept out count, too: a word that was never seen has a row of its own,
        of numbers that nothing ever trained.
        """
        counts = Counter(word for sentence in self.sentences for word in sentence)
        words = [word for word, _ in counts.most_common() if word not in SPECIAL]
        kept = (*SPECIAL, *words[:MOST_WORDS])
        return {word: number for number, word in enumerate(kept)}

    @property
    def words(self) -> int:
        """Words in all sentences, punctuation marks among them."""
        return sum(map(len, self.sentences))

    def ids(self, sentence: int) -> list[int]:
        """A sentence's token ids, [CLS] first and [SEP] last."""
        known = self.vocabulary
        inside = [known.get(word, known["[UNK]"]) for word in self.sentences[sentence]]
        return [known["[CLS]"], *inside, known["[SEP]"]]


def read(text: str) -> ClassText:
    """A text cut into different sentences, lower case. Raises InputError for what is too little.

    >>> text = read("A cat sat. Two sat. It ran. It sat! Who sat? Who ran? Two cats ran. A cow is.")
    >>> text.sentences[3], text.ids(3)
    (('it', 'sat', '!'), [2, 10, 6, 14, 3])
    """
    if not text.strip():
        raise InputError("There is no text yet: type or paste at least 8 sentences.")
    require_at_most(text, MOST_CHARACTERS)
    found = tuple(dict.fromkeys(_sentences(text)))
    words = {word for sentence in found for word in sentence}
    if len(words) < LEAST_WORDS:
        raise InputError(
            f"This text has only {counted(len(words), 'different word')}: a text of at least "
            f"{LEAST_WORDS} is needed, or there is nothing to tell apart."
        )
    if len(found) < LEAST_SENTENCES:
        raise InputError(
            f"This text has {counted(len(found), 'different sentence')}: give at least "
            f"{LEAST_SENTENCES} to learn from."
        )
    return ClassText(found)


def _sentences(text: str) -> Iterator[tuple[str, ...]]:
    """Sentences of two words or more; long ones in parts that fit."""
    split = _splitter()
    most = MOST_TOKENS - 2
    for sentence in _ENDS.split(text):
        words = tuple(split(sentence))
        for start in range(0, len(words), most):
            part = words[start : start + most]
            if len(part) > 1:
                yield part


def _splitter() -> Any:
    """Text to words as the tokenizer of ``make_tokenizer`` sees them."""
    normalizer, pre_tokenizer = _steps()
    return lambda sentence: [
        word for word, _ in pre_tokenizer.pre_tokenize_str(normalizer.normalize_str(sentence))
    ]


def _steps() -> tuple[Any, Any]:
    """BERT's first two steps: lower case, then cut at blanks, punctuation and Chinese characters.

    Accents stay: each word of the text is a token of its own anyway.
    """
    from tokenizers import normalizers, pre_tokenizers

    return normalizers.BertNormalizer(strip_accents=False), pre_tokenizers.BertPreTokenizer()


def make_tokenizer(vocabulary: dict[str, int]) -> Any:
    """transformers' fast tokenizer with whole words as its tokens."""
    from tokenizers import Tokenizer, models, processors
    from transformers import PreTrainedTokenizerFast

    fast = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    fast.normalizer, fast.pre_tokenizer = _steps()
    fast.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")],
    )  # fmt: skip
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    return PreTrainedTokenizerFast(
        tokenizer_object=fast, model_max_length=MOST_TOKENS,
        **dict(zip(names, SPECIAL, strict=True)),
    )  # fmt: skip
