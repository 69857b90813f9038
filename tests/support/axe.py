"""axe-core, the accessibility checker, in a Playwright page. `make test-browser` installs it."""

import os

import pytest
from support.app_server import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (context) => {
  const { violations } = await axe.run(context ?? document);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(" ")}: ${node.failureSummary}`));
}"""


def violations(page, context: str | None = None) -> list[str]:
    """What axe finds wrong with the page, or with the part that a CSS selector names."""
    if not SOURCE.exists():
        missing = "axe-core is not installed: `make lint` installs the npm packages."
        required = os.environ.get("EXPLORER_REQUIRE_BROWSER") == "1"
        (pytest.fail if required else pytest.skip)(missing)
    page.evaluate(SOURCE.read_text("utf-8"))
    return page.evaluate(RUN, context)
