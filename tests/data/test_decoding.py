"""What is decoded is bounded, whatever a file claims, and nothing around the pixels costs more than it is worth."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from engine.data import decoding
from engine.data.decoding import TooLargeError, UnreadableError, colour, containers, decode, optional
from engine.data.picture import Framing, load, thumbnail
from engine.errors import Problem
from tests.data.bad_inputs import TOP, jpeg, png, png_chunk, two_colours
from tests.data.sound_inputs import BLUE, GREEN, RED, grey_profile, ink_profile, profile
from tests.data.turned import blocks

pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")


def test_a_large_jpeg_is_decoded_at_a_fraction(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of 200 million pixels are that phones take."""
    content = jpeg(blocks())
    whole = np.asarray(load(io.BytesIO(content)))
    monkeypatch.setattr(decoding, "PIXEL_LIMIT", 640 * 960 // 16)
    image, size = decode(io.BytesIO(content))
    assert size == (640, 960)
    assert image.size == (160, 240)
    # A quarter of flat squares of 16 is flat squares of 4.
    np.testing.assert_array_equal(np.asarray(image), whole[::4, ::4])
    assert Framing("fit", 336, 224).read(io.BytesIO(content)).shape == (336, 224, 3)
    assert thumbnail(io.BytesIO(content), 500, 500).shape == (500, 333, 3)


@pytest.mark.parametrize("form", ["progressive", "PNG", "too many at any fraction"])
def test_what_no_fraction_helps_is_refused_before_it_is_decoded(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "PIXEL_LIMIT", 640 * 960 - 1)
    monkeypatch.setattr(decoding, "CLAIM_LIMIT", 640 * 960 - 1 if form.startswith("too") else 10**9)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    held = io.BytesIO()
    blocks().save(held, "PNG" if form == "PNG" else "JPEG", progressive=form == "progressive")
    with pytest.raises(TooLargeError) as caught:
        decode(io.BytesIO(held.getvalue()))
    assert (caught.value.width, caught.value.height) == (640, 960)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A hole: it takes no room on the disk.
    for name, head in (("a.jpg", jpeg()), ("b.webp", b"RIFF\0\0\0\0WEBP"), ("c.avif", b"\0\0\0\x18ftypavif")):
        with open(tmp_path / name, "wb") as file:
            file.write(head)
            file.truncate(decoding.FILE_LIMIT + 1 if name == "a.jpg" else decoding.WHOLE_FILE_LIMIT + 1)
        with pytest.raises(Problem, match="its file is too large"):
            load(tmp_path / name)


def test_a_large_file_without_pixels_is_not_searched_byte_by_byte(tmp_path: Path) -> None:
    """A hole behind the first bytes of a JPEG, with and without an end mark; and many small chunks in a PNG."""
    for name, tail in (("a.jpg", b""), ("b.jpg", b"\xff\xd9")):
        with open(tmp_path / name, "wb") as file:
            file.write(jpeg()[:20])
            file.seek(2**26)
            file.write(tail)
            file.truncate(2**26 + len(tail))
        with pytest.raises(Problem, match="it is damaged"):
            load(tmp_path / name)
    with open(tmp_path / "c.jpg", "wb") as file:
        file.write(jpeg()[:-2])
        file.truncate(decoding.WHOLE_FILE_LIMIT + 1)
    with pytest.raises(Problem, match="it is cut short"):
        load(tmp_path / "c.jpg")
    chunks = png_chunk(b"teSt", b"") * 10_000
    assert load(io.BytesIO(png(40, 60, 8, 2, (b"\0" + bytes(TOP) * 40) * 60, chunks))).getpixel((20, 30)) == TOP


@pytest.mark.parametrize("share", [0.999, 0.9, 0.5, 0.3])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}], ids=str)
@pytest.mark.parametrize("padded", [0, 4096])
def test_a_jpeg_that_lacks_pixels_is_cut_short(share: float, options: dict[str, object], padded: int) -> None:
    """However it was closed: a lower half of grey must not be trained on."""
    chance = np.random.default_rng(3)
    noise = Image.fromarray(chance.integers(0, 256, (160, 96, 3), dtype=np.uint8))
    whole = jpeg(noise, **options)
    with pytest.raises(UnreadableError, match="it is cut short"):
        decode(io.BytesIO(whole[: int(share * len(whole))] + bytes(padded)))
    assert decode(io.BytesIO(whole[:-2] + bytes(padded)))[0].tobytes() == decode(io.BytesIO(whole))[0].tobytes()


