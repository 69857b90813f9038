"""Tiny checkpoints with random weights: three layers, four heads, width 32, real fast tokenizers.

    folder = tiny.write(tmp_path / "bert")
    folder = tiny.write(tmp_path / "tagger", "roberta", head="TokenClassification")

The same arguments always give the same weights. torch and transformers are imported inside the
functions, so that importing this module costs nothing.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

LAYERS, HEADS, HIDDEN, INNER, MAX_TOKENS = 3, 4, 32, 64, 64
CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!;:'\"()-&<>/"
WORDS = (
    "the a an cat dog bird rat man woman child bank river money time day night house tree fish "
    "sat slept ran saw ate was is are were had has likes because while and but or not very "
    "on in of to by with from it he she they his her their big small old new good red one two"
).split()
PIECES = ("ing", "ed", "s", "ly", "er", "est", "ness", "able", "un")

ENCODERS = ("bert", "roberta", "distilbert", "albert", "electra", "deberta-v2", "mpnet")
DECODERS = ("gpt2",)
ENCODER_DECODERS = ("t5", "bart", "marian")
ARCHITECTURES = ENCODERS + DECODERS + ENCODER_DECODERS
LABELS = {
    "SequenceClassification": ("negative", "neutral", "positive"),
    "TokenClassification": ("O", "B-PER", "I-PER", "B-LOC", "I-LOC"),
}


def write(
    folder: Path, arch: str = "bert", *, head: str | None = None, seed: int = 0, **options: Any
) -> Path:
    """Write config, safetensors weights and a fast tokenizer into `folder`; return the folder.

    `options` go into the configuration, such as num_labels=1 or vocab_size.

    `head` is what follows "AutoModelFor": SequenceClassification, MaskedLM, NextSentencePrediction,
    TokenClassification, QuestionAnswering, CausalLM, Seq2SeqLM; None is the bare model.
    """
    import torch
    import transformers

    tokenizer = make_tokenizer(arch)
    labels = None if "num_labels" in options else LABELS.get(head or "")
    config = _config(arch, tokenizer, labels, **options)
    auto = getattr(transformers, f"AutoModelFor{head}" if head else "AutoModel")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = auto.from_config(config).eval()
        _roughen(model)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Path(folder)


def _roughen(model: Any) -> None:
    """Fresh LayerNorms do nothing twice and fresh biases are 0: a test would miss one left out."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(0.2 * torch.randn_like(parameter))


def make_tokenizer(arch: str) -> Any:
    """The fast tokenizer of `arch` over the small vocabulary of this module."""
    import transformers

    if arch == "marian":
        return _marian_tokenizer()
    family, vocabulary, specials = _TOKENIZERS[arch]
    options = {"extra_ids": 0} if arch == "t5" else {}
    return getattr(transformers, family)(**vocabulary(specials), **options, **LIMIT)


# ------------------------------------------------------------------ vocabularies

LIMIT = {"model_max_length": MAX_TOKENS}


def _numbered(tokens: Iterable[str]) -> dict[str, int]:
    return {token: number for number, token in enumerate(dict.fromkeys(tokens))}


def _wordpieces(specials: tuple[str, ...]) -> dict[str, Any]:
    tails = [f"##{tail}" for tail in (*CHARACTERS, *PIECES)]
    return {"vocab": _numbered([*specials, *CHARACTERS, *WORDS, *tails])}


def _byte_pairs(specials: tuple[str, ...]) -> dict[str, Any]:
    """Byte-level BPE whose merges grow each known word from its first letter."""
    from tokenizers.pre_tokenizers import ByteLevel

    spaced = [f"Ġ{word}" for word in (*WORDS, *map(str.capitalize, WORDS))]
    known = [*spaced, *map(str.capitalize, WORDS), *PIECES]
    merges = dict.fromkeys((word[:i], word[i]) for word in known for i in range(1, len(word)))
    grown = [left + right for left, right in merges]
    vocab = _numbered([*specials, *sorted(ByteLevel.alphabet()), *grown])
    return {"vocab": vocab, "merges": list(merges)}


def _unigrams(specials: tuple[str, ...]) -> dict[str, Any]:
    words = [f"▁{word}" for word in (*WORDS, *map(str.capitalize, WORDS))]
    letters = ("▁", *CHARACTERS, *CHARACTERS.upper())
    scored = ((specials, 0.0), (words, -4.0), (PIECES, -6.0), (letters, -9.0))
    scores = {token: score for tokens, score in reversed(scored) for token in tokens}
    return {
        "vocab": [(token, scores[token]) for token in _numbered(t for ts, _ in scored for t in ts)]
    }


