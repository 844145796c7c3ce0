"""What becomes of bookings when something breaks, on this machine: ``./jonghong chaos``. See docs/reliability.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sqlite", "postgresql")
# The office's clock: the bookings of the sample end in that week.
CLOCK = "2023-05-25T09:00:00+07:00"
