"""Which browser somebody uses, in words that he knows again. Pure.

What browsers say of themselves is long, differs from week to week and singles people out; it is kept nowhere.
"""

# The first that fits: most browsers call themselves by the names of others, too.
BROWSERS = (
    ("Line/", "LINE"),
    ("FBAN/", "Facebook"),
    ("FBAV/", "Facebook"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
LONGEST_READ = 500  # characters


def device_words(user_agent: str) -> str:
    """Return browser and system: ``Chrome · Windows``; what is not known is left out, all of it where nothing is."""
    text = user_agent[:LONGEST_READ]
    found = (next((name for mark, name in kinds if mark in text), "") for kinds in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found))
