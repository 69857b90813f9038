"""Anatomy: the tree, its counts, the families, the files."""

import pytest
from support import tiny

from explorer.errors import CheckpointError
from explorer.measures import anatomy


@pytest.fixture(scope="module")
def bert_base(tmp_path_factory):
    """bert-base-uncased by its sizes alone: 110 million parameters that take no memory."""
    from transformers import BertConfig

    from explorer.engine.meta_model import skeleton

    folder = tmp_path_factory.mktemp("bert-base")
    BertConfig().save_pretrained(folder)
    return anatomy.dissect(skeleton(folder, "bert-base-uncased", head=False))


def test_bert_base_has_its_published_counts(bert_base):
    assert len(bert_base.parameters) == 199
    assert bert_base.in_matrices == 109_360_128
    assert bert_base.word_embeddings == 23_440_896
    assert bert_base.total == 109_482_240
    assert len(bert_base.blocks()) == 12


def test_blocks_are_equal_in_size_and_sum_up(bert_base):
    assert {block.total for block in bert_base.blocks()} == {7_087_872}
    assert bert_base.modules[0].total == bert_base.total
    assert sum(child.total for child in bert_base.children("")) == bert_base.total


def test_own_parameters_carry_their_shapes(bert_base):
    query = next(m for m in bert_base.modules if m.path.endswith("layer.0.attention.self.query"))
    assert [(p.name, p.shape) for p in query.own] == [("weight", (768, 768)), ("bias", (768,))]


@pytest.mark.parametrize("arch", tiny.ARCHITECTURES)
def test_a_skeleton_counts_what_the_loaded_model_has(arch, checkpoint):
    import transformers

    from explorer.engine.meta_model import kind, read_config, skeleton

    folder = checkpoint(arch)
    made = anatomy.dissect(skeleton(folder, arch))
    loaded = transformers.AutoModel.from_pretrained(folder)
    assert made.total == sum(p.numel() for p in loaded.parameters())
    assert made.word_embeddings > 0
    expected = (
        "decoder" if arch in tiny.DECODERS
        else "encoder-decoder" if arch in tiny.ENCODER_DECODERS else "encoder"
    )  # fmt: skip
    assert kind(read_config(folder, arch)) == expected


@pytest.mark.parametrize(("arch", "head"), [("t5", "Seq2SeqLM"), ("bert", "MaskedLM")])
def test_boxes_of_the_tree_never_outgrow_the_box_that_holds_them(arch, head, checkpoint):
    from explorer.engine.meta_model import skeleton
    from explorer.figures.anatomy import module_tree

    made = anatomy.dissect(skeleton(checkpoint(arch, head=head), arch))
    figure = module_tree(made, arch, depth=6)
    assert (figure.layout.uniformtext.minsize, figure.layout.uniformtext.mode) == (11, "hide")
    tree = figure.data[0]
    values = dict(zip(tree.ids, tree.values, strict=True))
    held = dict.fromkeys(values, 0)
    for name, parent in zip(tree.ids, tree.parents, strict=True):
        if parent:
            held[parent] += values[name]
    assert all(held[name] <= values[name] for name in values)
    assert values["model"] == made.total


def test_tied_weights_are_counted_once(checkpoint):
    from explorer.engine.meta_model import skeleton

    made = anatomy.dissect(skeleton(checkpoint("bert", head="MaskedLM"), "x"))
    names = [p.name for p in made.parameters]
    assert made.kind == "BertForMaskedLM"
    assert "cls.predictions.decoder.weight" not in names
    assert made.modules[0].total == made.total


def test_the_header_names_what_save_pretrained_wrote(checkpoint):
    import transformers

    folder = checkpoint("bert")
    model = transformers.AutoModel.from_pretrained(folder)
    held = anatomy.tensors(folder / "model.safetensors")
    assert {name: shape for name, (_, shape) in held.items()} == {
        name: tuple(p.shape) for name, p in model.named_parameters()
    }
    assert {kind for kind, _ in held.values()} == {"F32"}
    listed = {file.name: file for file in anatomy.files(folder)}
    assert listed["model.safetensors"].saved
    assert listed["config.json"].holds


@pytest.mark.parametrize("content", [b"", b"12345678", b"\x02\0\0\0\0\0\0\0[]", b"\xff" * 16])
def test_a_damaged_file_is_refused_in_words(content, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is damaged"):
        anatomy.tensors(path)


def test_a_config_of_no_known_model_is_refused_in_words(tmp_path):
    from explorer.engine.meta_model import read_config

    (tmp_path / "config.json").write_text('{"model_type": "nonsense"}')
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_config(tmp_path, "x")


def test_a_class_named_in_config_json_must_be_one_of_the_librarys_models(tmp_path):
    import json

    from explorer.engine.meta_model import skeleton

    tiny.write(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config["architectures"] = ["pipeline"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert anatomy.dissect(skeleton(tmp_path, "x")).kind == "BertModel"
