"""The product's own settings, and a machine whose clock is as wrong as a file says, in seconds."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from jonghong.settings import *  # noqa: F403 - all of them

OFFSET = Path(os.environ["JONGHONG_CHAOS_OFFSET"])
right = timezone.now


def wrong() -> datetime:
    """Return what the machine's clock says."""
    return right() + timedelta(seconds=float(OFFSET.read_text(encoding="ascii")))


timezone.now = wrong
