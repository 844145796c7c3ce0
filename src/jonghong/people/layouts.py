"""One key, two letters: the Thai keyboard (Kedmanee, TIS 820) over the Latin one. Pure.

A Thai word typed while the keyboard is switched to Latin looks like chance (``isylzjko`` is รหัสผ่าน), and so does an English
one the other way round (``ยฟหหไนพก`` is password). Who guesses knows that.
"""

LATIN = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
THAI = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ" + '+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'

# Keys side by side, row by row from the top, as fingers run over them.
RUNS = (
    "ๅ/-ภถุึคตจขช",
    "ๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ",
    "ๆฟผไหปำกแพดอะเิั้ืี่ทราม",  # column by column
    "ๆไำพะัีรนยบลฃ",
    "ฟหกดเ้่าสวง",
    "ผปแอิืทมใฝ",
)

_TO_LATIN = str.maketrans(THAI, LATIN)
_TO_THAI = str.maketrans(LATIN, THAI)


def in_latin(text: str) -> str:
    """Return what the same keys give on a Latin keyboard."""
    return text.translate(_TO_LATIN)


def in_thai(text: str) -> str:
    """Return what the same keys give on a Thai keyboard."""
    return text.translate(_TO_THAI)
