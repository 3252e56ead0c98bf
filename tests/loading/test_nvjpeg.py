"""JPEGs decoded and fitted by a device: torchvision decodes on the processor too, which stands in for a GPU."""

import functools
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms

from engine.clothes.wardrobe.figure import draw
from engine.clothes.wardrobe.plan import planned
from engine.data import making
from engine.data.layout import Record
from engine.data.picture import Framing
from engine.data.store import prepare
from engine.loading import nvjpeg
from tests.data.sound_inputs import SOUND, profile

CPU = torch.device("cpu")
FIT, CROP = Framing("fit", 336, 224), Framing("crop", 224, 224)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """JPEGs of several kinds, and files that are none."""
    folder = tmp_path_factory.mktemp("pictures")
    _, pictures = next(planned(4, 5, False))
    drawn = draw(pictures[0].outfit)
    drawn.save(folder / "a.jpg", quality=92)
    drawn.resize((200, 300)).save(folder / "b-small.jpg", quality=92)
    drawn.convert("L").save(folder / "c-grey.jpg", quality=92)
    drawn.save(folder / "d-progressive.jpg", quality=92, progressive=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn.save(folder / "e-turned.jpg", quality=92, exif=exif)
    drawn.convert("CMYK").save(folder / "f-inks.jpg", quality=92)
    drawn.save(folder / "g.png")
    drawn.resize((100, 900)).save(folder / "h-strip.jpg", quality=92)
    whole = (folder / "a.jpg").read_bytes()
    (folder / "i-cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "j-empty.jpg").write_bytes(b"")
    (folder / "k-text.jpg").write_text("no picture")
    for odd in SOUND:
        if odd.name.endswith(".jpg"):
            odd.write(folder / f"l-{odd.name}")
    return folder


def by_pillow(folder: Path, framing: Framing) -> list[tuple[str, np.ndarray | str]]:
    paths = {path.name: path for path in sorted(folder.iterdir())}
    return list(making.decode(list(paths), paths, framing))


def by_device(folder: Path, framing: Framing) -> list[tuple[str, np.ndarray | str]]:
    paths = {path.name: path for path in sorted(folder.iterdir())}
    return list(nvjpeg.decode_on(list(paths), paths, framing, device=CPU))


@pytest.mark.parametrize("framing", [FIT, CROP], ids=["fit", "crop"])
def test_pictures_are_as_pillow_prepares_them(folder: Path, framing: Framing) -> None:
    for (name, expected), (same, found) in zip(by_pillow(folder, framing), by_device(folder, framing), strict=True):
        assert name == same
        if isinstance(expected, str):
            assert found == expected
            continue
        assert isinstance(found, np.ndarray)
        assert found.shape == expected.shape
        assert found.dtype == np.uint8
        apart = np.abs(found.astype(int) - expected.astype(int))
        # A large JPEG is decoded by Pillow at a half, which blurs its edges a little otherwise.
        assert apart.mean() < 1.5, name
        if name == "b-small.jpg":
            assert apart.max() <= 1


def test_batches_keep_the_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nvjpeg, "BATCH", 2)
    monkeypatch.setattr(nvjpeg, "_AHEAD", 1)
    assert [name for name, _ in by_device(folder, FIT)] == sorted(path.name for path in folder.iterdir())


def test_a_batch_that_the_device_refuses_goes_pillows_way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("nvjpegDecodeBatched failed: 9")

    monkeypatch.setattr(nvjpeg, "_fit_all", refuse)
    for (_, expected), (_, found) in zip(by_pillow(folder, FIT), by_device(folder, FIT), strict=True):
        assert np.array_equal(found, expected)


def test_what_looks_like_a_jpeg_and_cannot_be_decoded_is_left_out(tmp_path: Path, folder: Path) -> None:
    whole = (folder / "a.jpg").read_bytes()
    start = whole.index(b"\xff\xc4")
    (tmp_path / "a.jpg").write_bytes(whole)
    # The tables are noise: a decoder raises, and its whole batch with it.
    (tmp_path / "b.jpg").write_bytes(whole[:start] + b"\xff\xc4\x00\x04\x77\x77" + whole[-2000:])
    found = dict(by_device(tmp_path, FIT))
    assert isinstance(found["a.jpg"], np.ndarray)
    assert str(found["b.jpg"]).startswith("unreadable: ")


@pytest.mark.parametrize("error", [SyntaxError("not a TIFF file"), ValueError("cut"), OSError("gone")])
def test_a_head_that_cannot_be_read_is_left_to_pillow(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(source: object) -> None:
        raise error

    monkeypatch.setattr(nvjpeg, "plain_jpeg", fail)
    for (_, expected), (_, found) in zip(by_pillow(folder, FIT), by_device(folder, FIT), strict=True):
        assert np.array_equal(found, expected)


def test_a_store_made_by_a_device(folder: Path, tmp_path: Path) -> None:
    records = [Record(path.name, path, ("",)) for path in sorted(folder.iterdir())]
    decoder = functools.partial(nvjpeg.decode_on, device=CPU)
    store, left_out = prepare(records, FIT, cache=tmp_path, decoder=decoder)
    assert [item.name for item in left_out] == ["i-cut.jpg", "j-empty.jpg", "k-text.jpg"]
    assert len(store) == 8 + sum(odd.name.endswith(".jpg") for odd in SOUND)
    assert store["a.jpg"].shape == (336, 224, 3)
    store.close()


@pytest.mark.parametrize("foreign", [True, False])
def test_only_jpegs_in_srgb_go_to_the_device(foreign: bool, tmp_path: Path) -> None:
    """Its decoder does not look at profiles; but a profile that says sRGB costs nobody the device."""
    said = profile() if foreign else ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (64, 64), (200, 40, 40)).save(tmp_path / "a.jpg", icc_profile=said)
    assert isinstance(nvjpeg._read(tmp_path / "a.jpg", FIT), np.ndarray if foreign else torch.Tensor)


def test_only_a_gpu_takes_pictures_from_the_cores() -> None:
    assert nvjpeg.decoder_for(CPU) is making.decode
    assert nvjpeg.decoder_for(torch.device("cuda", 0)) is not making.decode


def test_nothing_stays_on_the_device_when_all_are_decoded(folder: Path) -> None:
    by_device(folder, FIT)
    assert nvjpeg._resampling.cache_info().currsize == 0
