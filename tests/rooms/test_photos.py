"""Pictures of rooms: what is taken, what is refused, and what is left of them."""

import struct
import zlib
from io import BytesIO
from random import Random

import pytest
from PIL import ExifTags, Image

from jonghong.rooms import photos

pytestmark = pytest.mark.pure

SECRET_PLACE = b"secret place"


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), mode: str = "RGB", colour: object = "red", **facts: object
) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **facts)  # type: ignore[arg-type]
    return file.getvalue()


def drawn(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(photos.drawn_anew(BytesIO(content))))
    assert image.format == "WEBP"
    return image


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG whose head tells of so many pixels, and that has next to none."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def exif_of_a_telephone() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # lies on its side
    exif[ExifTags.Base.Make] = SECRET_PLACE.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET_PLACE.decode()
    return exif


@pytest.mark.parametrize(
    ("kind", "mode", "colour", "shown"),
    [
        ("JPEG", "RGB", "red", (255, 0, 0)),
        ("JPEG", "L", 128, (128, 128, 128)),
        ("JPEG", "CMYK", (0, 255, 255, 0), (255, 0, 0)),
        ("PNG", "RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "P", 0, (0, 0, 0)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("PNG", "I;16", 65535, (255, 255, 255)),
        ("WEBP", "RGB", "blue", (0, 0, 255)),
    ],
)
def test_picture_of_any_kind_is_drawn_anew(kind: str, mode: str, colour: object, shown: tuple[int, int, int]) -> None:
    image = drawn(picture(kind, mode=mode, colour=colour))
    assert (image.size, image.mode) == ((60, 40), "RGB")
    centre = image.getpixel((30, 20))
    assert isinstance(centre, tuple)
    assert max(abs(is_ - should) for is_, should in zip(centre, shown, strict=True)) <= 6


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((2560, 1000), (1280, 500)),
        ((500, 2560), (250, 1280)),
        ((1280, 1280), (1280, 1280)),
        ((7000, 7000), (1280, 1280)),
        ((1, 1), (1, 1)),
    ],
)
def test_large_picture_becomes_small_enough(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    assert drawn(picture(size=size)).size == becomes


@pytest.mark.parametrize("kind", photos.FORMATS)
def test_place_and_time_are_gone_and_the_picture_stands_upright(kind: str) -> None:
    content = picture(kind, exif=exif_of_a_telephone())
    assert SECRET_PLACE in content
    kept = photos.drawn_anew(BytesIO(content + b"<?php echo 1; ?>"))
    assert [trace in kept for trace in (SECRET_PLACE, b"EXIF", b"XMP ", b"ICCP", b"<?php")] == [False] * 5
    assert Image.open(BytesIO(kept)).size == (40, 60)


def test_name_says_nothing_about_what_is_taken() -> None:
    file = BytesIO(picture("PNG"))
    file.name = "../../room.php"
    assert drawn(file.getvalue()).size == (60, 40)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?php system($_GET['c']); ?>",
        b"<!doctype html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<html>",
        b"GIF89a<script>",
        picture("GIF", mode="P", colour=0),
        picture("BMP"),
        picture("TIFF"),
        picture("JPEG")[:200],
        picture("PNG", size=(300, 300))[:-40],
        picture("WEBP", size=(300, 300))[:60],
        png_that_claims(6000, 6000),
    ],
)
def test_file_that_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(photos.PhotoUnreadable):
        photos.drawn_anew(BytesIO(content))


@pytest.mark.parametrize("size", [(50_000, 50_000), (14_000, 10_000), (7072, 7072)])
def test_picture_of_too_many_pixels_is_refused_unread(size: tuple[int, int]) -> None:
    with pytest.raises(photos.PhotoTooLarge):
        photos.drawn_anew(BytesIO(png_that_claims(*size)))


def test_file_of_too_many_bytes_is_refused_unread() -> None:
    with pytest.raises(photos.PhotoTooLarge):
        photos.drawn_anew(BytesIO(picture() + b"\0" * photos.MOST_BYTES))


@pytest.mark.parametrize("kind", photos.FORMATS)
def test_broken_picture_is_a_picture_or_refused_whatever_broke_it(kind: str) -> None:
    chance, whole = Random(2566), picture(kind, exif=exif_of_a_telephone())
    for _time in range(300):
        broken = bytearray(whole)
        for _byte in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            assert photos.drawn_anew(BytesIO(broken))
        except photos.BadPhoto:
            continue
