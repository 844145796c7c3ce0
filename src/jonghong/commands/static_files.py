"""Putting style sheets, scripts and fonts where they are served from."""

import shutil
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from jonghong.core.durable import reach_disk

# Beside the folder, while all in it is whole and on the disk: of what it was made.
MARK = "static.whole"


def collect() -> None:
    """Collect and compress them, unless they are there as they have to be.

    A power cut leaves files without their content, and a list of them that cannot be read: what was not finished is made anew.
    """
    folder, mark = Path(settings.STATIC_ROOT), Path(settings.STATIC_ROOT).with_name(MARK)
    sources = _sources()
    is_whole = mark.exists() and folder.is_dir()
    if is_whole and mark.read_text(encoding="ascii") == sources:
        return
    # What another version left whole stays: pages that are open still ask for it.
    if not is_whole:
        shutil.rmtree(folder, ignore_errors=True)
    mark.unlink(missing_ok=True)
    reach_disk(mark.parent)
    call_command("collectstatic", interactive=False, verbosity=0)
    for path in [*folder.rglob("*"), folder]:
        reach_disk(path)
    mark.write_text(sources, encoding="ascii")
    reach_disk(mark)
    reach_disk(mark.parent)


def _sources() -> str:
    """Return what tells these files from those of another version: each one's name, length and time, and who writes them."""
    found = sha256(f"{version('django')} {version('whitenoise')} {version('brotli')}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.update(f"\n{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return found.hexdigest()
