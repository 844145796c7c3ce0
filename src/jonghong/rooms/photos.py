"""Pictures of rooms: whatever was sent is read as a picture, drawn anew and only then kept. Pure.

What is kept holds nothing of the file that came: no metadata (EXIF, GPS), no name, no bytes after the picture.
"""

import warnings
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

MOST_BYTES = 10_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1280
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


class BadPhoto(ValueError):
    """A file that does not become a photo."""


class PhotoUnreadable(BadPhoto):
    """Not a JPEG, PNG or WebP picture, or a broken one, whatever its name says."""


class PhotoTooLarge(BadPhoto):
    """More than ``MOST_BYTES`` bytes or ``MOST_PIXELS`` pixels."""


def drawn_anew(file: IO[bytes]) -> bytes:
    """Return the picture as WebP, upright, on white, no side longer than ``LONGEST_SIDE``.

    Raises only kinds of BadPhoto.
    """
    try:
        return _as_webp(_upright(_opened(file)))
    except BadPhoto:
        raise
    except Exception as fault:  # Pillow's readers raise many kinds on broken files
        raise PhotoUnreadable from fault


def _opened(file: IO[bytes]) -> Image.Image:
    if file.seek(0, 2) > MOST_BYTES:
        raise PhotoTooLarge
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own cap is lower
        try:
            image = Image.open(file, formats=FORMATS)  # reads the head alone
        except Image.DecompressionBombError as fault:
            raise PhotoTooLarge from fault
    if image.width * image.height > MOST_PIXELS:
        raise PhotoTooLarge
    return image


def _upright(image: Image.Image) -> Image.Image:
    many_colours = image.convert("RGBA") if image.mode in {"1", "P"} else image
    many_colours.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(many_colours)


def _as_webp(image: Image.Image) -> bytes:
    opaque = image.convert("RGBA")
    page = Image.new("RGB", image.size, "white")
    page.paste(opaque, mask=opaque)
    kept = BytesIO()
    page.save(kept, "WEBP", quality=QUALITY)
    return kept.getvalue()
