"""``./jonghong fuzz WORD [count]``: try what nobody thought of, so many times; nothing may fail, and all is counted.

    office [steps]       made-up people do things with bookings in any order; a model says what must come of each (1,000,000)
    routes [requests]    every address, as everybody, with hostile values in path, query, fields and headers (100,000)
    schemathesis [each]  every address and form as OpenAPI, so many examples of each operation (40)
    readers [texts]      everything that reads what people type or send: taken, or refused in a sentence (1,000,000)
    dumps [files]        damaged dumps of a former system: taken, or refused by line and table (1,000,000)
    monkeys [acts]       five windows at once: clicks, typing, going back and reloading by chance in a real browser (20,000)
    raw [requests]       requests that no browser makes, byte by byte, to a real server (100,000)
    faults [statements]  of each form, so many statements fail, and whatever else it needs is gone (40)

Without a word each takes its turn. The same count comes to the same tries; JONGHONG_SEED=7 comes to others. Tests try a little
of each every time. A number in place of a word is that many steps of the office.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNTS = {
    "office": 1_000_000,
    "routes": 100_000,
    "schemathesis": 40,
    "readers": 1_000_000,
    "dumps": 1_000_000,
    "monkeys": 20_000,
    "raw": 100_000,
    "faults": 40,
}


def main(words: list[str]) -> int:
    """Try, tell, and return 0 where nothing went wrong."""
    if words and is_count(words[0]):
        words = ["office", *words]
    if words and words[0] not in COUNTS:
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    if not words:
        return max([run(word, count) for word, count in COUNTS.items()])
    word, *further = words
    if further and not is_count(further[0]):
        print(__doc__)
        return 2
    return run(word, float(plain(further[0])) if further else COUNTS[word], *further[1:])


def run(word: str, count: float, *further: str) -> int:
    """Try one word; ``further`` are words for pytest."""
    file = f"tests/fuzz/test_{word}.py"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", file, *further]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "JONGHONG_FUZZ": str(count)})


def is_count(word: str) -> bool:
    """Tell whether that is a number, as people write it."""
    return plain(word).replace(".", "", 1).isdecimal()


def plain(word: str) -> str:
    """Return a number without what groups its digits."""
    return word.replace(",", "").replace("_", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
