"""The decoder's tokenizer: byte-level pairs (BPE) learnt from the training prose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

START, PAD = "<s>", "<pad>"
MAX_TOKENS = 128
"""The model's window, the start mark included."""


def make_tokenizer(texts: Iterable[str], size: int) -> Any:
    """transformers' fast tokenizer with ``size`` tokens, the same for the same texts.

    Every byte is a token, so any script can be written; the other tokens are what often stands
    together (Sennrich et al., 2016; on bytes as in Radford et al., 2019). A text begins with the
    start mark, which also stands between documents; capital letters are kept.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    fast = Tokenizer(models.BPE())
    # A space before the first word, so that a word has the same token wherever it stands.
    fast.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    fast.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=[START, PAD], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )  # fmt: skip
    fast.train_from_iterator(texts, trainer)
    fast.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(
                single=f"{START} $A", pair=f"{START} $A $B", special_tokens=[(START, 0)]
            ),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=fast, model_max_length=MAX_TOKENS, clean_up_tokenization_spaces=False,
        bos_token=START, eos_token=START, pad_token=PAD,
    )  # fmt: skip
