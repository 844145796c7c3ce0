"""What signing in takes is given back."""

import platform
import subprocess
import sys

import pytest

from tests.needs import needs

HASHES = """
import resource, threading
from pathlib import Path
from argon2 import PasswordHasher
from jonghong.core import memory

memory.give_back()
hasher = PasswordHasher(time_cost=1, memory_cost=19_456, parallelism=1)
threads = [threading.Thread(target=lambda: [hasher.hash("word") for _time in range(3)]) for _thread in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
"""


@pytest.mark.pure
def test_memory_of_hashes_does_not_stay_with_each_thread() -> None:
    needs(platform.libc_ver()[0] == "glibc", "glibc")
    said = subprocess.run([sys.executable, "-c", HASHES], capture_output=True, text=True, check=True).stdout
    assert int(said) < 60_000_000
