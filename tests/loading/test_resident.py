"""Pictures that lie on the device are cut there as the processor cuts them, to the last value."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.captions.vocabulary import Vocabulary
from engine.data.layout import Record
from engine.data.order import Batches
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.loading import resident
from engine.loading.resident import ResidentPictures, fits

SIZES = ((60, 90), (300, 40), (224, 224), (31, 17), (500, 260))


@pytest.mark.parametrize("frame", ["fit", "crop"])
@pytest.mark.parametrize("augment", [True, False])
def test_resident_pictures_are_cut_as_on_the_processor(
    tmp_path: Path, frame: str, augment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = []
    for number, size in enumerate(SIZES):
        path = tmp_path / f"{number}.png"
        colours = np.random.default_rng(number).integers(0, 256, (*size[::-1], 3), dtype=np.uint8)
        Image.fromarray(colours).save(path)
        records.append(Record(path.name, path, ("A shirt.",)))
    framing = Framing(frame, 96, 64)  # type: ignore[arg-type]
    store, _ = prepare(records, framing, cache=tmp_path / "cache")
    # Small pieces, so that the pictures come in several.
    monkeypatch.setattr(resident, "_PIECE_BYTES", 100_000)
    there = ResidentPictures(store, sorted(store), framing, torch.device("cpu"))
    vocabulary = Vocabulary.build(["A shirt."])
    batches = Batches(records, store, vocabulary, framing, batch_size=3, seed=4, augment=augment)
    gathered = [batches.make(step) for step in range(8)]
    batches.gathered = False
    for batch in gathered:
        alone = batches.make(batch.step)
        assert alone.pictures is None
        assert alone.names == batch.names
        seen = there.seen(alone.names, alone.cuts)
        np.testing.assert_array_equal(seen.numpy(), batch.pictures)
    with torch.no_grad():
        before = there.seen(alone.names, alone.cuts)
        assert there.offload() > sum(3 * wide * high for wide, high in map(store.shape, store))
        assert not hasattr(there, "_pixels")
        there.restore()
    assert torch.equal(there.seen(alone.names, alone.cuts), before)
    assert len({batch.pictures.tobytes() for batch in gathered if batch.pictures is not None}) > 2
    assert not fits(store, sorted(store), torch.device("cpu"))
