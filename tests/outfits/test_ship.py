"""``ship --model street`` from a data folder to the checkpoint with its card; and the one that ships."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.__main__ import main
from engine.captioning import GenerationConfig, load_captioner
from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.outfit import sample
from engine.commands import ship as command
from engine.commands.shipping import CARD, MODELS
from engine.data.layout import open_data
from engine.files import demo_checkpoint
from engine.fit.verdict import FITS, UNLIKE
from engine.models.decoders.checklist import GruChecklistDecoder
from engine.outfits.domain import OUTFITS
from engine.outfits.garments import GARMENTS, by_word
from engine.outfits.reader import read
from engine.outfits.writer import write_chinese, write_listed, write_plain
from engine.recipes import resolve
from engine.runs.checkpoint import read_captioner, read_info
from tests.shared import shared
from tests.tiny import TINY, write_data

SHIPPED = demo_checkpoint().with_name("street")
SET = [
    word
    for name, value in {**TINY, "encoder": "compact", "validation_share": 0.3}.items()
    for word in ("--set", f"{name}={value}")
]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "demo_checkpoint", lambda: tmp_path / "checkpoints" / "demo")
    return tmp_path / "checkpoints" / "street"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Pictures whose captions list two garments each, without any split."""
    folder = write_data(tmp_path / "data", 60)
    names = sorted(path.name for path in (folder / "images").iterdir())
    captions = {}
    for file in ("train_captions.json", "test_captions.json"):
        captions.update(json.loads((folder / file).read_text(encoding="utf-8")))
        (folder / file).unlink()
    lists = {name: write_listed(frozenset(("hat", "pants") if "hat" in captions[name] else ("bag",))) for name in names}
    (folder / "captions.json").write_text(json.dumps(lists), encoding="utf-8")
    return folder


