"""Pages to print, set by Typst (the extra ``pdf``). Nothing is fetched, and nothing is written to a disk.

The fonts are Sarabun 1.000 (SIL Open Font License, ``fonts/LICENSE``) with level marks (``tools/level_marks.py``); all of
Thai and Latin stands in one file each.
"""

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"


def is_here() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("typst") is not None


def pdf(template: Path, facts: Any) -> bytes:
    """Return a PDF of a Typst template, which reads the facts by ``json(bytes(sys.inputs.facts))``.

    What the facts hold is set as text, never read as markup.
    """
    made: bytes = import_module("typst").compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
    )
    return made
