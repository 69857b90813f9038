"""A collection leaves as ZIP, page, PDF and slides: the same bytes twice, with all its words."""

import io
import zipfile

import pytest
from support.traces import make_trace

from explorer import pictures
from explorer.errors import ExportError
from explorer.export import Options
from explorer.export import collection_exports as exports
from explorer.export.collection import Collection
from explorer.export.collection_file import open_collection, save

NOTE = "Look at <i>this</i> & that."
LINK = "http://127.0.0.1:8501/attention_maps?layer=1"


@pytest.fixture(scope="module")
def collection():
    trace = make_trace()
    return (
        Collection("My heads <1>")
        .add(pictures.attention_heatmap(trace, 1, 0).linked(LINK), note=NOTE)
        .add(pictures.state_norms(trace), Options("slide", look="dark"))
    )


@pytest.mark.parametrize("write", [exports.to_zip, exports.to_html, exports.to_pdf,
                                   exports.to_pptx])  # fmt: skip
def test_an_opened_collection_leaves_as_the_same_bytes(write, collection):
    assert write(open_collection(save(collection))) == write(collection)


@pytest.mark.parametrize("write", [exports.to_zip, exports.to_html, exports.to_pdf,
                                   exports.to_pptx])  # fmt: skip
def test_an_empty_collection_gets_one_sentence(write):
    with pytest.raises(ExportError, match="The collection is empty: add a picture first"):
        write(Collection())


def test_the_zip_has_files_numbers_scripts_captions_and_papers(collection):
    with zipfile.ZipFile(io.BytesIO(exports.to_zip(collection, "svg"))) as archive:
        files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(files) == {
        "figures/01-attention_heatmap.svg", "numbers/01-attention_heatmap.csv",
        "scripts/01-attention_heatmap.py", "figures/02-state_norms.svg",
        "numbers/02-state_norms.csv", "scripts/02-state_norms.py", "captions.txt",
        "references.bib",
    }  # fmt: skip
    assert files["figures/01-attention_heatmap.svg"].lstrip().startswith("<?xml")
    assert (
        "picture.save('02-state_norms.svg', size='slide', look='dark')"
        in (files["scripts/02-state_norms.py"])
    )
    for said in (NOTE, LINK, "Attention, layer 1, head 0. Model: test/hand-made", "Made with"):
        assert said in files["captions.txt"]
    assert "@inproceedings{vaswani2017," in files["references.bib"]


def test_a_zip_of_an_unknown_format_gets_one_sentence(collection):
    with pytest.raises(ExportError, match="are pdf, svg, png or pgf"):
        exports.to_zip(collection, "exe")


def test_the_pdf_has_a_page_a_picture_with_its_words(collection):
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(exports.to_pdf(collection))).pages
    assert len(pages) == 2
    first = " ".join(pages[0].extract_text().split())
    assert first.count("Attention, layer 1, head 0") == 1  # its title, drawn once
    assert "Model: test/hand-made, revision abc123. Text:" in first
    assert NOTE in first
    assert pages[1].mediabox.width == pytest.approx(40 / 3 * 72, abs=1)


def test_slides_have_native_titles_pictures_with_alt_text_and_notes(collection):
    import pptx

    made = pptx.Presentation(io.BytesIO(exports.to_pptx(collection)))
    assert [slide.shapes.title.text for slide in made.slides] == [
        "Attention, layer 1, head 0", "Length of each state",
    ]  # fmt: skip
    for slide in made.slides:
        picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
        assert picture._element.nvPicPr.cNvPr.get("descr")
        assert picture.left >= 0
        assert picture.left + picture.width <= made.slide_width
        assert slide.shapes.title.top + slide.shapes.title.height <= picture.top
        assert picture.top + picture.height <= made.slide_height
    notes = made.slides[0].notes_slide.notes_text_frame.text
    assert notes.startswith(NOTE)
    assert notes.endswith(LINK)
    assert made.core_properties.title == "My heads <1>"
    assert made.core_properties.modified.year == 1980


def test_a_text_with_control_characters_makes_a_slide():
    import pptx

    from explorer.export.credits import Credits
    from explorer.export.slides import Slide, slides

    png = Collection().add(pictures.state_norms(make_trace())).entries[0].preview
    words = Credits("bell \x07 and \ufffe", "caption\x00", "alt\x1b")
    made = slides("a\x08b", [Slide(png, words, note="tab\tnew\nline\x0b")])
    (slide,) = pptx.Presentation(io.BytesIO(made)).slides
    assert slide.shapes.title.text.startswith("bell ")
