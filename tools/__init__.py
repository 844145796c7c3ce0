"""For those who work on jonghong: ``./jonghong test``, ``check`` and ``translate``. Not part of the wheel."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
