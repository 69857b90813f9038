"""A tiny random checkpoint of any text model type that transformers knows, and a plain run of it.

    folder = survey.write(tmp_path / "splinter", "splinter")

Configurations are transformers' own defaults, shrunk by rules that know nothing of the type: two
layers, four heads, width 32. The tokenizer is the small one of ``tiny``. torch and transformers
are imported inside the functions.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from support import tiny

LAYERS, HEADS, HIDDEN, INNER, MAX_TOKENS = 2, 4, 32, 64, 64
MOST_WEIGHTS = 300_000_000
TEXT, PAIR = "The cat sat on the bank of the river.", "It slept, jumping unhappily."

_SIZES: tuple[tuple[int, str], ...] = (
    (HIDDEN, "hidden_size d_model n_embd dim emb_dim embedding_size embedding_dim q_lora_rank "
    "kv_lora_rank o_lora_rank pooler_hidden_size attention_hidden_size lru_width dim_model "
    "word_embed_proj_dim input_embedding_size pronunciation_embed_dim shape_embed_dim mamba_d_ssm "
    "entity_emb_size embed_dim dim_bbox_sinusoid_emb_2d input_size output_embedding_size d_embed"),
    (INNER, "intermediate_size d_ff n_inner ffn_dim dim_ff hidden_dim moe_intermediate_size "
    "encoder_ffn_dim decoder_ffn_dim ffn_hidden_size feed_forward_size dff d_inner "
    "shared_expert_intermediate_size moe_shared_expert_intermediate_size intermediate_size_mlp "
    "shared_intermediate_size expert_ffn_hidden_size dense_intermediate_size"),
    (LAYERS, "num_hidden_layers n_layer n_layers num_layers encoder_layers decoder_layers "
    "num_decoder_layers num_encoder_layers num_blocks moe_layer_end_index num_layers_per_stack"),
    (HEADS, "num_attention_heads n_head n_heads num_heads encoder_attention_heads "
    "decoder_attention_heads num_encoder_attention_heads num_decoder_attention_heads "
    "attention_heads swa_num_attention_heads index_n_heads linear_num_heads num_experts "
    "n_routed_experts num_local_experts moe_num_experts linear_num_key_heads segment_types "
    "linear_num_value_heads num_latents zero_expert_num"),
    (2, "num_key_value_heads num_kv_heads num_global_key_value_heads swa_num_key_value_heads "
    "num_experts_per_tok moe_topk prompt_length max_window_layers"),
    (8, "head_dim kv_channels d_kv d_head v_head_dim qk_nope_head_dim global_head_dim dim_head "
    "qk_rope_head_dim attention_head_size index_head_dim linear_key_head_dim swa_head_dim "
    "linear_value_head_dim linear_head_dim rotary_dim attention_head_dim"),
    (16, "qk_head_dim true_hidden_size intra_bottleneck_size"),
    (MAX_TOKENS, "max_position_embeddings n_positions n_ctx max_source_positions"),
)  # fmt: skip
_SPECIFIC: dict[str, dict[str, Any]] = {
    # Sizes that depend on one another in a way of their own.
    "mobilebert": {"embedding_size": 16},
    "funnel": {"block_sizes": [1, 1], "block_repeats": [1, 1], "num_decoder_layers": 1},
    "reformer": {"axial_pos_shape": [8, 8], "axial_pos_embds_dim": [16, 16],
                 "attn_layers": ["local", "lsh"]},
    "longformer": {"attention_window": [4, 4]},
    "xmod": {"languages": ["en_XX"], "default_language": "en_XX"},
    "gpt_neo": {"attention_types": [[["global", "local"], 1]], "num_layers": 2},
    "esmc": {"num_key_value_heads": HEADS},
}  # fmt: skip

_TEXT_TASKS = ("MASKED_LM", "CAUSAL_LM", "SEQ_TO_SEQ_CAUSAL_LM", "SEQUENCE_CLASSIFICATION",
               "TOKEN_CLASSIFICATION", "QUESTION_ANSWERING", "PRETRAINING")  # fmt: skip


def types() -> list[str]:
    """Every model type of AutoModel that reads token ids and has a task of text."""
    from transformers import CONFIG_MAPPING
    from transformers.models.auto import modeling_auto

    tasks = [getattr(modeling_auto, f"MODEL_FOR_{task}_MAPPING_NAMES") for task in _TEXT_TASKS]
    known = set(modeling_auto.MODEL_MAPPING_NAMES).intersection(*[set().union(*tasks)])
    return sorted(name for name in known if _reads_text(CONFIG_MAPPING[name]))


def encoder_decoder_types() -> list[str]:
    """Every model type of AutoModel that reads one text while it writes another."""
    from transformers import CONFIG_MAPPING
    from transformers.models.auto import modeling_auto

    writing = set(modeling_auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES)
    known = writing & set(modeling_auto.MODEL_MAPPING_NAMES)
    return sorted(name for name in known if CONFIG_MAPPING[name]().is_encoder_decoder)


def _reads_text(config_class: Any) -> bool:
    """Whether the configuration has a vocabulary and no part for pictures or sound."""
    with_parts = bool(getattr(config_class, "sub_configs", None))
    fields = {**config_class.attribute_map, **inspect.signature(config_class).parameters}
    return not with_parts and bool({"vocab_size", "n_vocab"} & set(fields))


def write(folder: Path, kind: str, *, seed: int = 0, tokenizer: str = "bert", **facts: Any) -> Path:
    """Write config, weights and tokenizer of that model type into ``folder``; return it.

    ``facts`` go into the configuration.
    """
    import torch
    from transformers import AutoModel

    words = tiny.make_tokenizer(tokenizer)
    small = config(kind, words, **facts)
    with torch.device("meta"):
        count = sum(one.numel() for one in AutoModel.from_config(small).parameters())
    if count > MOST_WEIGHTS:
        raise ValueError(f"{count:,} weights are not tiny")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = AutoModel.from_config(small).eval()
        tiny._roughen(model)
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    return Path(folder)


def config(kind: str, tokenizer: Any, **facts: Any) -> Any:
    """The type's own configuration, shrunk, with the configurations inside it."""
    from transformers import CONFIG_MAPPING

    make = CONFIG_MAPPING[kind]
    names = {**dict.fromkeys(make.attribute_map), **make().to_dict()}
    return make(**(_shrunk(names, tokenizer) | _SPECIFIC.get(kind, {}) | facts))


def _shrunk(names: dict[str, Any], tokenizer: Any) -> dict[str, Any]:
    """Small sizes for those of a configuration's names that are known."""
    options = {name: size for size, row in _SIZES for name in row.split() if name in names}
    count = len(tokenizer)
    vocabularies = ("vocab_size", "n_vocab", "decoder_vocab_size", "src_vocab_size",
                    "tgt_vocab_size")  # fmt: skip
    options |= {name: count for name in vocabularies if name in names}
    for name in ("bos", "eos", "pad", "sep", "cls", "mask", "decoder_start"):
        if f"{name}_token_id" in names:
            options[f"{name}_token_id"] = getattr(tokenizer, f"{name}_token_id", None) or 0
    # Large enough for attention that is far from uniform.
    options |= {name: 0.3 for name in ("initializer_range", "init_std") if name in names}
    if "kv_lora_rank" in names:  # keys made of one latent vector are not shared among heads
        options["num_key_value_heads"] = HEADS
    for name, part in names.items():
        if isinstance(part, dict) and {"hidden_size", "text_config"} & set(part):
            kind = {"model_type": part.get("model_type")}
            options[name] = kind | _shrunk(part, tokenizer)
    return options