def test_a_thumbnail_in_a_jpeg_is_not_its_end() -> None:
    """Its own end mark stands in the head of the picture, which is cut short all the same."""
    exif = b"Exif\0\0MM\0*" + bytes(4) + jpeg(two_colours((16, 24)))
    with pytest.raises(UnreadableError, match="it is cut short"):
        decode(io.BytesIO(jpeg(blocks(), exif=exif)[:-4000]))


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP", b"tEXt"])
def test_a_bomb_of_metadata_stays_harmless(name: bytes, place: str) -> None:
    packed = zlib.compress(bytes(80_000_000), 1)
    data = {
        b"zTXt": b"Comment\0\0" + packed,
        b"iTXt": b"XML:com.adobe.xmp\0\1\0\0\0" + packed,
        b"iCCP": b"profile\0\0" + packed,
        b"tEXt": b"Comment\0" + bytes(5_000_000),
    }[name]
    rows = (b"\0" + bytes(TOP) * 40) * 60
    content = png(40, 60, 8, 2, rows, png_chunk(name, data) if place == "before" else b"")
    if place == "after":
        content = content[:-12] + png_chunk(name, data) + content[-12:]
    assert load(io.BytesIO(content)).getpixel((20, 30)) == TOP
    kept = containers.png_of_pixels(io.BytesIO(content)).read()
    assert name not in kept
    assert load(io.BytesIO(kept)).getpixel((20, 30)) == TOP


def test_pixels_that_are_damaged_are_not_passed_over() -> None:
    """The second look at a PNG is as strict as the first where the picture itself is concerned."""
    content = bytearray(png(40, 60, 8, 2, (b"\0" + bytes(TOP) * 40) * 60, png_chunk(b"tEXt", b"a\0b")[:-1] + b"?"))
    content[content.index(b"IDAT") + 10] ^= 255
    with pytest.raises(UnreadableError, match="it is damaged"):
        decode(io.BytesIO(bytes(content)))


def test_a_profile_is_looked_at_once() -> None:
    colour._transform.cache_clear()
    for _ in range(5):
        load(io.BytesIO(jpeg(icc_profile=profile())))
    assert colour._transform.cache_info().misses == 1


def test_pictures_in_srgb_are_the_same_to_the_bit_with_and_without_its_profile() -> None:
    chance = np.random.default_rng(4)
    image = Image.fromarray(chance.integers(0, 256, (90, 60, 3), dtype=np.uint8))
    said = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, told = load(io.BytesIO(jpeg(image))), load(io.BytesIO(jpeg(image, icc_profile=said)))
    assert plain.tobytes() == told.tobytes()


@pytest.mark.parametrize(
    "options",
    [{"format": "JPEG", "quality": 95}, {"format": "TIFF"}, {"format": "TIFF", "compression": "jpeg"}],
    ids=str,
)
def test_inks_are_those_of_their_profile(options: Any) -> None:
    held = io.BytesIO()
    Image.new("CMYK", (40, 60), (255, 0, 0, 0)).save(held, icc_profile=ink_profile(), **options)
    shown = np.asarray(load(io.BytesIO(held.getvalue()))).astype(int)
    assert np.abs(shown - (255, 255, 0)).max() <= 8, "yellow, as this press prints the first ink"
    held = io.BytesIO()
    Image.new("CMYK", (40, 60), (255, 0, 0, 0)).save(held, **options)
    shown = np.asarray(load(io.BytesIO(held.getvalue()))).astype(int)
    assert np.abs(shown - (0, 255, 255)).max() <= 8, "cyan, where nothing is said"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_greys_are_as_light_as_their_profile_says(form: str) -> None:
    held = io.BytesIO()
    # A fifth of the light is half way up sRGB's curve.
    Image.new("L", (40, 60), 55).save(held, form, icc_profile=grey_profile())
    assert np.abs(np.asarray(load(io.BytesIO(held.getvalue()))).astype(int) - 128).max() <= 1


def test_a_profile_of_srgb_by_whomever_changes_nothing() -> None:
    assert colour.transform_for(profile(RED, GREEN, BLUE), "RGB") is None
    assert colour.transform_for(profile(), "RGB") is not None


def test_a_film_behind_a_jpeg_is_not_read() -> None:
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            found = super().read(size)
            self.taken += len(found)
            return found

    file = Counting(jpeg() + bytes(5_000_000) + b"moov")
    assert containers.end_missing(file, len(file.getvalue())) is None
    assert 1000 < file.taken < 2 * 2**20


@given(st.binary(max_size=600), st.integers(0, 3000))
def test_any_profile_leaves_the_picture_readable(noise: bytes, place: int) -> None:
    said = bytearray(profile())
    place %= len(said)
    said[place : place + len(noise)] = noise
    assert load(io.BytesIO(jpeg(icc_profile=bytes(said)))).size == (40, 60)


def test_heic_is_read_where_its_package_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[str] = []

    class Package:
        @staticmethod
        def register_heif_opener() -> None:
            taught.append("HEIF")

    def find(name: str) -> object:
        if name != "pillow_heif":
            raise ImportError
        return Package

    monkeypatch.setattr(optional.importlib, "import_module", find)
    optional.readable.cache_clear()
    try:
        assert optional.readable("HEIF")
        assert optional.readable("HEIF")
        assert taught == ["HEIF"], "Pillow is taught once"
        assert not optional.readable("JXL")
    finally:
        optional.readable.cache_clear()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", None),
        (b"P6\n40 60\n255\n", "PPM"),
        (b"Pure text", None),
        (struct.pack(">I", 1) * 16, None),
    ],
)
def test_formats_are_told_by_their_first_bytes(head: bytes, kind: str | None) -> None:
    assert containers.kind_of(head) == kind
