"""Captions of any language are cut into tokens and written again as people write them."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.captions.tokenizers import TOKENIZERS, TokenizerEntry, detokenize, places, tokenizer_of
from engine.captions.tokens import Tokens, counted_in, cut, named
from engine.captions.vocabulary import Vocabulary
from engine.files import project_folder

CASES = project_folder().parent / "shared" / "cases" / "captions"

WRITTEN = {
    "zh": "这位女士身穿一件红色的长裙，头戴帽子。",
    "zh-Hant": "這位女士穿著「紅色」的T恤，長2.5cm，Nike Air 運動鞋！",
    "ja": "カーペットの上で、猫が3匹ねむっている。",
    "th": "ผู้ชายใส่เสื้อสีแดง กำลังวิ่งน้ำ",
    "lo": "ຜູ້ຊາຍໃສ່ເສື້ອສີແດງ",
    "km": "បុរសម្នាក់ពាក់អាវក្រហម។",
    "my": "လူတစ်ယောက် စက်ဘီးစီးနေသည်။",
    "vi": "Một người leo núi đứng trên đỉnh núi cao, phủ tuyết trắng.",
    "de": "Ein Mann mit „rotem“ Hut (1,80 m) fährt um 10:30 Rad; E-Mail: 100 %!",
    "fr": "L'homme porte-t-il un chapeau? Oui, aujourd'hui…",
    "es": "¿Quién lleva el sombrero? ¡Él!",
    "sv": "Han sa ”hej” till dem.",
    "ru": "Мужчина едет на велосипеде, а рядом «Волга».",
    "ar": "رجل يرتدي قميصًا أحمر، يركض.",
    "hi": "एक आदमी लाल कपड़े में है।",
    "ko": "한 남자가 자전거를 탄다.",
    "he": "איש עם כובע, רוכב על אופניים.",
    "el": "Ένας άντρας με καπέλο.",
}


@pytest.mark.parametrize("language", WRITTEN)
def test_clean_text_comes_back_as_it_was(language: str) -> None:
    caption = WRITTEN[language]
    vocabulary = Vocabulary.build([caption], language)
    assert vocabulary.decode(vocabulary.encode(caption)) == caption
    assert vocabulary.tokenizer == tokenizer_of(language).key


def test_chinese_is_cut_into_characters_and_latin_words_stay_whole() -> None:
    cutter = tokenizer_of("zh").tokenizer
    assert list(cutter.tokenize("穿T恤，Nike Air Max90 配 3.5cm。")) == [
        *("穿", "T", "恤", "，", "Nike", "Air", "Max90", " ", "配", " ", "3.5cm", "。"),
    ]
    assert list(cutter.scored("穿T恤，Nike 的！")) == ["穿", "t", "恤", "nike", "的"]


def test_thai_vowels_stay_with_their_consonants() -> None:
    assert list(tokenizer_of("th").tokenizer.tokenize("ผู้ชายกำ")) == ["ผู้", "ช", "า", "ย", "กำ"]


def test_unicode_words() -> None:
    cutter = tokenizer_of("de").tokenizer
    assert list(cutter.tokenize("L'été, 3,5 km/h (E-Mail) 10:30!")) == [
        *("L'été", ",", "3,5", "km/h", "(", "E-Mail", ")", "10:30", "!"),
    ]
    assert list(cutter.scored("L'Été, 100%!")) == ["l'été", "100%"]


def test_a_stray_blank_before_a_full_stop_is_not_written() -> None:
    vocabulary = Vocabulary.build(["Một người leo núi ở độ cao ."], "vi")
    assert vocabulary.decode(vocabulary.encode("leo núi ở độ cao .")) == "leo núi ở độ cao."


def test_combining_marks_make_no_other_word() -> None:
    composed = "Một người đàn ông"
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    vocabulary = Vocabulary.build([composed], "vi")
    assert vocabulary.encode(apart) == vocabulary.encode(composed)
    assert cut([apart], "words") == cut([composed], "words")


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_signs_that_programs_use_are_text(language: str) -> None:
    caption = "<start> <unk> the <end> <pad> </s>"
    vocabulary = Vocabulary.build([caption], language)
    assert not {"<start>", "<unk>", "<end>", "<pad>", "</s>"} & set(vocabulary.words)
    written = vocabulary.decode(vocabulary.encode(caption))
    # NLTK parts the brackets from what they enclose.
    assert written == (
        "<start> <unk> the <end> <pad> </s>" if language != "en" else "< start > < unk > the < end > < pad > < /s >"
    )


letters = st.characters(codec="utf-8", exclude_categories=("Cn", "Co", "Cs"), max_codepoint=0xFFFF)
mixed = st.text(st.one_of(st.sampled_from("红色的T恤 ab1 ，。.-'ーกำู้ เ"), letters), max_size=40)


@given(mixed)
def test_characters_lose_nothing(text: str) -> None:
    caption = unicodedata.normalize("NFC", " ".join(text.split()))
    assert detokenize(tokenizer_of("zh").tokenizer.tokenize(caption), "characters") == caption


@given(mixed)
def test_words_lose_no_sign_and_written_once_they_stay(text: str) -> None:
    cutter = tokenizer_of("vi").tokenizer
    tokens = list(cutter.tokenize(text))
    assert "".join(tokens) == "".join(unicodedata.normalize("NFC", text).split())
    assert all(tokens)


@given(mixed, st.sampled_from(["characters", "words", "nltk"]))
def test_each_token_is_found_where_it_was_written(text: str, key: str) -> None:
    tokens = list(TOKENIZERS[key].tokenizer.tokenize(text))
    caption = detokenize(tokens, key)
    found = [caption[start : start + length] for start, length in places(tokens, key)]
    assert found == [{"``": '"', "''": '"'}.get(token, token) if key == "nltk" else token for token in tokens]


def test_a_language_has_one_tokenizer_and_english_two_kinds_of_tokens() -> None:
    assert tokenizer_of("en").key == tokenizer_of("en-GB").key == "nltk"
    assert tokenizer_of("ja").key == tokenizer_of("zh-Hant").key == "characters"
    assert tokenizer_of("vi").key == tokenizer_of("xx").key == "words"
    assert [counted_in("en", kind) for kind in Tokens] == ["coco", "nltk"]
    assert {counted_in("zh", kind) for kind in Tokens} == {"characters"}
    assert [named(tokens) for tokens in ("coco", "nltk", "characters", "words")] == [
        *("coco-caption's tokens", "NLTK's words", "characters", "words"),
    ]


def test_a_tokenizer_is_added_in_one_place() -> None:
    room = "engine.captions"
    cutter, writing = f"{room}.tokenizers.characters:CHARACTERS", f"{room}.writing.characters"
    entry = TokenizerEntry("letters", "letters", cutter, writing, ("qaa",))
    TOKENIZERS.register(entry)
    try:
        vocabulary = Vocabulary.build(["红色"], "qaa")
        assert (vocabulary.tokenizer, vocabulary.words) == ("letters", ("红", "色"))
        assert counted_in("qaa", Tokens.COCO) == "letters"
        assert cut(["红色"], "letters") == [["红", "色"]]
    finally:
        TOKENIZERS.unregister("letters")


@pytest.mark.parametrize("folder", ["chinese", "chinese-differ"])
def test_chinese_captions_are_no_words(folder: str) -> None:
    path = CASES / folder / "captions.json"
    if not path.exists():
        pytest.skip("the cases do not lie beside the project")
    captions = list(json.loads(path.read_text(encoding="utf-8")).values())
    vocabulary = Vocabulary.build(captions, "zh")
    assert max(map(len, vocabulary.words)) <= 2
    assert all(len(vocabulary.encode(caption)) > 20 for caption in captions)
    assert [vocabulary.decode(vocabulary.encode(caption)) for caption in captions] == captions
