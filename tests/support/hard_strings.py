"""500 strings that are hard to tokenize: scripts, marks, controls, special tokens, long words."""

import random
import re

WORDS = """the cat Sat unbelievably ANTIDISESTABLISHMENTARIANISM naïve café Ångström
coöperate Dvořák Łódź İstanbul ISTANBUL ıssız straße STRASSE ﬁnd ﬀ œuvre Ωmega ΣΊΣΥΦΟΣ
ΟΔΟΣ Москва Ёлка й Київ हिन्दी বাংলা ไทย ภาษาไทย 한국어 조선말 日本語 カタカナ ｶﾀｶﾅ
ひらがな 中文字符 漢字 𠀀𠮷 العربية עִבְרִית فارسی 🙂 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ❤️ ①②③ Ⅳ ½ x²
H₂O E=mc² don't it's o'clock “quoted” ‘single’ «guillemets» — – … · • © ® ™ € £ ¥ ₿ $5
50% #tag @user http://a.b/c?d=e&f=g a_b_c foo::bar __init__ [MASK] [CLS] [SEP] [UNK]
[PAD] [mask] ##ing ## # [MASK][MASK] x[MASK]y Z̷a̵l̶g̸o̷ q̣̇ ṩ ｆｕｌｌｗｉｄｔｈ ＡＢＣ
１２３ ﷽ ﷺ ŉ ß ẞ ǆ ǅ Ǆ ἀ ᾼ ϓ ϔ K Å Ω ﬗ 가 각 힣 ᄀ ᆨ ༺ ۝ ‿ ⁀ ﴾﴿ ꙳ ⸮ 〰 〜 ・ ｡ ｢｣""".split()
ESCAPED = """soft\\u00adhyphen zero\\u200bwidth \\u200d \\u200e \\u202eRTL\\u202c
\\ufeffBOM \\u0000nul \\u0007bell \\u001b[0m \\u007f \\u0085 \\ufffd \\ue000private
\\U000f0000 \\U0010ffff e\\u0301 a\\u0300\\u0323 \\u0301alone \\U0001d400 \\U0001d7ce
\\u0378 \\u05ff \\U00016d40 \\U0001e030 \\u1acf \\u0898 \\u2e52 \\u2e5d a\\u2028b
a\\u2029b a\\u0085b a\\u001cb a\\u001fb a\\u180eb a\\u2060b a\\u00a0b a\\u3000b I\\u0307
\\u0344 \\u0340x क\\u093c \\u09cb \\u0f43 \\U0001d15e \\u2126 \\u212b
\\u1100\\u1161\\u11a8""".split()
LONG = ["a" * 99, "a" * 100, "a" * 101, "z" * 100 + " ok", "é" * 100, "é" * 101, "e\u0301" * 101]
LONG += ["x" * 50 + "." + "y" * 50, "中" * 60, "🙂" * 101]
PLAIN = ["", " ", "   ", ".", "...", "!?", "\t\n\r", " a", "a ", "ὈΔΥΣΣΕΎΣ ΑΣ", "ΑΣ Β", "[ MASK ]"]
PLAIN += ["[MASK", "MASK]", "[[MASK]]", "a[MASK]b", "[MASK].", "[CLS]x[SEP]", "[unused1]", "a##b"]
RANGES = [(32, 127), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00)]
RANGES += [(0x2000, 0x2400), (0x3000, 0x3400), (0x4E00, 0x9FFF), (0xAC00, 0xD7A4), (0xF900, 0xFB50)]
RANGES += [(0x1F300, 0x1F700), (0, 32), (0x1D400, 0x1D800), (0x20000, 0x20100)]


def hard_strings(count: int = 500, seed: int = 7) -> list[str]:
    """The listed ones first, then mixtures of them and of ranges of Unicode."""
    rng = random.Random(seed)
    escaped = [_unescaped(text) for text in ESCAPED]
    found = [*WORDS, *escaped, *LONG, *PLAIN]
    while len(found) < count:
        found.append(rng.choice((_words, _characters, _marked))(rng))
    return found[:count]


def _words(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 12)))


def _characters(rng: random.Random) -> str:
    ranges = RANGES[:4] if rng.random() < 0.5 else RANGES
    return "".join(chr(rng.randrange(*rng.choice(ranges))) for _ in range(rng.randint(1, 40)))


def _marked(rng: random.Random) -> str:
    """Words with a character or a combining mark behind each."""
    between = rng.choice(("", " ", "\t"))
    found = []
    for _ in range(rng.randint(1, 12)):
        mark = chr(rng.randrange(*rng.choice((RANGES[0], RANGES[2]))))
        found.append(rng.choice(WORDS) + mark)
    return between.join(found)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), text)
