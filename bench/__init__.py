"""How fast jonghong answers, measured on this machine: ``./jonghong bench``. A program to start by hand, not a test."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EMPTY = "/bench/empty/"
# The month of the sample that is filled up to eighty bookings.
FULL_MONTH = (2020, 1)
FULL_MONTH_PAGE = "/2563/1/"
REPORT_PAGE = "/"
# What a browser of today asks for.
ENCODING = "gzip, deflate, br"
# How many book, sign in or ask at once.
CLIENTS = 16