def _marian_tokenizer() -> Any:
    """Marian's own class needs SentencePiece files; this is the same scheme as a fast tokenizer."""
    from tokenizers import Tokenizer, decoders, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    fast = Tokenizer(Unigram([*_unigrams(("</s>", "<unk>"))["vocab"], ("<pad>", 0.0)], unk_id=1))
    fast.pre_tokenizer = pre_tokenizers.Metaspace()
    fast.decoder = decoders.Metaspace()
    fast.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A $B </s>", special_tokens=[("</s>", 0)]
    )
    names = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    return PreTrainedTokenizerFast(tokenizer_object=fast, **names, **LIMIT)


_BERT = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_ROBERTA = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_TOKENIZERS = {
    "bert": ("BertTokenizer", _wordpieces, _BERT),
    "electra": ("BertTokenizer", _wordpieces, _BERT),
    "distilbert": ("DistilBertTokenizer", _wordpieces, _BERT),
    "mpnet": ("MPNetTokenizer", _wordpieces, (*_ROBERTA, "[UNK]")),
    "roberta": ("RobertaTokenizer", _byte_pairs, _ROBERTA),
    "bart": ("RobertaTokenizer", _byte_pairs, _ROBERTA),
    "gpt2": ("GPT2Tokenizer", _byte_pairs, ("<|endoftext|>",)),
    "albert": ("AlbertTokenizer", _unigrams, ("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]")),
    "deberta-v2": ("DebertaV2Tokenizer", _unigrams, _BERT),
    "t5": ("T5Tokenizer", _unigrams, ("<pad>", "</s>", "<unk>")),
}


# ------------------------------------------------------------------ configurations

_SIZES = {
    "hidden_size": HIDDEN,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "max_position_embeddings": MAX_TOKENS,
    "initializer_range": 0.3,  # large enough for attention that is far from uniform
}
_INNER = {"intermediate_size": INNER}
_STACKS = {
    "d_model": HIDDEN,
    "max_position_embeddings": MAX_TOKENS,
    "init_std": 0.3,
    **{
        f"{side}_{what}": size
        for side in ("encoder", "decoder")
        for what, size in (("layers", LAYERS), ("attention_heads", HEADS), ("ffn_dim", INNER))
    },
}
_SPECIFIC: dict[str, dict[str, Any]] = {
    "bert": _SIZES | _INNER,
    "roberta": _SIZES | _INNER | {"max_position_embeddings": MAX_TOKENS + 2, "type_vocab_size": 1},
    "distilbert": _SIZES | {"hidden_dim": INNER},
    "albert": _SIZES | _INNER | {"embedding_size": HIDDEN // 2},
    "electra": _SIZES | _INNER | {"embedding_size": HIDDEN // 2},
    "mpnet": _SIZES | _INNER | {"max_position_embeddings": MAX_TOKENS + 2},
    "deberta-v2": _SIZES | _INNER | {
        "relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16,
        "share_att_key": True, "norm_rel_ebd": "layer_norm", "position_biased_input": False,
        "pooler_hidden_size": HIDDEN,
    },
    "gpt2": _SIZES,
    "t5": {"d_model": HIDDEN, "d_kv": HIDDEN // HEADS, "d_ff": INNER, "num_layers": LAYERS,
           "num_decoder_layers": LAYERS, "num_heads": HEADS, "decoder_start_token_id": 0},
    "bart": _STACKS | {"decoder_start_token_id": 2},
    "marian": _STACKS | {"forced_eos_token_id": 0},
}  # fmt: skip


def _config(arch: str, tokenizer: Any, labels: tuple[str, ...] | None, **given: Any) -> Any:
    from transformers import AutoConfig

    ids = {
        f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("bos", "eos", "pad")
    }
    options = {"vocab_size": len(tokenizer), **ids, **_SPECIFIC[arch]}
    if arch == "marian":
        options |= {
            "decoder_vocab_size": len(tokenizer),
            "decoder_start_token_id": ids["pad_token_id"],
        }
    if labels:
        options |= {"id2label": dict(enumerate(labels)), "label2id": _numbered(labels)}
    return AutoConfig.for_model(arch, **(options | given))
