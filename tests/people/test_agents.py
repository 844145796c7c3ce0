"""Which browser somebody uses, in words."""

import pytest

from jonghong.people.agents import device_words

pytestmark = pytest.mark.pure
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/130.0.0.0 Safari/537.36", "Chrome · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/130.0 Safari/537.36", "Chrome · ChromeOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/17.4 Safari/605.1.15", "Safari · Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605 CriOS/130.0 Safari/604.1", "Chrome · iPad"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605 FxiOS/130 Safari/605.1.15", "Firefox · iPhone"),
        (
            f"Mozilla/5.0 (Linux; Android 14) {KIT} SamsungBrowser/25.0 Chrome/121 Safari",
            "Samsung Internet · Android",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} Chrome/130.0 Mobile Safari/537.36 Line/14.8.0/IAB", "LINE · Android"),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} Chrome/130 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480]", "Facebook · Android"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/130.0 Safari/537.36 OPR/116.0", "Opera · Windows"),
        ("curl/8.5.0", ""),
        ("Windows", "Windows"),
        ("", ""),
        ("<script>alert(1)</script>\r\nX: y", ""),
        ("x" * 600 + "Firefox/1 Linux", ""),
    ],
)
def test_browser_is_named_by_a_few_words_of_ours(said: str, words: str) -> None:
    assert device_words(said) == words
