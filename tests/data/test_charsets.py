"""The encoding of a file: known, guessed and said, or chosen."""

import pytest

from explorer.data import charsets, uploads
from explorer.data.charsets import decode
from explorer.errors import InputError

FILMS = {
    "cp850": "Schöne Grüße aus München!\nHeute ist es heiß, gehen wir hinaus.",
    "cp852": "Dnes je hezky, půjdeme ven.\nPříliš žluťoučký kůň.",
    "iso8859_5": "Привет, как дела?\nЯ не знаю, что сказать.",
    "cp1251": "Хороший фильм, всем советую.\nСлишком долго и скучно.",
    "koi8_r": "Хороший фильм, всем советую.\nСлишком долго и скучно.",
    "cp932": "とても面白い映画でした。\n少し長かったです。",
    "euc_jp": "とても面白い映画でした。\n少し長かったです。",
    "iso2022_jp": "とても面白い映画でした。\n少し長かったです。",
    "gb18030": "这部电影很好看。\n时间太长了。",
    "big5": "這部電影很好看。\n時間太長了。",
    "cp949": "영화가 정말 재미있었어요.\n조금 길었어요.",
    "cp1252": "Très bon film, à voir.\nUn peu trop long à mon goût.",
    "cp1250": "Bardzo dobry film, polecam każdemu.\nTrochę za długi.",
    "cp1253": "Πολύ καλή ταινία.\nΛίγο μεγάλη.",
    "cp1254": "Çok güzel bir film, teşekkürler.\nBiraz uzundu, sıkıldım.",
    "cp1255": "סרט טוב מאוד.\nקצת ארוך.",
    "cp1256": "فيلم جيد جدا.\nكان طويلا بعض الشيء.",
    "cp874": "หนังดีมาก\nยาวไปหน่อย",
}


@pytest.mark.parametrize("encoding", FILMS)
def test_an_encoding_is_guessed_from_two_lines_and_the_guess_is_said(encoding):
    found = decode(FILMS[encoding].encode(encoding))
    assert (found.text, found.encoding, found.guessed) == (FILMS[encoding], encoding, True)


@pytest.mark.parametrize(
    "text", ["It’s a café.", "£5 or €6", "Perché no? È buono.", "¿Dónde está?", "Größe 5", "naïve"]
)
def test_a_single_sign_beyond_ascii_is_western(text):
    assert decode(text.encode("cp1252")).text == text


@pytest.mark.parametrize("encoding", ["cp1251", "cp932", "gb18030"])
def test_a_table_in_an_old_encoding_is_read(encoding):
    table = "id,tweet\n" + "\n".join(
        f'{n},"{s}"' for n, s in enumerate(FILMS[encoding].split("\n"))
    )
    found = uploads.from_upload("a.csv", table.encode(encoding), most=9)
    assert found.texts == tuple(FILMS[encoding].split("\n"))
    assert found.report.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "utf-32"])  # fmt: skip
def test_unicode_is_known_and_needs_no_guess(encoding):
    found = decode("Café, 電影 and 🙂.".encode(encoding))
    assert (found.text, found.guessed) == ("Café, 電影 and 🙂.", False)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好，我们出去吧。\n我不知道该说什么。\n",
        "こんにちは、元気ですか。\n何と言えばいいかわかりません。\n",
        "สวัสดีครับ\nวันนี้อากาศดี ไปข้างนอกกัน\n",
        "무슨 말을 해야 할지 모르겠어요.\n네.\n",
    ],
)
def test_utf_16_without_its_mark_in_scripts_with_few_zero_bytes(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\x00\x01" * 500])
def test_what_has_zero_bytes_and_is_no_text(data):
    with pytest.raises(InputError, match="not text"):
        decode(data)


def test_a_few_broken_bytes_do_not_change_the_encoding_and_are_counted():
    found = decode(("Müller hört süße Lieder. " * 5).encode() + b"\xff and on.")
    assert (found.encoding, found.unreadable, found.guessed) == ("utf-8", 1, False)
    data = ("Größe\n" * 20).encode() + b"\xe9nd"
    report = uploads.from_upload("a.txt", data, most=99).report
    assert report.remarks == ("1 character is not valid UTF-8 and is shown as \ufffd.",)


@pytest.mark.parametrize("name", ["cp1251", "windows-1251", "CP1251"])
def test_the_reader_can_name_the_encoding(name):
    found = decode("Да, 5.".encode("cp1251"), name)
    assert (found.text, found.encoding, found.guessed) == ("Да, 5.", "cp1251", False)


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        ("Größe\nsüß".encode("cp1252"), "utf-8", "cannot be read as UTF-8 .see line 1"),
        (b"abc", "klingon", "no encoding “klingon”"),
        (b"abc", "base64", "no encoding"),
        (b"abc", "utf-16", "cannot be read as UTF-16"),
    ],
)
def test_a_wrong_encoding_is_refused_and_nothing_is_replaced(data, encoding, says):
    with pytest.raises(InputError, match=says):
        decode(data, encoding)


def test_every_encoding_that_can_be_chosen_is_known_to_python():
    for encoding in charsets.ENCODINGS:
        assert decode("abc".encode(encoding), encoding).text == "abc"


HALF_WIDTH = ("ｺﾝﾆﾁﾊ､ﾜﾀｼﾊ ﾈｺﾃﾞｽ｡\nﾄｳｷｮｳﾉ ﾃﾝｷﾊ ﾊﾚﾃﾞｽ｡", "ｻﾄｳ ﾊﾅｺ\nﾔﾏﾀﾞ ﾀﾛｳ\nｽｽﾞｷ ｲﾁﾛｳ",
              "きょうの天気はﾊﾚです。\nテレビﾞをみました。")  # fmt: skip


@pytest.mark.parametrize("text", HALF_WIDTH)
def test_half_width_kana_are_japanese(text):
    found = decode(text.encode("cp932"))
    assert (found.encoding, found.text, found.guessed) == ("cp932", text, True)
