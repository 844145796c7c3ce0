"""An import, or taking one back, whose process is killed in the middle leaves the database as it was."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.moving.killing import HALFWAY, ROWS
from tests.servers import NOTHING, PATIENCE, ROOT, environment_of, filled, run

PROGRAM = ("-m", "tests.moving.killing")


@pytest.mark.long
def test_a_process_killed_halfway_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    with filled(tmp_path, fill=NOTHING, clock="") as (url, _facts):
        environment = environment_of(tmp_path, url)
        run(*PROGRAM, "fill", environment=environment)
        for word, whole, left in (("halfway", "through", ROWS), ("back", "gone", 20)):
            before = kill_halfway(word, environment)
            assert run(*PROGRAM, whole, environment=environment).split() == [before, str(left)]


def kill_halfway(word: str, environment: dict[str, str]) -> str:
    """Begin something in a process of its own, and kill that in the middle; return how that found the database."""
    command, pipes = [sys.executable, *PROGRAM, word], {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        found, reached = process.stdout.readline().strip(), process.stdout.readline().strip()
        assert (len(found), reached) == (64, HALFWAY)
        process.kill()
        assert process.wait(PATIENCE) < 0
    return found
