"""Answers to what the kernel asks of the tree."""

import errno
import stat
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from chaos.disk import wire
from chaos.disk.tree import PAGE, Node, Tree
from chaos.disk.wire import Op, Request, Set

PLENTY = 1 << 40  # bytes that a disk without an end speaks of
NO_ANSWER = {Op.FORGET, Op.BATCH_FORGET, Op.INTERRUPT}


@dataclass
class Habits:
    """How a disk behaves: seconds that each sync takes, and whether it speaks of room that it does not give."""

    slow: float = 0.0
    lies: bool = False
    syncs: int = 0
    slept: float = 0.0
    refused: int = 0  # writes, for want of room


class Files:
    """What /dev/fuse is answered."""

    def __init__(self, tree: Tree, habits: Habits, send: Callable[[bytes], None]) -> None:
        self.tree, self.habits, self.send = tree, habits, send
        self.lock = threading.Lock()
        self.is_cut = False  # then nothing is answered any more: least of all a sync, which would acknowledge what is gone
        self.answers: dict[int, Callable[[Request], bytes]] = {
            Op.INIT: lambda _request: wire.welcome(),
            Op.LOOKUP: self.lookup,
            Op.GETATTR: lambda request: wire.attributes_out(self.node(request)),
            Op.SETATTR: self.setattr,
            Op.READLINK: lambda request: bytes(self.node(request).data),
            Op.SYMLINK: self.symlink,
            Op.MKNOD: self.mknod,
            Op.MKDIR: self.mkdir,
            Op.UNLINK: self.unlink,
            Op.RMDIR: self.rmdir,
            Op.RENAME: lambda request: self.rename(request, 8),
            Op.RENAME2: lambda request: self.rename(request, 16),
            Op.LINK: self.link,
            Op.OPEN: lambda _request: wire.opened(),
            Op.OPENDIR: lambda _request: wire.opened(),
            Op.READ: self.read,
            Op.WRITE: self.write,
            Op.STATFS: self.statfs,
            Op.READDIR: self.readdir,
            Op.CREATE: self.create,
            Op.FALLOCATE: self.fallocate,
            **dict.fromkeys((Op.RELEASE, Op.RELEASEDIR, Op.FLUSH, Op.DESTROY), lambda _request: b""),
        }

    def serve(self, words: bytes) -> None:
        """Answer one question; a sync is answered by a thread of its own where it takes long."""
        request = Request.read(words)
        if request.op in {Op.FSYNC, Op.FSYNCDIR}:
            if self.habits.slow:
                threading.Thread(target=self.sync, args=(request,), daemon=True).start()
            else:
                self.sync(request)
            return
        with self.lock:
            if self.is_cut:
                return
            if request.op in NO_ANSWER:
                self.forget(request)
                return
            try:
                found = wire.answer(request.unique, self.answers[request.op](request))
            except KeyError:
                found = wire.answer(request.unique, error=errno.ENOSYS)
            except OSError as error:
                found = wire.answer(request.unique, error=error.errno or errno.EIO)
        self.send(found)

    def sync(self, request: Request) -> None:
        """Keep a file or folder, after as long as that takes here; only then is it answered."""
        start = time.monotonic()
        time.sleep(self.habits.slow)
        with self.lock:
            if self.is_cut:
                return
            if node := self.tree.nodes.get(request.node):
                node.sync()
            self.habits.syncs += 1
            self.habits.slept += time.monotonic() - start
        self.send(wire.answer(request.unique))

    def node(self, request: Request) -> Node:
        """Return what is asked about."""
        found = self.tree.nodes.get(request.node)
        if found is None:
            raise OSError(errno.ENOENT, "")
        return found

    def lookup(self, request: Request) -> bytes:
        """Find a name in a folder."""
        return self._entry(self._named(self.node(request), request.names()[0]))

    def setattr(self, request: Request) -> bytes:
        """Change length, mode, owner or time."""
        node = self.node(request)
        which, _, _, size, _, _, mtime, _, _, part, _, mode, _, owner, group, _ = wire.SETATTR.unpack_from(request.body)
        if which & Set.SIZE:
            self._need(node, size)
            self.tree.resize(node, size)
        if which & Set.MODE:
            node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        if which & Set.OWNER:
            node.owner = owner
        if which & Set.GROUP:
            node.group = group
        if which & (Set.SIZE | Set.MTIME_NOW):
            node.changed_at = now()
        if which & Set.MTIME and not which & Set.MTIME_NOW:
            node.changed_at = mtime + part / 1_000_000_000
        return wire.attributes_out(node)

    def symlink(self, request: Request) -> bytes:
        """Make a symbolic link."""
        name, target = request.names()
        node = self._made(request, name, stat.S_IFLNK | 0o777)
        node.data = bytearray(target)
        node.unsynced = {0}
        return self._entry(node)

    def mknod(self, request: Request) -> bytes:
        """Make a file."""
        (mode,) = struct.unpack_from("<I", request.body)
        return self._entry(self._made(request, request.names(16)[0], mode))

    def mkdir(self, request: Request) -> bytes:
        """Make a folder."""
        (mode,) = struct.unpack_from("<I", request.body)
        node = self._made(request, request.names(8)[0], stat.S_IFDIR | mode)
        node.links += 1
        return self._entry(node)

    def create(self, request: Request) -> bytes:
        """Make a file and open it."""
        _flags, mode = struct.unpack_from("<II", request.body)
        return self._entry(self._made(request, request.names(16)[0], stat.S_IFREG | stat.S_IMODE(mode))) + wire.opened()

    def unlink(self, request: Request) -> bytes:
        """Take a name away."""
        folder, name = self.node(request), request.names()[0]
        self._unname(folder, name)
        return b""

    def rmdir(self, request: Request) -> bytes:
        """Take an empty folder away."""
        folder, name = self.node(request), request.names()[0]
        if self._named(folder, name).names:
            raise OSError(errno.ENOTEMPTY, "")
        self._unname(folder, name)
        return b""

    def rename(self, request: Request, skip: int) -> bytes:
        """Give something another name, whatever bore it before."""
        (goal,) = struct.unpack_from("<Q", request.body)
        flags = struct.unpack_from("<I", request.body, 8)[0] if skip == 16 else 0
        old, new = request.names(skip)
        folder, other = self.node(request), self.tree.nodes[goal]
        node = self._named(folder, old)
        if flags & ~1:
            raise OSError(errno.EINVAL, "")
        if flags & 1 and new in other.names:
            raise OSError(errno.EEXIST, "")
        if (there := other.names.get(new)) is node:
            return b""
        if there is not None:
            if there.names:
                raise OSError(errno.ENOTEMPTY, "")
            self._unname(other, new)
        del folder.names[old]
        other.names[new] = node
        folder.changed_at = other.changed_at = now()
        return b""

    def link(self, request: Request) -> bytes:
        """Give a file one more name."""
        (number,) = struct.unpack_from("<Q", request.body)
        node = self.tree.nodes[number]
        self.node(request).names[request.names(8)[0]] = node
        node.links += 1
        return self._entry(node)

    def read(self, request: Request) -> bytes:
        """Return what stands there."""
        _handle, offset, size = wire.READ.unpack_from(request.body)
        return bytes(self.node(request).data[offset : offset + size])

    def write(self, request: Request) -> bytes:
        """Write, unless the disk is full."""
        _handle, offset, size = wire.READ.unpack_from(request.body)
        node = self.node(request)
        self._need(node, offset + size)
        if size:
            self.tree.write(node, offset, request.body[wire.WRITE_HEAD : wire.WRITE_HEAD + size])
        node.changed_at = now()
        return struct.pack("<II", size, 0)

    def fallocate(self, request: Request) -> bytes:
        """Set room aside for a file; anything finer is refused, and programs then write zeros."""
        _handle, offset, length, mode = struct.unpack_from("<QQQI", request.body)
        node = self.node(request)
        if mode & ~1:
            raise OSError(errno.EOPNOTSUPP, "")
        self._need(node, offset + length)
        if not mode and offset + length > len(node.data):
            self.tree.resize(node, offset + length)
        return b""

    def statfs(self, _request: Request) -> bytes:
        """Say how much room there is, or what this disk says of it."""
        room = PLENTY if self.tree.room is None or self.habits.lies else self.tree.room
        free = max(0, room // PAGE - self.tree.used)
        return wire.STATFS.pack(room // PAGE, free, free, 1 << 20, 1 << 19, PAGE, 255, PAGE, 0)

    def readdir(self, request: Request) -> bytes:
        """List a folder from some place on."""
        _handle, offset, size = wire.READ.unpack_from(request.body)
        folder = self.node(request)
        names = [(b".", folder), (b"..", folder), *sorted(folder.names.items(), key=lambda item: item[1].number)]
        return wire.listed(names, offset=offset, size=size)

    def forget(self, request: Request) -> None:
        """Note what the kernel no longer holds."""
        if request.op == Op.FORGET:
            pairs = [(request.node, struct.unpack_from("<Q", request.body)[0])]
        elif request.op == Op.BATCH_FORGET:
            (number,) = struct.unpack_from("<I", request.body)
            pairs = [struct.unpack_from("<QQ", request.body, 8 + 16 * place) for place in range(number)]
        else:
            return
        for number, times in pairs:
            if node := self.tree.nodes.get(number):
                node.looked_up -= times
                self.tree.let_go(node)

    def _entry(self, node: Node) -> bytes:
        node.looked_up += 1
        return wire.entry(node)

    def _named(self, folder: Node, name: bytes) -> Node:
        if name not in folder.names:
            raise OSError(errno.ENOENT, "")
        return folder.names[name]

    def _made(self, request: Request, name: bytes, mode: int) -> Node:
        folder = self.node(request)
        if name in folder.names:
            raise OSError(errno.EEXIST, "")
        if self.tree.room is not None and (self.tree.used + 1) * PAGE > self.tree.room:
            self._refuse()
        node = self.tree.new(mode, request.owner, request.group, now())
        node.links = 1
        folder.names[name] = node
        folder.changed_at = now()
        return node

    def _unname(self, folder: Node, name: bytes) -> None:
        node = self._named(folder, name)
        del folder.names[name]
        folder.changed_at = now()
        node.links -= 2 if node.is_folder else 1
        self.tree.let_go(node)

    def _need(self, node: Node, size: int) -> None:
        if not self.tree.has_room(node, size):
            self._refuse()

    def _refuse(self) -> None:
        self.habits.refused += 1
        raise OSError(errno.ENOSPC, "")


def now() -> float:
    """Return the instant that files are marked with."""
    return time.time()
