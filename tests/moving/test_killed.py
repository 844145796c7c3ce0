"""An import whose process is killed in the middle leaves the database as it was."""

import subprocess
import sys
from pathlib import Path

from tests.moving.killing import HALFWAY, ROWS
from tests.servers import PATIENCE, ROOT, environment_of, own_database, run

PROGRAM = ("-m", "tests.moving.killing")


def test_a_process_killed_halfway_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    with own_database(tmp_path) as url:
        environment = environment_of(tmp_path, url)
        run("-m", "jonghong", "migrate", environment=environment)
        run(*PROGRAM, "fill", environment=environment)
        before = run(*PROGRAM, "digest", environment=environment)
        command = [sys.executable, *PROGRAM, "halfway"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
            assert process.stdout.readline().strip() == HALFWAY
            process.kill()
            assert process.wait(PATIENCE) < 0
        assert run(*PROGRAM, "digest", environment=environment) == before
        assert run(*PROGRAM, "through", environment=environment).split() == [str(ROWS)]