def test_a_model_is_made_of_a_data_folder(place: Path, data: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    # What cannot be decoded is left out at each step of it.
    given = open_data(data, **resolve("recommended", {"validation_share": 0.3}).splitting)
    for records in (given.train, given.validation, given.test):
        records[0].path.write_bytes(b"no picture")
    line = ["ship", "--model", "street", "--data", str(data), "--work", str(work), "--device", "cpu", *SET]
    assert main(line) == 0
    info = read_info(place)
    assert (info.captions.key, info.settings.decoder) == (OUTFITS.key, "gru_checklist")
    # The same pictures are held back as in the folder that the captions come from.
    told, before = (open_data(folder, **info.settings.splitting) for folder in (work / "street", data))
    assert list(told.test.names) == list(before.test.names)
    assert set(told.captions) <= {"A person in trousers, with a hat.", "A person with a bag."}
    card = (place / CARD).read_text(encoding="utf-8")
    for words in (
        "CVPR 2014",
        "Apache License 2.0",
        f"{len(told.test):,} were",
        "| trousers |",
        "decoder = gru_checklist",
    ):
        assert words in card
    assert str(tmp_path) not in card
    # The same line goes on with what is there, and makes the same.
    weights = (place / "weights.safetensors").read_bytes()
    assert main(line) == 0
    assert (place / "weights.safetensors").read_bytes() == weights


def test_what_cannot_be_learnt_from_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ship", "--model", "street", "--work", str(tmp_path / "work")]) == 2
    assert "--data DATA" in capsys.readouterr().err
    scenes = write_data(tmp_path / "scenes", 12, free=True)
    assert main(["ship", "--model", "street", "--data", str(scenes), "--work", str(tmp_path / "work")]) == 2
    assert "not lists of what a person wears" in capsys.readouterr().err


def test_every_model_has_its_folder() -> None:
    assert list(MODELS) == ["demo", "street"]
    for key in MODELS:
        folder = demo_checkpoint().with_name(key)
        assert sum(path.stat().st_size for path in folder.iterdir()) < 30_000_000


def unlike_pictures() -> list[Image.Image]:
    """Noise of two kinds, blanks, and drawn people."""
    chance, people = np.random.default_rng(1), random.Random(1)
    noise = [chance.integers(0, 256, (90, 60, 3), dtype=np.uint8) for _ in range(6)]
    waves = [np.clip(chance.normal(128, 60, (30, 20, 3)), 0, 255).astype(np.uint8) for _ in range(3)]
    blanks = [Image.new("RGB", (60, 90), colour) for colour in ("black", "white", "navy", "red", "gray")]
    return [*map(Image.fromarray, noise + waves), *blanks, *(draw(sample(people)) for _ in range(6))]


def test_the_model_that_ships_speaks_in_whole_sentences_of_what_it_detects() -> None:
    model = read_captioner(SHIPPED)
    decoder, vocabulary = model.decoder, model.vocabulary
    assert isinstance(decoder, GruChecklistDecoder)
    captioner = load_captioner(SHIPPED, "cpu")
    seen = [captioner.see_image(picture, "drawn") for picture in unlike_pictures()]
    seen += [captioner.see_noise(seed) for seed in range(4)]
    with torch.inference_mode():
        features = model.encode_seen(np.stack([one.pixels for one in seen]))
        detected = decoder.start(features).hypothesis_state[1]
    ways = [GenerationConfig(), GenerationConfig(beam=1), GenerationConfig(temperature=2.0, seed=3)]
    for way in ways:
        for captioned, row in zip(captioner.caption_seen(seen, way), detected, strict=True):
            wanted = {by_word()[vocabulary.word(place).lower()].tag for place in row.nonzero().flatten().tolist()}
            assert captioned.caption == write_plain(frozenset(wanted))
            assert read(captioned.caption).whole
            assert captioned.chinese == write_chinese(frozenset(wanted))
            assert "〔" not in captioned.chinese


@pytest.mark.parametrize(("bias", "said"), [(-1e3, 0), (1e3, None)])
def test_nothing_detected_and_everything_detected_are_sentences_too(bias: float, said: int | None) -> None:
    model = read_captioner(SHIPPED)
    decoder, known = model.decoder, model.vocabulary.words
    with torch.no_grad():
        decoder.get_parameter("detector.bias").fill_(bias)
        features = torch.zeros(1, 1, model.encoder.feature_size)
        [[best]] = model.search(features, beam_width=3, max_words=model.settings.max_words)
    caption = model.vocabulary.decode(best.words)
    assert best.end is not None
    garments = set(known) & {garment.word for garment in GARMENTS.values()}
    assert caption == write_plain(read(caption).garments)
    assert len(read(caption).said) == (len(garments) if said is None else said)
    assert OUTFITS.reads(caption)
    if said == 0:
        assert (caption, write_chinese(frozenset())) == ("A person.", "一个人。")


def test_its_card_tells_what_it_is_made_of_and_how_well() -> None:
    card = (SHIPPED / CARD).read_text(encoding="utf-8")
    for words in ("Clothing Co-Parsing", "CVPR 2014", "Apache License 2.0", "ship --model street", "never says"):
        assert words in card
    assert read_info(SHIPPED).captions is OUTFITS


def test_it_names_the_garments_of_photos_that_were_held_back() -> None:
    """A few of the photographs held back; the whole figures stand in the card."""
    folder = shared("real/street")
    captioner = load_captioner(SHIPPED, "cpu")
    test = open_data(folder, **read_info(SHIPPED).settings.splitting).test
    some = test.at(range(0, len(test), len(test) // 12))
    seen = [captioner.see_file(record.path) for record in some]
    said = [captioned.caption for captioned in captioner.caption_seen(seen)]
    report = OUTFITS.report(said, [record.caption for record in some])
    named = sum(cells.get("yes", {}).get("yes", 0) for cells in report.confusion.values())
    true = sum(sum(cells.get("yes", {}).values()) for cells in report.confusion.values())
    assert named > 0.35 * true
    # They are of the kind that it knows, and noise is not.
    fits = captioner.fits(seen)
    assert sum(fit.verdict == FITS for fit in fits) >= 9
    assert [fit.verdict for fit in captioner.fits([captioner.see_noise(7)])] == [UNLIKE]
