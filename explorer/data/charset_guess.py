"""Which encoding a text without any mark is in: a guess. Plain Python.

charset-normalizer names the encodings under which the bytes look like text; a handful of short
lines often leaves it several. Among these the one wins whose characters beyond ASCII are common
letters of one language that is written in it: mojibake mixes the letters of many, and rare ones.
"""

from __future__ import annotations

import codecs
import re

# For each encoding its languages' letters beyond ASCII, frequent ones first where that is known.
_LETTERS: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "éàèêçùâîôûëïœü", "äüößé", "óíáéñúü¿¡ü", "ãçáéíóõêâúàô", "åäöøæé", "àèìòùé", "éëïèöüó",
        "áíóúéýðþæö",
    ),
    "cp1250": (
        "łęóążśćńź", "íáéěřýčžšůúťďňó", "áéöóőüíúű", "ăîâșțşţ", "čšžćđ", "áíéčšžýúťľôäňĺŕďó",
    ),
    "cp1254": ("ıüşğöçiâîû",),
    "cp1257": ("ėšžųįąūčę", "āīēšņļģžķūčģ", "äõüöšž"),
    "cp1258": ("àđáươăâêôéèìíòóúýã\u0300\u0301\u0303\u0309\u0323",),
    "cp1251": (
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "оаниівтерскдлумпязьбгйчхжшцюєїщфґ",
        "аиоентрсвлкдпмзгбуъщчжцхйяшюфь", "аиоентсрвлкјдмупзгшчцжбљхњћђфџ",
    ),
    "cp1253": ("αοιεντσςηρπκμλυόίάέγήδθύχώφωβξζψϊϋ",),
    "cp1255": ("יוהלאמרתבשנדעכקפחגצטזסםןךףץ\u05b0\u05b7\u05b8\u05b6\u05b5\u05b4",),
    "cp1256": ("النيمورتبهعدفكسقحجشطصخذضزأةىغءإئظآؤپچگ،؟",),
    "cp874": ("านรกอเงมย่ลวดทสต้ะปบคแจพีิัไหข็โผชธูุึใซถณภศษญ์ๆำื",),
}  # fmt: skip
_LETTERS |= {
    "mac_roman": _LETTERS["cp1252"],
    "iso8859_2": _LETTERS["cp1250"],
    "koi8_r": _LETTERS["cp1251"][:1],
    "cp866": _LETTERS["cp1251"][:1],
    "cp850": _LETTERS["cp1252"],
    "cp852": _LETTERS["cp1250"],
    "iso8859_5": _LETTERS["cp1251"],
}
_TYPOGRAPHY = frozenset("–—‘’“”„…•«»°§©®№™\xa0")
_CURRENCIES = frozenset("€£")

# Frequent characters; then: table, first and last lead byte of its part for everyday use.
_KANA = "".join(map(chr, range(0x3041, 0x30FF)))
_CJK_MARKS = "、。，！？：；（）「」『』《》・ー～"
_JAPANESE = _KANA + "日本人大一年中出時行見月分生上今事私"
_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子"
    "那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起"
    "看定天分还进好小部其些主样理心她本前开但因只从想实日很最喜欢太再吃店电影买"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子"
    "那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起"
    "看定天分還進好小很最喜歡"
)
_KOREAN = (
    "이다는을가의에고도를하지은로사서한기어아나자일리그대시정인해수보스있니게안요들"
    "과라부만제구무장주우오비여소전상음영화것성거면야습세요원저미마좋말"
)
_CHARACTERS: dict[str, tuple[frozenset[str], str, int, int]] = {
    "cp932": (frozenset(_JAPANESE + _CJK_MARKS), "shift_jis", 0x88, 0x97),
    "euc_jp": (frozenset(_JAPANESE + _CJK_MARKS), "euc_jp", 0xB0, 0xCF),
    "gb18030": (frozenset(_SIMPLIFIED + _CJK_MARKS), "gb2312", 0xB0, 0xD7),
    "big5": (frozenset(_TRADITIONAL + _CJK_MARKS), "big5", 0xA4, 0xC6),
    "cp949": (frozenset(_KOREAN + _CJK_MARKS), "euc_kr", 0xB0, 0xC8),
}
# Half-width katakana, frequent ones first; a voicing mark stands only behind these.
_HALF_WIDTH = "ﾝｲﾞｼｰｳﾉｶﾄﾙｽﾀﾃﾆｸｺｷﾗﾘﾅｯﾊﾏﾚｱﾓﾂﾁｵ｡､ｹﾛﾐﾌﾖﾔｴﾑﾒﾜﾕｾｻﾋﾎﾍﾇｿﾈﾟｮｭｬｧｨｩｪｫｦ｢｣･"
_VOICED = re.compile(r"(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ")
CANDIDATES = (*_LETTERS, *_CHARACTERS)

