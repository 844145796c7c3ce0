"""What is being served: a fingerprint that changes whenever the code, a template or a translation does."""

from hashlib import sha256
from pathlib import Path

PARTS = {".py", ".html", ".csv", ".css", ".js", ".mo"}


def fingerprint(folder: Path) -> str:
    """Return eight hexadecimal digits over every file of that folder that shapes an answer."""
    digest = sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in PARTS:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


BUILD = fingerprint(Path(__file__).resolve().parent.parent)
