"""One process of a crowd: ``python -m chaos.crowding ORDER`` opens the form, says ready, and sends it many times at once.

Each thread has a connection of its own, open before the shot. Only the standard library.
"""

import json
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

from chaos.client import Clerk
from chaos.ledger import Page

READY, GO = "ready", "go"


def main(order: dict[str, Any]) -> None:
    """Let so many threads ask for one slot when told to."""
    page = Page(Path(order["ledger"]))
    first = Clerk(order, page, order["clerk"])
    assert first.has_form()
    clerks = [Clerk(order, page, order["clerk"]) for _thread in range(order["threads"])]
    shot = threading.Event()

    def wait_and_book(clerk: Clerk) -> None:
        shot.wait()
        clerk.book(str(uuid4()), order["slot"])
        clerk.connection.close()

    for clerk in clerks:
        clerk.fields, clerk.cookies = first.fields, dict(first.cookies)
        clerk.is_connected()
    threads = [threading.Thread(target=wait_and_book, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    print(READY, flush=True)
    assert sys.stdin.readline().strip() == GO
    shot.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
