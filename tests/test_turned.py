"""A picture that lies on its side is seen upright: in training, in captioning and by an export, to the bit."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.captioning import PictureCaptioner
from engine.captions.vocabulary import Vocabulary
from engine.data.picture import CROPPED, RESIZED, Framing
from engine.data.records import Record
from engine.data.store import prepare
from engine.export import example
from engine.export.exporter import write_words
from tests.data.turned import every_format, every_turn, store_turned, store_upright

FRAMINGS = [Framing("fit", 336, 224), Framing("crop", 336, 224)]


@pytest.mark.parametrize("framing", FRAMINGS, ids=lambda framing: framing.frame)
@every_format
@every_turn
def test_every_road_sees_the_upright_picture(turn: int, ending: str, framing: Framing, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    turned, upright = store_turned(tmp_path / "pictures", ending, turn), store_upright(tmp_path / "pictures", ending)

    records = [Record(path.name, path, ("A caption.",)) for path in (turned, upright)]
    store, left_out = prepare(records, framing, cache=tmp_path / "cache")
    trained, expected = store[turned.name], store[upright.name]
    store.close()
    assert not left_out
    assert expected.shape == ((336, 224, 3) if framing.frame == "fit" else (RESIZED * 3 // 2, RESIZED, 3))
    np.testing.assert_array_equal(trained, expected, strict=True)

    captioner = object.__new__(PictureCaptioner)
    captioner.framing = framing
    seen = captioner.see_file(turned).pixels
    assert seen.shape == ((336, 224, 3) if framing.frame == "fit" else (CROPPED, CROPPED, 3))
    np.testing.assert_array_equal(seen, framing.view(expected), strict=True)

    write_words(tmp_path, Vocabulary(("a",)), framing)
    told = json.loads((tmp_path / "preprocessing.json").read_text(encoding="utf-8"))
    np.testing.assert_array_equal(example.fit(str(turned), told), seen, strict=True)


@every_format
def test_the_picture_tells_its_orientations_apart(ending: str, tmp_path: Path) -> None:
    """Else the test above would hold of a decoder that turns nothing."""
    framing = FRAMINGS[0]
    upright = framing.read(store_upright(tmp_path, ending)).astype(int)
    for turned in (upright[::-1], upright[:, ::-1], upright[::-1, ::-1]):
        assert np.abs(turned - upright).mean() > 20
