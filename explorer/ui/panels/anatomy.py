"""Pieces of the page that takes a model apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from explorer import catalog, pictures
from explorer.catalog import ModelSpec
from explorer.measures import anatomy
from explorer.measures.anatomy import Anatomy
from explorer.text import percent
from explorer.ui import cache, calls, choices, models, shell, show, widgets

ENCODER_DECODERS = ("t5-small", "facebook/bart-base", "Helsinki-NLP/opus-mt-en-de")

FORMULA = r"""
A matrix of $n \times m$ weights has $nm$ parameters; biases and LayerNorms are vectors and add
little. In BERT a block has four matrices of $D \times D$ (query, key, value, output) and two of
$D \times 4D$, about $12 D^2$ in all; the word embeddings take $V \times D$. Tensors that two
modules share, such as the word embeddings and the decoder of a masked language model, count once.
"""


@dataclass(frozen=True)
class Opened:
    """A model taken apart, and where it came from."""

    spec: ModelSpec
    folder: Path
    made: Anatomy
    family: str
    settings: dict[str, object]
    head: bool = True  # whether the head was taken apart, too


def choose() -> Opened:
    """Any model: known, of the hub, or a folder. Stops while a download waits."""
    from explorer import engine
    from explorer.engine.meta_model import folder_of

    offered = [spec.id for spec in catalog.choices()]
    offered += [spec.id for spec in catalog.teaching() if spec.id not in offered]
    offered += [name for name in ENCODER_DECODERS if catalog.is_allowed(name)]
    choices.follow_model("anatomy_model", offered)
    with shell.controls():
        chosen = st.selectbox(
            "Model", offered, key="anatomy_model", bind="query-params", accept_new_options=True,
            help="Choose from the list, or type any model id of the hub.", width=260,
        )  # fmt: skip
        head = st.toggle("With its head", True, key="anatomy_head", bind="query-params")
    spec = catalog.find(str(chosen or ""))
    absent = spec.source == "hub" and engine.cached(spec) is None
    if absent and not models.may_fetch(spec, lambda seen: folder_of(spec, seen)):
        st.stop()
    with st.spinner("Taking the model apart"):
        return cache.ANATOMIES.get((spec.id, head), lambda: _opened(spec.id, head))


def _opened(model_id: str, head: bool) -> Opened:
    from explorer.engine import meta_model

    spec = catalog.find(model_id)
    folder = meta_model.folder_of(spec)
    config = meta_model.read_config(folder, spec.label)
    made = anatomy.dissect(meta_model.skeleton(folder, spec.label, head=head))
    return Opened(spec, folder, made, meta_model.kind(config), anatomy.card(spec, config), head)


def sentences(opened: Opened) -> tuple[str, str]:
    """What the tree shows, and where most of the weights are."""
    made = opened.made
    share = made.word_embeddings / max(made.total, 1)
    return (
        f"{opened.spec.label} taken apart: {len(made.modules)} modules, {len(made.parameters)} "
        f"tensors, {made.total:,} parameters, {made.in_matrices:,} of them in matrices.",
        "The wider a box, the more parameters; the word embeddings alone hold "
        f"{percent(share)}. Click a box to zoom into it.",
    )


def family(opened: Opened) -> None:
    """The three kinds of Transformer, and which one this is."""
    for kind, column in zip(anatomy.FAMILIES, st.columns(3), strict=True):
        with column, st.container(border=True):
            mine = kind.name == opened.family
            st.markdown(f"**{kind.name}**" + (" · this model" if mine else ""))
            show.note(f"{kind.reads} {kind.good_for} {kind.members}.")


def tree(opened: Opened) -> None:
    """The tree as a picture, the outline as a table."""
    depth = shell.controls().slider(
        "Levels of the tree", 1, 7, 4, width=200, key="anatomy_depth", bind="query-params"
    )
    name = opened.spec.label
    look, made = choices.look(), calls.taken_apart(opened.spec, head=opened.head)
    show.picture(
        pictures.module_tree(opened.made, name, depth=depth, look=look, made=made), "anatomy_tree"
    )
    show.picture(
        pictures.parameter_shares(opened.made, name, look=look, made=made), "anatomy_shares"
    )


def module(opened: Opened) -> None:
    """One module: its class, its tensors, what hangs below it."""
    widgets.heading("One module")
    made = opened.made
    names = [m.path or "(the whole model)" for m in made.modules]
    chosen = made.modules[widgets.one_of("Module", names, "anatomy_module")]
    show.sentences(
        f"A {chosen.kind} with {chosen.total:,} parameters, "
        f"{percent(chosen.total / max(made.total, 1), 2)} of the model."
    )
    rows = [(p.name, str(list(p.shape)), p.count) for p in chosen.own]
    rows += [(f"{m.name} ({m.kind})", "", m.total) for m in made.children(chosen.path)]
    table = pd.DataFrame(rows, columns=["tensor or module", "shape", "parameters"])
    show.frame(table, "anatomy_one")


def files(opened: Opened) -> None:
    """Where the files lie, what each holds, and what saving writes."""
    widgets.heading("Files")
    where = anatomy.home_path(opened.folder)
    show.sentences(f"The files lie in {where}.")
    listed = [(f.name, f.bytes, f.holds, f.saved) for f in anatomy.files(opened.folder)]
    columns = ["file", "bytes", "holds", "save_pretrained writes it"]
    show.frame(pd.DataFrame(listed, columns=columns), "anatomy_files")
    weights = opened.folder / "model.safetensors"
    if weights.is_file():
        held = anatomy.tensors(weights)
        kinds = ", ".join(sorted({kind for kind, _ in held.values()}))
        show.note(
            "model.save_pretrained writes config.json and model.safetensors, the tokenizer its own "
            f"files. This one holds {len(held)} tensors of type {kinds}."
        )


def settings(opened: Opened) -> None:
    """Configuration and special tokens."""
    widgets.heading("Configuration")
    frame = pd.DataFrame(
        [(key, str(value)) for key, value in opened.settings.items()], columns=["setting", "value"]
    )
    show.frame(frame, "anatomy_settings")
    widgets.heading("Special tokens")
    folder = str(opened.folder)
    specials = cache.SPECIALS.get(folder, lambda: _specials(folder))
    show.frame(specials, "anatomy_specials")


def _specials(folder: str) -> pd.DataFrame:
    from explorer.engine import load_tokenizer

    tokenizer = load_tokenizer(Path(folder))
    named = tokenizer.special_tokens_map
    rows = [(str(token), tokenizer.convert_tokens_to_ids(str(token)), name)
            for name, token in named.items() if isinstance(token, str)]  # fmt: skip
    return pd.DataFrame(rows, columns=["token", "id", "role"])
