"""Values that nobody types by mistake, drawn by chance; a few are good, so that what lies behind the first check is reached."""

from random import Random
from urllib.parse import quote_from_bytes

from tests import make
from tests.trust.hostile import ELSEWHERE, MARKUP, VALUES

NUMBER = make.citizen_id(7_777_777)
# Dates at the edges of eras, calendars and what can be read; and some that are good.
DATES = [
    "2023-06-01", "1/6/2566", "01-06-66", "๑ มิถุนายน ๒๕๖๖", "1 มิ.ย. 66", "31/6/2566", "29/2/2566", "29/2/2567",
    "29 ก.พ. 2567",
    "1/1/2443", "31/12/2442", "31/12/2942", "1/1/2943", "1/1/2400", "31/12/2399", "1/1/1900", "31/12/1899", "31/12/2399",
    "0001-01-01", "9999-12-31", "0000-00-00", "1/1/0001", "1/1/10000", "1/13/2566", "0/0/0", "-1/-1/-1", "32 มกราคม 2566",
    "2566-06-01", "2566-W18-1", "20230601", "2023-06-01T09:00:00+07:00", "จันทร์ 1 มิ.ย. 2566", "1970-01-01", "2038-01-19",
    "2566", "มิถุนายน", "5/6/2574", "2031-06-02", "6/2031", "1.6.2566", "1/6/2566 - 5/6/2566", "24:00", "23.59", "00.00", "9.5",
]  # fmt: skip
SIZES = [
    "1", "2", "3", "-0", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "1" + "0" * 400, "0x10", "1_000", "+1", " 1 ", "๑", "²", "1e3",
    "0.1", "1,000",
    "00000001", "inf", "-inf", "NaN", "٣", "１",
]  # fmt: skip
TEXTS = [
    "ประชุม", "", " ", "\u200b", "\ufeff", "a\r\nX-Injected: 1", "\r\n\r\n<html>", "\x7f\x1b[31m", "\u2028", "ก" * 300,
    "e\u0301" * 50, "\ufdfa" * 40, "🇹🇭" * 30, "[]", "{}", "[1", "null", '{"a": ' * 60, "on", "off", "true", "None", "undefined",
    "../../../etc/passwd", "..\\..\\", "C:\\", "file:///etc/passwd", "a" * 100_000, "ก" * 34_000, "%" * 99,
    "&amp;=&=", "=", "&",
    "12345678-1234-5678-1234-567812345678", "1.1", "1.1.1", "1|2", "1 2031-06-02 morning 08:30 12:00", "morning",
    "exact", "full",
    "name_th", "id", "-id", "__class__", "office__name", "pk__gt", "\\0", "\\x00", "\\u0000", "$where", "*)(uid=*",
    "`id`", "$(id)",
]  # fmt: skip
ALL = [*VALUES, *DATES, *SIZES, *TEXTS, *MARKUP[:12], *ELSEWHERE[:12]]
BAD_BYTES = [
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"%",
    b"%zz",
    b"%u0e01",
    b"+",
    b"\xe0\xb8",
    b"\x00",
]
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-8", "utf-16", "cp874", "latin-1"]
HEADERS = {
    "Accept-Language": ["th", "en", "xx" * 5_000, "*;q=-1", "\xff"],
    "Accept-Encoding": ["br", "gzip;q=nan", "identity;q=0", "*", "br;q=0, gzip;q=0"],
    "X-Forwarded-For": ["203.0.113.7", "::1", "fe80::1%eth0", ",,,", "unknown", "9" * 4_000, "1.2.3.4:80, [::1]:80", "\x00"],
    "X-Forwarded-Proto": ["https", "http", "https,http", "ftp"],
    "X-Forwarded-Host": ["evil.example"],
    "REMOTE_ADDR": ["", "unix:", "::ffff:1.2.3.4", "999.1.1.1"],
    "If-None-Match": ['W/"x"', "*", '"' * 500, 'W/"' + "x" * 5_000],
    "If-Modified-Since": ["Thu, 01 Jun 2566 00:00:00 GMT", "0", "x" * 400, "Sat, 29 Feb 2023 24:60:60 GMT"],
    "Range": ["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=" + "0-," * 500],
    "Origin": ["null", "http://testserver", "https://evil.example", "http://[::1", "\xff"],
    "Referer": ["http://testserver/", "http://[", "javascript:1", "/" * 9_000],
    "User-Agent": ["", "x" * 20_000, "Mozilla/5.0 (" * 500, "\x00"],
    "HX-Request": ["true", "false", "x"],
    "HX-Target": ["table", "\xff", "x" * 5_000],
    "HX-Current-URL": ["http://testserver/", "http://[::1", "javascript:1"],
    "X-Request-Id": ["x" * 500, "0123456789ab", "\r\n"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Cookie": ["session=" + "a" * 32, "session=\xff; csrf=\x00", "a" * 9_000, ";;;=", "language=xx; language=en",
    "session=;csrf="],
    "Content-Length": ["-1", "0", "abc", "9" * 30, "", "1", "١"],
    "Content-Type": [
        "application/json", "text/plain; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=" + "b" * 300,
        "application/x-www-form-urlencoded; charset=hex", "x", "; ;", "multipart/form-data; boundary=\xff", "text/xml",
        "application/x-www-form-urlencoded; charset=utf-8", "multipart/form-data; boundary*=utf-8''x",
    ],
    "Transfer-Encoding": ["chunked"],
    "Expect": ["100-continue", "x"],
    "Sec-Fetch-Site": ["cross-site", "x"],
    "Host": ["testserver:80"],
}  # fmt: skip


def value(chance: Random) -> str:
    """Return one value."""
    if chance.random() < 0.15:
        return "".join(chr(chance.choice(RANGES)(chance)) for _ in range(chance.choice([1, 2, 5, 20, 200])))
    return chance.choice(ALL)


RANGES = [
    lambda chance: chance.randrange(0x20, 0x7F),
    lambda chance: chance.randrange(0, 0x20),
    lambda chance: chance.randrange(0xE01, 0xE5C),
    lambda chance: chance.randrange(0x80, 0xD800),
    lambda chance: chance.randrange(0xD800, 0x110000),
]


def encoded(chance: Random, text: str) -> bytes:
    """Return a value as it may stand in a query or in the body of a form, now and then in another encoding or in none."""
    if chance.random() < 0.03:
        return chance.choice(BAD_BYTES)
    encoding = chance.choice(ENCODINGS)
    return quote_from_bytes(text.encode(encoding, "surrogatepass" if encoding.startswith("utf-") else "replace")).encode()


def headers(chance: Random) -> dict[str, str]:
    """Return a few headers that nobody's browser sends so; mostly none."""
    names = chance.sample(sorted(HEADERS), chance.choice([0, 0, 0, 1, 1, 2]))
    return {name: chance.choice(HEADERS[name]) for name in names}
