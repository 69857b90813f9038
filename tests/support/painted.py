"""Whether a page of the running app is painted: pictures with marks, on the theme's paper."""

# Every place for a picture holds one, and that one has marks of its own, not axes alone.
PAINTED = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(place => {
  const plot = place.querySelector('.js-plotly-plot');
  if (!plot) return false;
  const box = plot.getBoundingClientRect();
  const marks = '.heatmaplayer image, .gl-container canvas, :is(.barlayer, .scatterlayer, '
    + '.boxlayer, .violinlayer, .treemaplayer, .sunburstlayer, .iciclelayer) :is(path, text)';
  return box.width > 100 && box.height > 60 && plot.querySelector(marks) !== null;
})"""
WITHOUT_PICTURES = {
    "home.py",
    "tokens.py",
    "attention_view.py",
    "encoder_decoder.py",
}


def wrong_with(tab, page, look, bare=WITHOUT_PICTURES) -> list[str]:
    """What can be seen to be wrong with a page that has finished; ``bare`` ones have no picture."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    found = []
    if tab.get_by_test_id("stException").count():
        text = tab.get_by_test_id("stException").first.inner_text()
        found.append(f"{page.file}: exception box: {text[:200]}")
    try:
        if page.file not in bare:  # a run ends before the browser has drawn it
            tab.get_by_test_id("stPlotlyChart").first.wait_for()
        tab.wait_for_function(PAINTED)
    except PlaywrightTimeout:
        found.append(f"{page.file}: a picture is not painted")
    if (tab.get_by_test_id("stPlotlyChart").count() == 0) != (page.file in bare):
        found.append(f"{page.file}: pictures where none are expected, or none")
    papers = tab.eval_on_selector_all(
        ".js-plotly-plot", "plots => plots.map(plot => plot.layout.paper_bgcolor)"
    )
    found += [f"{page.file}: paper {paper}" for paper in papers if paper != look.paper]
    ground = tab.eval_on_selector(
        '[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor"
    )
    if ground != "rgb({}, {}, {})".format(*bytes.fromhex(look.paper.lstrip("#"))):
        found.append(f"{page.file}: ground {ground}")
    return found
