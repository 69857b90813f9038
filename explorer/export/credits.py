"""What goes with an exported picture: caption, versions, papers, code, and the link to the app.

>>> import explorer
>>> trace = explorer.load().run("The cat sat.")
>>> made = credits(explorer.pictures.attention_heatmap(trace, layer=0, head=3))
>>> made.caption
'Attention, layer 0, head 3. Model: all-MiniLM-L6-v2. Text: “The cat sat.”'
>>> made.papers
('vaswani2017', 'reimers2019', 'wang2020')
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from explorer.catalog import ModelSpec
from explorer.data import references
from explorer.export.origin import Origin
from explorer.figures.base import SOFT, layout
from explorer.text import TextInput, shorten
from explorer.trace_file import library_versions

if TYPE_CHECKING:
    from explorer.export.options import Options
    from explorer.pictures.picture import Picture

MOST_CHARACTERS = 1000
"""Of a text in a caption; beyond, it is the reader's own file that has it."""
MOST_TEXTS = 6
_UNDER = re.compile(r"<br><span style='font-size:[^>]*>.*$", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Credits:
    """All words that go with one picture. Plain text."""

    title: str  # what the picture shows, on one line
    caption: str  # with model, revision and text
    alt: str
    versions: Mapping[str, str] = field(default_factory=dict)  # libraries, weights' sha256
    papers: tuple[str, ...] = ()  # keys of explorer.data.references
    code: str = ""
    link: str = ""

    def chosen(self, options: Options) -> Credits:
        """The same with the title and the caption that were typed in their place."""
        own = {
            name: value
            for name in ("title", "caption")
            if isinstance(value := getattr(options, name), str)
        }
        return replace(self, **own)

    @property
    def bibtex(self) -> str:
        """The papers whose methods the picture shows; empty where it needs none."""
        return references.bibtex(self.papers)

    @property
    def made_with(self) -> str:
        """The versions on one line: "explorer 0.1.0, torch 2.13.0, weights sha256 53aa…"."""
        return ", ".join(f"{name} {value}" for name, value in self.versions.items())


def credits(picture: Picture) -> Credits:
    """What goes with a picture, from the picture alone."""
    origin = picture.origin
    title = headline(picture)
    return Credits(
        title,
        " ".join([_sentence(title), *_about(origin, picture)]),
        picture.alt,
        versions(origin),
        references.keys(picture.name, origin.methods, [spec.id for spec in origin.models]),
        picture.code,
        picture.link,
    )


def headline(picture: Picture) -> str:
    """What a picture shows, without model and text: the first part of its title. Plain text."""
    title = str(layout(picture.figure).title.text or "").replace(SOFT, " ")
    first = _TAG.sub("", _UNDER.sub("", title).replace("<br>", " "))
    return html.unescape(first).replace("\u2060", "").strip()


def versions(origin: Origin) -> dict[str, str]:
    """Libraries by name, those of the pass where it said so, and what tells the weights apart."""
    made = origin.made_with or library_versions()
    found = {name: made[name] for name in ("explorer", "torch", "transformers") if name in made}
    several = len(origin.models) > 1
    for spec in origin.models:
        if spec.sha256:
            found[f"weights of {spec.id} sha256" if several else "weights sha256"] = spec.sha256
    return found


def _about(origin: Origin, picture: Picture) -> Iterator[str]:
    """Model and texts in sentences; what the picture says itself where nothing else is known."""
    if not origin.models:
        rest = picture.caption.replace(headline(picture), "", 1).strip(" ·")
        if rest:
            yield _sentence(rest)
    elif len(origin.models) == 1:
        yield f"Model: {_model(origin.models[0])}."
    else:
        yield f"Models: {'; '.join(map(_model, origin.models))}."
    texts = origin.texts[:MOST_TEXTS]
    if len(texts) == 1:
        yield _sentence(f"Text: {_text(texts[0])}")
    elif texts:
        more = len(origin.texts) - len(texts)
        rest = f"; and {more} more" if more else ""
        yield _sentence(f"Texts: {'; '.join(map(_text, texts))}{rest}")


def _model(spec: ModelSpec) -> str:
    return f"{spec.id}, revision {spec.revision}" if spec.revision else spec.id


def _text(source: TextInput) -> str:
    """The text or texts in quotation marks, and what was done to them."""
    parts = [source.text, *([source.pair] if source.pair else [])]
    said = " and ".join(f"“{shorten(' '.join(part.split()), MOST_CHARACTERS)}”" for part in parts)
    if source.masked:
        tokens = "token" if len(source.masked) == 1 else "tokens"
        said += f" ({tokens} {', '.join(map(str, source.masked))} masked)"
    if not source.special_tokens:
        said += " (without special tokens)"
    return said


def _sentence(text: str) -> str:
    return text if text.rstrip("”").endswith((".", "!", "?", "…")) else f"{text}."
