"""Make the fonts for printing out of the Sarabun TTFs as they are published: ``level_marks.py from.ttf to.ttf`` (fontTools 4).

Typst sets a glyph that is shifted upwards as a run of its own, and then the text of its cluster stands twice in the PDF:
who copies a name gets another. One that is shifted far to the left leaves a gap that readers of PDFs take for a space. So the
anchors of tone marks over vowels are set level, and not too far to the left; they move by 5 % of a letter at most.
"""

import sys
from importlib import import_module
from typing import Any

ROUNDING = 2  # units of a thousandth of a letter
MOST_TO_THE_LEFT = 100
UPPER_VOWELS = {"uni0E31", "uni0E34", "uni0E35", "uni0E36", "uni0E37"}
ON_BASES, ON_MARKS = 4, 6  # kinds of look-ups


def level(source: str, target: str) -> None:
    """Write the font at ``source`` to ``target`` with level marks."""
    font = import_module("fontTools.ttLib").TTFont(source, recalcTimestamp=False)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if lookup.LookupType == ON_MARKS:
                level_marks(table)
            elif lookup.LookupType == ON_BASES:
                level_bases(table)
    font.save(target)


def level_marks(table: Any) -> None:
    """Let tone marks stand on upper vowels as high as they are drawn."""
    marks = dict(zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True))
    if "uni0E48.small" not in marks:
        return
    usual = marks["uni0E48.small"].MarkAnchor
    height, leftmost = usual.YCoordinate, usual.XCoordinate - MOST_TO_THE_LEFT
    for glyph, record in marks.items():
        if glyph.startswith("uni0E4") and glyph.endswith(".small"):
            record.MarkAnchor.YCoordinate = height
    for glyph, record in zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True):
        for anchor in record.Mark2Anchor if glyph.partition(".")[0] in UPPER_VOWELS else ():
            anchor.YCoordinate, anchor.XCoordinate = height, max(anchor.XCoordinate, leftmost)


def level_bases(table: Any) -> None:
    """Take back what rounding has shifted."""
    marks = dict(zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord, strict=True))
    if "uni0E48" not in marks:
        return
    mark = marks["uni0E48"]
    for glyph, record in zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True):
        anchor = record.BaseAnchor[mark.Class]
        if glyph.startswith("uni0E") and anchor and abs(anchor.YCoordinate - mark.MarkAnchor.YCoordinate) <= ROUNDING:
            anchor.YCoordinate = mark.MarkAnchor.YCoordinate


if __name__ == "__main__":
    level(*sys.argv[1:])
