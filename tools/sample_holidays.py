"""Write the holidays of the sample office, 2559 to 2570, anew: ``PYTHONPATH=src python tools/sample_holidays.py``.

They are kept as a file so that the sample stays the same when the ``holidays`` package learns more.
"""

import csv
from pathlib import Path

from jonghong.offices.drafts import holiday_draft

FILE = Path(__file__).parent.parent / "src/jonghong/sample/holidays.csv"

with FILE.open("w", encoding="utf-8", newline="") as file:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(["date", "name"])
    lines.writerows((day.isoformat(), name) for year in range(2016, 2028) for day, name in holiday_draft(year))
