"""What nobody should send: texts and files that have broken programs before."""

from __future__ import annotations

import io
import zipfile

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

VALUES = (
    "",
    "\x00",
    "a\x00b\x07\ud7ff\u202eevil\u2066",
    "\ud800 alone",
    "مرحبا بالعالم \u202e abc",
    "👩\u200d👩\u200d👧 👍🏽 e\u0301\u0301\u0301 ﷽",
    "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>",
    "</style></script><svg onload=window.hacked=1>",
    "$\\frac{1}{0}$ $$x^2$$ \\href{javascript:window.hacked=1}{x}",
    "[x](javascript:window.hacked=1) ![y](http://203.0.113.1/y.png) **b** `c` :smile: :red[x]",
    "=CMD()|'/c calc'!A0",
    "../../../etc/passwd",
    "%00%2e%2e%2f",
    "javascript:window.hacked=1",
    "-1",
    "9" * 4300,
    "1e309",
    "nan",
    "['a', 1]",
    '{"a": {}}',
    "null",
    "x" * 4000,
    "a\nb\r\nc\td",
    "__class__ {0.__class__} {} %s %n",
)
"""For any parameter and any box."""


def anything() -> SearchStrategy[str]:
    """Any characters there are, unpaired halves of them too."""
    return strategies.text(strategies.characters(), max_size=40)


def zip_bomb() -> bytes:
    """A small file that unpacks to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.json", b"0" * 300_000_000)
    return packed.getvalue()


def _zip(name: str, body: bytes = b"{}") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, body)
    return packed.getvalue()


LESSONS = b'{"kind": "BERT Explorer lessons", "finished": %b}'
PICKLE = b"cos\nsystem\n(S'touch /tmp/hacked'\ntR."


def files() -> dict[str, bytes]:
    """Contents that a place for files should survive, by what they are."""
    return {
        "empty": b"",
        "one byte": b"\xff",
        "NUL": b"\x00" * 1000,
        "a spreadsheet renamed": _zip("xl/workbook.xml", b"<workbook/>"),
        "a zip that climbs": _zip("../../evil.json"),
        "a zip bomb": zip_bomb(),
        "a pickle": PICKLE,
        "numpy's archive": _zip("arr_0.npy", b"\x93NUMPY\x01\x00v\x00" + PICKLE),
        "UTF-16 without a mark": "Ein Satz.\nNoch einer.".encode("utf-16-le"),
        "half a character": "Zwei Sätze.\n".encode()[:6],
        "formulas": b"text,n\n=CMD()|'/c calc'!A0,1\n@SUM(1+1),2\n+1,3\n",
        "one long line": b"word " * 200_000,
        "a hundred thousand empty rows": b",\n" * 100_000,
        "many columns": b",".join(b"c" for _ in range(5_000)) + b"\n1",
        "unclosed quotes": b'"' * 10_001 + b"\n",
        "deep JSON": b"[" * 19_000,
        "deep JSON objects": b'{"kind":' * 2_000,
        "numbers that are none": LESSONS % b'{"a": [Infinity, NaN]}',
        "lessons as a list": LESSONS % b"[1]",
        "markup": b"<script>window.hacked=1</script>\n<img src=x onerror=window.hacked=1>\n",
        "a link's far end": b"1\tthe\t_\t_\t_\t_\t99\tdet\t_\t_\n\n",
        "a wheel of links": b"1\ta\t_\t_\t_\t_\t2\tx\t_\t_\n2\tb\t_\t_\t_\t_\t1\ty\t_\t_\n\n",
    }