_SCRIPTS_MIXED = re.compile(r"[A-Za-z][^\x00-\xbf\u2000-\u20ff]|[^\x00-\xbf\u2000-\u20ff][A-Za-z]")
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "mac_roman", "iso8859_2", "cp850",
          "cp852")  # fmt: skip
# Among equals: what most files are in wins. The first three are hardly written any more.
_RARE = {
    "mac_roman": 0.4, "cp866": 0.1, "cp1258": 0.1, "cp1257": 0.06,
    "cp1250": 0.1, "cp850": 0.35, "cp852": 0.35, "iso8859_5": 0.05,
    "iso8859_2": 0.12, "cp1254": 0.02, "koi8_r": 0.03, "cp1253": 0.03,
}  # fmt: skip
_LATIN_WORD = re.compile("[A-Za-z]{2}")
_FEW = 0.6
_SAMPLE = 60_000  # bytes of lines that are not plain ASCII: more than a guess needs
_UNLISTED = 0.25  # what the library throws out must be much better to come back


def likely(data: bytes) -> list[str]:
    """Encodings under which a sample of the data can be read, the likeliest first."""
    from charset_normalizer import from_bytes  # only a file that is not UTF-8 needs it

    sample = _sample(data)
    listed = {match.encoding for match in from_bytes(sample, cp_isolation=list(CANDIDATES))}
    # On a few bytes its verdict says little.
    unlisted = _UNLISTED * min(1, sum(byte > 127 for byte in sample[:200]) / 10)
    scores = {}
    for codec in CANDIDATES:
        score = _score(sample, codec)
        if score is not None:
            scores[codec] = score - _RARE.get(codec, 0) - unlisted * (codec not in listed)
    return sorted(scores, key=lambda codec: -scores[codec])


def _sample(data: bytes) -> bytes:
    lines, size = [], 0
    for found in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        lines.append(found[0][:_SAMPLE])
        size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _score(sample: bytes, codec: str) -> float | None:
    """How much at home the characters beyond ASCII are, at most 1; None: cannot be read."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None
    beyond = re.findall(r"[^\x00-\x7f]", text)
    if not beyond:
        return None
    # A sign or two among Latin words: an accent or a degree sign, not a foreign script's letter.
    few = len(beyond) <= 2 and codec not in _LATIN and _LATIN_WORD.search(text) is not None
    if codec in _CHARACTERS:
        return _of_characters(text, beyond, codec) - _FEW * few
    home = max(_of_letters(beyond, letters) for letters in _LETTERS[codec])
    broken = sum(word[:1].islower() and not word.islower() for word in re.findall(r"\w+", text))
    mixed = 0 if codec in _LATIN else len(_SCRIPTS_MIXED.findall(text))
    return home - (broken + mixed) / len(beyond) - _FEW * few


def _of_letters(beyond: list[str], letters: str) -> float:
    """Mean worth of the characters for one language: from 1 for its commonest to 0.6, else 0."""
    worth = {letter: 1 - 0.4 * place / len(letters) for place, letter in enumerate(letters)}
    total = 0.0
    for char in beyond:
        other = 1 if char in _CURRENCIES else 0.7 * (char in _TYPOGRAPHY)
        total += worth.get(char.lower(), other)
    return total / len(beyond)


def _of_characters(text: str, beyond: list[str], codec: str) -> float:
    """The same for the East Asian encodings, whose common characters are many."""
    common, table, first, last = _CHARACTERS[codec]
    if codec == "cp932" and (half := [char for char in beyond if char in _HALF_WIDTH]):
        return _of_half_width(text, beyond, half)
    total = 0.0
    for char in beyond:
        total += 1 if char in common else 0.7 * _everyday(char, table, first, last)
    # One character inside a Latin word is an apostrophe or an accent of another encoding.
    lonely = len(re.findall(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])", text))
    return (total - lonely) / len(beyond)


def _of_half_width(text: str, beyond: list[str], half: list[str]) -> float:
    """The same for Shift-JIS with half-width kana: single bytes that other encodings use too."""
    common, table, first, last = _CHARACTERS["cp932"]
    others = [
        1 if char in common else 0.7 * _everyday(char, table, first, last)
        for char in beyond
        if char not in _HALF_WIDTH
    ]
    if 0 in others:  # a rare character, as foreign bytes give
        return sum(others) / len(beyond)
    worth = {char: 1 - 0.6 * place / len(_HALF_WIDTH) for place, char in enumerate(_HALF_WIDTH)}
    total = sum(worth[char] for char in half) + sum(others)
    return total / len(beyond) - len(_VOICED.findall(text)) / len(half)


def _everyday(char: str, table: str, first: int, last: int) -> bool:
    try:
        return first <= char.encode(table)[0] <= last
    except UnicodeEncodeError:
        return False
