"""The test checkpoints themselves: each loads by the ordinary path and behaves like its family."""

import pytest
from support import tiny

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."
HEADS = [
    ("bert", "MaskedLM"),
    ("bert", "NextSentencePrediction"),
    ("bert", "SequenceClassification"),
    ("bert", "TokenClassification"),
    ("bert", "QuestionAnswering"),
    ("roberta", "MaskedLM"),
    ("distilbert", "QuestionAnswering"),
    ("electra", "TokenClassification"),
    ("gpt2", "CausalLM"),
    ("t5", "Seq2SeqLM"),
    ("bart", "Seq2SeqLM"),
    ("marian", "Seq2SeqLM"),
]


def load(folder, head=None):
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    auto = getattr(transformers, f"AutoModelFor{head}" if head else "AutoModel")
    return tokenizer, auto.from_pretrained(folder, attn_implementation="eager").eval()


@pytest.mark.parametrize("arch", tiny.ARCHITECTURES)
def test_loads_and_runs(arch, tmp_path):
    import torch

    tokenizer, model = load(tiny.write(tmp_path, arch))
    assert tokenizer.is_fast
    assert tokenizer.model_max_length == tiny.MAX_TOKENS
    inputs = tokenizer(TEXT, PAIR, return_tensors="pt")
    if arch in tiny.ENCODER_DECODERS:
        inputs["decoder_input_ids"] = inputs["input_ids"][:, :3]
    with torch.inference_mode():
        result = model(**inputs, output_attentions=True, output_hidden_states=True)
    attentions = getattr(result, "attentions", None) or result.encoder_attentions
    hidden = getattr(result, "hidden_states", None) or result.encoder_hidden_states
    tokens = inputs["input_ids"].shape[1]
    assert len(hidden) == tiny.LAYERS + 1
    assert hidden[0].shape == (1, tokens, tiny.HIDDEN)
    assert [a.shape for a in attentions] == [(1, tiny.HEADS, tokens, tokens)] * tiny.LAYERS
    torch.testing.assert_close(attentions[0].sum(-1), torch.ones(1, tiny.HEADS, tokens))
    assert attentions[0].std() > 0.01  # not uniform: a test can tell heads apart
    assert tokenizer.unk_token_id not in inputs["input_ids"] or arch == "gpt2"


@pytest.mark.parametrize("arch", tiny.ARCHITECTURES)
def test_tokens_are_whole_words_and_offsets_cover_them(arch):
    tokenizer = tiny.make_tokenizer(arch)
    encoded = tokenizer(TEXT, return_offsets_mapping=True, add_special_tokens=False)
    assert len(encoded["input_ids"]) == 7
    spans = [TEXT[start:end].strip() for start, end in encoded["offset_mapping"]]
    assert spans == ["The", "cat", "sat", "on", "the", "bank", "."]
    assert encoded.word_ids() is not None


@pytest.mark.parametrize("arch", ["bert", "albert", "electra", "deberta-v2"])
def test_pairs_have_two_segments(arch, tmp_path):
    tokenizer, _ = load(tiny.write(tmp_path, arch))
    encoded = tokenizer(TEXT, PAIR, return_token_type_ids=True)  # albert must be asked for them
    segments = encoded["token_type_ids"]
    assert segments == sorted(segments)
    assert set(segments) == {0, 1}
    second = [i for i, part in enumerate(encoded.sequence_ids()) if part == 1]
    assert second
    assert all(segments[i] == 1 for i in second)


@pytest.mark.parametrize(("arch", "joint"), [("roberta", 2), ("mpnet", 2), ("bart", 2)])
def test_pairs_of_the_roberta_family_are_joined_by_two_separators(arch, joint):
    encoded = tiny.make_tokenizer(arch)(TEXT, PAIR)
    parts = encoded.sequence_ids()
    last = max(i for i, part in enumerate(parts) if part == 0)
    assert parts[last + 1 :].index(1) == joint
    assert set(encoded.get("token_type_ids", [0])) == {0}


@pytest.mark.parametrize(("arch", "head"), HEADS)
def test_heads_load_complete(arch, head, tmp_path, caplog):
    _, model = load(tiny.write(tmp_path, arch, head=head), head)
    assert type(model).__name__.lower().startswith(arch[:4])
    assert "newly initialized" not in caplog.text
    if head in tiny.LABELS:
        assert tuple(model.config.id2label.values()) == tiny.LABELS[head]


def test_equal_seeds_give_equal_files(tmp_path):
    names = [("one", 0), ("two", 0), ("three", 1)]
    folders = [tiny.write(tmp_path / name, seed=seed) for name, seed in names]
    one, two, three = ((folder / "model.safetensors").read_bytes() for folder in folders)
    assert one == two != three
