"""Which way up a picture lies: by EXIF in any format, by XMP where there is no EXIF, by TIFF's own tag."""

from PIL import Image

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TAG = 0x0112


def orientation(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8 (CIPA DC-008, 4.6.5); a picture with broken EXIF is taken as it lies.

    Of a PNG it is known once its pixels are loaded, since the chunk may follow them; of a TIFF it is then 1, since
    Pillow turns its pixels as it loads them.
    """
    if image.format in ("AVIF", "HEIF"):
        # Pillow tells of these formats' own turn in EXIF; XMP has no say in them.
        image.info.pop("xmp", None)
    try:
        found = image.getexif().get(_TAG, 1)
    except Exception:
        return 1
    return found if found in range(1, 9) else 1


def upright(image: Image.Image) -> Image.Image:
    """A loaded picture turned as it is to be shown; the very same where there is nothing to turn."""
    turn = _TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)
