"""The disk that forgets: what it keeps, what it does not, and that programs can live on it."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator

import pytest

from chaos.disk.files import Files, Habits
from chaos.disk.mounted import Mounted, is_possible, mounted
from chaos.disk.tree import PAGE, Tree
from chaos.disk.wire import ASKED, Op, answer
from tests.needs import needs

FILE = stat.S_IFREG | 0o600


def tree_with(name: bytes, words: bytes) -> Tree:
    """Return a tree with one file, all of it synced."""
    tree = Tree()
    node = tree.new(FILE, 0, 0, 0.0)
    node.links = 1
    tree.root.names[name] = node
    tree.write(node, 0, words)
    tree.sync()
    return tree


@pytest.mark.pure
def test_a_cut_finds_what_was_synced_and_nothing_else() -> None:
    tree = tree_with(b"a", b"first")
    node = tree.root.names[b"a"]
    tree.write(node, 0, b"second")
    assert (bytes(node.data), bytes(node.kept), tree.unsynced_bytes(), node.is_as_kept()) == (b"second", b"first", PAGE, False)
    node.sync()
    tree.write(node, 3, b"xxxxxxxxx")
    tree.cut()
    assert (bytes(tree.root.names[b"a"].data), tree.unsynced_bytes(), node.is_as_kept()) == (b"second", 0, True)


@pytest.mark.pure
def test_a_name_is_kept_by_its_folder_and_content_by_the_file() -> None:
    tree = tree_with(b"a", b"1")
    other = tree.new(FILE, 0, 0, 0.0)
    other.links = 1
    tree.write(other, 0, b"2")
    other.sync()
    tree.root.names[b"b"] = other
    tree.root.names[b"c"] = tree.root.names.pop(b"a")
    assert not tree.root.is_as_kept()
    tree.cut()
    assert {name: bytes(node.data) for name, node in tree.root.names.items()} == {b"a": b"1"}
    assert tree.used == 2
    late = tree.new(FILE, 0, 0, 0.0)
    tree.write(late, 0, b"3")
    tree.root.names[b"d"] = late
    tree.root.sync()
    tree.cut()
    assert {name: bytes(node.data) for name, node in tree.root.names.items()} == {b"a": b"1", b"d": b""}


@pytest.mark.pure
def test_what_was_cut_off_and_grew_again_is_zeros_once_synced() -> None:
    tree = tree_with(b"a", b"x" * (2 * PAGE + 5))
    node = tree.root.names[b"a"]
    tree.resize(node, 10)
    tree.resize(node, PAGE + 20)
    assert bytes(node.kept) == b"x" * (2 * PAGE + 5)
    node.sync()
    assert bytes(node.kept) == bytes(node.data) == b"x" * 10 + bytes(PAGE + 10)
    assert node.is_as_kept()


@pytest.mark.pure
def test_luck_keeps_some_of_it() -> None:
    tree = tree_with(b"a", b"0" * 64 * PAGE)
    node = tree.root.names[b"a"]
    tree.write(node, 0, b"1" * 64 * PAGE)
    tree.root.names |= {b"%d" % number: node for number in range(64)}
    tree.cut(luck=0.5, seed=1)
    ones = sum(page == b"1" for page in (bytes(node.data[start : start + 1]) for start in range(0, 64 * PAGE, PAGE)))
    assert (10 < ones < 54, 10 < len(tree.root.names) < 54, node.links == len(tree.root.names)) == (True, True, True)


@pytest.mark.pure
def test_after_a_cut_no_sync_is_acknowledged() -> None:
    tree, sent = tree_with(b"a", b"first"), list[bytes]()
    files, node = Files(tree, Habits(), sent.append), tree.root.names[b"a"]

    def ask(op: Op) -> None:
        files.serve(ASKED.pack(ASKED.size, op, 7, node.number, 0, 0, 0, 0))

    ask(Op.FSYNC)
    assert sent == [answer(7)]
    tree.write(node, 0, b"second")
    tree.cut()
    files.is_cut = True
    for op in (Op.FSYNC, Op.FSYNCDIR, Op.GETATTR):
        ask(op)
    assert sent == [answer(7)]


@pytest.fixture(scope="module")
def disk() -> Iterator[Mounted]:
    needs(is_possible(), "Linux, /dev/fuse and the rights of an administrator")
    with mounted() as found:
        yield found


@pytest.mark.pure
def test_programs_see_an_ordinary_disk(disk: Mounted) -> None:
    folder = disk.folder / "ordinary"
    folder.mkdir()
    folder.chmod(0o750)
    file = folder / "a"
    file.write_bytes(b"x" * 300_000)
    os.link(file, folder / "b")
    (folder / "c").symlink_to("b")
    file.rename(folder / "d")
    assert sorted(path.name for path in folder.iterdir()) == ["b", "c", "d"]
    assert (folder / "c").read_bytes() == b"x" * 300_000
    assert ((folder / "d").stat().st_nlink, stat.S_IMODE(folder.stat().st_mode)) == (2, 0o750)
    os.truncate(folder / "d", 10)
    assert (folder / "b").read_bytes() == b"x" * 10
    with pytest.raises(OSError, match="not empty"):
        folder.rmdir()
    with pytest.raises(FileNotFoundError):
        (folder / "nowhere").read_bytes()
    for name in "bcd":
        (folder / name).unlink()
    folder.rmdir()
    assert not folder.exists()


@pytest.mark.pure
def test_sqlite_keeps_what_it_synced_through_a_cut_and_else_does_not(disk: Mounted) -> None:
    file = disk.folder / "x.sqlite3"
    kept = []
    for level in ("FULL", "NORMAL"):
        with_it = sqlite3.connect(file, isolation_level=None)
        with_it.execute("PRAGMA journal_mode=WAL")
        with_it.execute(f"PRAGMA synchronous={level}")
        with_it.execute("CREATE TABLE IF NOT EXISTS one (a)")
        for number in range(20):
            with_it.execute("INSERT INTO one VALUES (?)", (number,))
        lost = disk.cut()
        with pytest.raises(sqlite3.OperationalError):
            with_it.execute("INSERT INTO one VALUES (1)")
        disk.mount()
        again = sqlite3.connect(file)
        kept.append((again.execute("SELECT count(*) FROM one").fetchone(), lost > 0))
        assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        again.close()
        with_it.close()
    assert kept == [((20,), True), ((20,), True)]  # of the second twenty nothing was left


@pytest.mark.pure
def test_a_full_disk_says_so_and_a_quota_does_not(disk: Mounted) -> None:
    disk.sync()
    used = disk.figures()["used"]
    for lies in (False, True):
        disk.behave(room=used + 10 * PAGE, lies=lies)
        with pytest.raises(OSError, match="No space") as caught:
            (disk.folder / "big").write_bytes(b"x" * 20 * PAGE)
        assert caught.value.errno == errno.ENOSPC
        free = os.statvfs(disk.folder).f_bavail
        assert (free > 1000) is lies
        (disk.folder / "big").unlink()
    disk.behave(room=None, lies=False)
    (disk.folder / "big").write_bytes(b"x" * 20 * PAGE)
    assert disk.figures()["refused"] >= 2


@pytest.mark.pure
def test_a_slow_disk_takes_its_time_for_each_sync(disk: Mounted) -> None:
    before = disk.figures()
    disk.behave(slow=0.05)
    with (disk.folder / "slow").open("wb") as file:
        file.write(b"x")
        file.flush()
        os.fsync(file.fileno())
    disk.behave(slow=0.0)
    after = disk.figures()
    assert (after["syncs"] - before["syncs"], after["slept"] - before["slept"] >= 0.05) == (1, True)


@pytest.mark.pure
def test_a_machine_without_it_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(RuntimeError, match="administrator"), mounted():
        pass
