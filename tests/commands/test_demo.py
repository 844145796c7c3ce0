"""The demo: one command to a sample office."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.commands.test_command_line import jonghong, stopped
from tests.servers import PATIENCE, environment_of, free_port, own_database


@contextmanager
def demo(environment: dict[str, str], port: int) -> Iterator[str]:
    """Run the demo and give what it said up to the moment it answers."""
    command = [sys.executable, "-m", "jonghong", "demo", f"--port={port}"]
    with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Stop with" in line:
                break
        yield "".join(said)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def test_demo_serves_a_sample_and_keeps_it_for_the_next_start(tmp_path: Path) -> None:
    port = free_port()
    with own_database(tmp_path) as url:
        environment = environment_of(tmp_path, url)
        sign_ins = []
        for _ in range(2):
            with demo(environment, port) as said:
                sign_ins.append(re.findall(r"^  (\d{13})  (\S+)", said, re.MULTILINE))
                assert f"http://127.0.0.1:{port}/" in said
                with urlopen(f"http://127.0.0.1:{port}/") as page:
                    assert "สพป.ศก.1" in page.read().decode()
        assert sign_ins[0] == sign_ins[1]
        assert len(sign_ins[0]) >= 3


def test_demo_leaves_real_data_alone(tmp_path: Path) -> None:
    with own_database(tmp_path) as url:
        environment = environment_of(tmp_path, url)
        facts = ["--office=สำนักงานจริง", "--short=สนง.", "--name=สมศรี ใจดี", "--id=-"]
        command = [sys.executable, "-m", "jonghong", "setup", *facts]
        subprocess.run(command, env=environment, input="1234567890121\n", text=True, check=True, timeout=PATIENCE)
        stopped(jonghong("demo", f"--port={free_port()}", environment=environment), 1, "real data")


@pytest.mark.pure
def test_demo_on_a_port_that_is_taken_makes_nothing(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = environment_of(tmp_path, f"sqlite:///{tmp_path}/jonghong.sqlite3")
        stopped(jonghong("demo", f"--port={port}", environment=environment), 1, f"--port {port + 1}")
    assert not (tmp_path / "jonghong.sqlite3").exists()
