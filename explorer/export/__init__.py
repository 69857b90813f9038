"""A Picture as a file for a paper, a slide or a handout: home of matplotlib. No browser.

>>> from explorer.export import Options
>>> Options(size="column", look="grey").dpi
300

``picture.save(path, size=..., look=...)`` is the way in for most; ``save.to_bytes`` gives the same
file without a path. matplotlib is imported when the first figure is drawn.
"""

from __future__ import annotations

from explorer.export.options import FORMATS, LOOKS, SIZES, UNITS, Options

__all__ = ["FORMATS", "LOOKS", "SIZES", "UNITS", "Options"]
