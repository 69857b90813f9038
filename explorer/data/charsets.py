"""Bytes of a file to text, and in which encoding they were read. Plain Python.

What can be known is known: a byte order mark, text that is valid UTF-8, the zero bytes of UTF-16.
The rest is a guess (charset_guess.py), and it is handed on as one, so that a reader can change it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from explorer.data.charset_guess import likely
from explorer.errors import InputError

ENCODINGS: dict[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "cp866": "CP866 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "cp874": "Windows-874 (Thai)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp850": "CP850 (Western European, MS-DOS)",
    "cp852": "CP852 (Central European, MS-DOS)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "mac_roman": "Mac OS Roman",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "iso2022_jp": "ISO-2022-JP (Japanese)",
    "gb18030": "GBK (simplified Chinese)",
    "big5": "Big5 (traditional Chinese)",
    "cp949": "EUC-KR (Korean)",
}
"""Python's name of each encoding that a reader may choose, and what it is called."""

_SAME_AS = {
    "utf_8_sig": "utf-8", "ascii": "utf-8", "gbk": "gb18030", "gb2312": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-1": "cp1252",
}  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")
"""How files of other kinds begin that may look like text: PDF, zip and Office, pictures, gzip."""
_ORDER_SAMPLE = 60_000  # bytes
_MARKS_OF_TEXT = " \t\r\n.,;:!?\"'、。，"


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read in, and how far that can be relied on."""

    text: str
    encoding: str  # a key of ENCODINGS, or another codec of Python's that the reader named
    guessed: bool = False
    unreadable: int = 0  # characters that stand as U+FFFD


def name_of(encoding: str) -> str:
    """What an encoding is called: "Windows-1251 (Cyrillic)"."""
    return ENCODINGS.get(encoding, encoding)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Text of a file, in the given encoding or in one found out. Raises InputError."""
    data = data.removesuffix(b"\x1a")  # how DOS ended a file
    found = _chosen(data, encoding) if encoding else _known(data) or _guessed(data)
    strange = sum(c < " " and c not in "\t\r\n\v\f" for c in found.text[:10_000])
    if data.startswith(_NO_TEXT) or strange > 2 + len(found.text[:10_000]) / 50:
        raise InputError(_not_text())
    return found


def _chosen(data: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding).name
        codec = next((own for own in ENCODINGS if codecs.lookup(own).name == codec), codec)
        codec = _SAME_AS.get(codec, codec)
        return Decoded(_without_mark(data.decode(codec)), codec)
    except LookupError as error:
        raise InputError(
            f"There is no encoding “{encoding[:30]}”: name one such as "
            "utf-8, cp1252, cp1251, shift_jis or gbk."
        ) from error
    except UnicodeError as error:
        raise InputError(
            f"This file cannot be read as {name_of(codec)}{_place(data, error)}: "
            "choose another encoding."
        ) from error


def _place(data: bytes, error: UnicodeError) -> str:
    """Where decoding failed, for a reader: ", see line 3"."""
    if not isinstance(error, UnicodeDecodeError):
        return ""
    line = data[: error.start].count(b"\n") + 1
    return f" (see line {line:,})"


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _known(data: bytes) -> Decoded | None:
    """What needs no guess: a mark, UTF-8 (with at most a few broken bytes), UTF-16."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _almost(data, codec)
    if b"\0" in data:
        return Decoded(_utf16(data, codec := _byte_order(data)), codec)
    if b"\x1b$" in data:
        return Decoded(data.decode("iso2022_jp", "replace"), "iso2022_jp", guessed=True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        found = _almost(data, "utf-8")
    good = sum(len(part) for part in re.findall(r"[^\x00-\x7f\ufffd]+", found.text))
    return found if good >= 10 * found.unreadable else None


def _almost(data: bytes, codec: str) -> Decoded:
    """Text in which the bytes that cannot be read stand as U+FFFD, and how many these are."""
    text = data.decode(codec, "replace")
    return Decoded(_without_mark(text), codec, unreadable=text.count("\ufffd"))


def _byte_order(data: bytes) -> str:
    """UTF-16 without its mark: the zero bytes of plain letters stand at odd or at even places.

    Other scripts have few of them: there blanks, line breaks and full stops tell the order.
    """
    sample = data[:_ORDER_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 10 < len(sample) / 2:
        return _order_by_marks(sample[: len(sample) // 2 * 2])
    return "utf-16-be" if even > odd else "utf-16-le"


def _order_by_marks(sample: bytes) -> str:
    """The order in which a text has more marks that end words and sentences. Raises InputError."""
    counts = {}
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample.decode(codec, "replace")
        unknown = sum(unicodedata.category(char) in {"Cn", "Co", "Cc"} for char in text)
        unknown += text.count("\ufffd") - sum(map(text.count, "\r\n\t"))
        counts[codec] = (sum(map(text.count, _MARKS_OF_TEXT)), unknown, len(text))
    codec = max(counts, key=lambda name: counts[name][0])
    marks, unknown, length = counts[codec]
    if not marks or unknown * 50 > length or marks <= 2 * min(c[0] for c in counts.values()):
        raise InputError(_not_text())
    return codec


def _utf16(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(_not_text()) from error


def _guessed(data: bytes) -> Decoded:
    for codec in likely(data):
        try:
            return Decoded(data.decode(codec), codec, guessed=True)
        except UnicodeDecodeError:
            continue
    raise InputError(
        "The encoding of this file cannot be told: save it as UTF-8, or choose the encoding."
    )


def _not_text() -> str:
    return (
        "This file is not text (a picture, a spreadsheet or a program?): save it as CSV or as "
        "plain text and upload that."
    )
