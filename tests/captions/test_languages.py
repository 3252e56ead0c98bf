"""Captions are known by their language; English ones of whatever kind are taken for English."""

import json
import sys
import unicodedata

import pytest

from engine.captions.languages import detect_language, resolve_language
from engine.files import project_folder

SHARED = project_folder().parent / "shared"

ENGLISH = {
    "sentences": "A man rides a bicycle down the street.|A dog runs on the grass.",
    "clothes": "This lady wears a short-sleeve shirt with graphic patterns. The neckline of it is round.",
    "single words": "hat|cap|shoe|boots|sunglasses|belt|scarf|bag|dress|skirt|jeans|shorts|blazer|cardigan|purse",
    "classes": "airplane|automobile|bird|cat|deer|dog|frog|horse|ship|truck|sofa|pottedplant|tvmonitor",
    "shop labels": "Nike Air Max 90|Adidas Ultra Boost|Zara navy blazer M|Gap chino slim fit 32|Puma Suede Classic XXI",
    "lists": "dress, floral, chiffon|tank, graphic, cotton|hoodie, zip, fleece|denim, skinny, ripped",
    "tags": "masterpiece, best quality, 1girl, solo, long hair, smile|1boy, armor, sword, fantasy",
    "medicine": "pneumonia|no finding|effusion|atelectasis|cardiomegaly|edema|consolidation",
    "Latin names": "rosa canina|quercus robur|acer palmatum",
    "loan words": "pizza margherita|tiramisu|ramen|sushi|tacos|paella|gyoza|lasagna|foie gras|panna cotta",
    "accents": "café table with a croissant|naïve art of a façade|a jalapeño on a plate",
    "two words": "cat|dog",
    "numbers": "0|1|2|17",
    "marks": "!!!|???|😀",
    "quotes": "the lady’s “hat” — £5 😀",
}
OTHERS = {
    "zh": "这位女士身穿一件红色的长裙。|一件红色的 Nike T-shirt，配 Levi's jeans 和 belt",
    "ja": "男の人が自転車に乗っている。|赤いシャツ|ニットのカーディガン",
    "ko": "한 남자가 자전거를 탄다|빨간 셔츠",
    "th": "ผู้ชายใส่เสื้อสีแดง",
    "lo": "ຜູ້ຊາຍໃສ່ເສື້ອສີແດງ",
    "km": "បុរសម្នាក់ពាក់អាវក្រហម",
    "my": "လူတစ်ယောက် စက်ဘီးစီးနေသည်",
    "vi": "Một người leo núi đứng trên đỉnh núi|Cô gái mặc áo đỏ",
    "de": "Ein Mann mit Hut steht vor dem Haus|Eine Frau im roten Kleid|Ein Hund läuft über die Wiese",
    "fr": "un homme porte un chapeau rouge|une femme avec une robe bleue|un chien court dans la rue",
    "es": "zapatos negros de hombre|un perro en la calle|una mujer lleva un vestido azul",
    "it": "un uomo con cappello|una donna con un vestito rosso|un cane corre nel prato",
    "pt": "um homem com chapéu|uma mulher de vestido vermelho|um cachorro correndo",
    "pl": "Mężczyzna jedzie na rowerze|kobieta w czerwonej sukience",
    "tr": "adam bisiklete biniyor|kırmızı elbise giyen kadın",
    "ru": "мужчина в шляпе едет на велосипеде|женщина в красном платье идёт по улице",
    "uk": "чоловік у капелюсі їде на велосипеді|жінка в червоній сукні",
    "ar": "رجل يرتدي قميصا أحمر|امرأة ترتدي فستانا أزرق",
    "fa": "مردی با کلاه در حال دوچرخه سواری است",
    "hi": "एक आदमी साइकिल चला रहा है",
    "el": "ένας άντρας με καπέλο",
    "he": "איש עם כובע",
}


@pytest.mark.parametrize("kind", ENGLISH)
def test_english_of_any_kind_is_english(kind: str) -> None:
    assert detect_language(ENGLISH[kind].split("|")) == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_told(language: str) -> None:
    captions = OTHERS[language].split("|")
    assert detect_language(captions) == language
    # As a file system of macOS would have them.
    assert detect_language([unicodedata.normalize("NFD", caption) for caption in captions]) == language


def test_nothing_is_english() -> None:
    assert detect_language([]) == detect_language([""]) == "en"


def test_a_setting_overrules() -> None:
    assert resolve_language("auto", ["红色的长裙"]) == "zh"
    assert resolve_language("zh-Hant", ["a red dress"]) == "zh-Hant"


def test_a_few_captions_of_another_language_change_nothing() -> None:
    captions = ["A man rides a bicycle down the street."] * 20 + ["红色的长裙"]
    assert detect_language([f"{caption} {number}" for number, caption in enumerate(captions)]) == "en"


@pytest.mark.parametrize(
    ("place", "language"),
    [
        ("notes/captions_sample.json", "en"),
        ("real/products/captions.json", "en"),
        ("real/street/captions.json", "en"),
        ("real/deepfashion/test_captions.json", "en"),
        ("real/sport_vi/captions.json", "vi"),
        ("cases/captions/chinese/captions.json", "zh"),
        ("cases/captions/specials/captions.json", "en"),
    ],
)
def test_what_lies_beside_the_project(place: str, language: str) -> None:
    path = SHARED / place
    if not path.exists():
        pytest.skip(f"{place} does not lie beside the project")
    found = json.loads(path.read_text(encoding="utf-8")).values()
    captions = [caption for several in found for caption in ([several] if isinstance(several, str) else several)]
    assert detect_language(captions) == language


def test_english_loads_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert detect_language(ENGLISH["sentences"].split("|")) == "en"
