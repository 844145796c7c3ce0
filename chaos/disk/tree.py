"""Files and folders in memory, each twice: as programs see them, and as they would be found after a power cut. Pure.

What is written reaches the second only when that very file is synced; a name, when its folder is. That is what POSIX promises
and no more: a real disk keeps some of the rest by luck, and a program that needs luck loses bookings.
"""

import random
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

PAGE = 4096


@dataclass(eq=False)
class Node:
    """A file, folder or symbolic link."""

    number: int
    mode: int
    owner: int
    group: int
    changed_at: float
    links: int = 0
    looked_up: int = 0  # by the kernel, which says when it forgets
    data: bytearray = field(default_factory=bytearray)
    names: "dict[bytes, Node]" = field(default_factory=dict)
    kept: bytearray = field(default_factory=bytearray)
    kept_names: "dict[bytes, Node]" = field(default_factory=dict)
    unsynced: set[int] = field(default_factory=set)  # pages
    shortest: int | None = None  # to which length it was cut since it was synced

    @property
    def is_folder(self) -> bool:
        """Whether it holds names."""
        return stat.S_ISDIR(self.mode)

    @property
    def pages(self) -> int:
        """How many pages it takes up."""
        return max(1, -(-len(self.data) // PAGE))

    def write(self, offset: int, words: bytes) -> None:
        """Write, where programs see it."""
        if offset > len(self.data):
            self.data.extend(bytes(offset - len(self.data)))
        self.data[offset : offset + len(words)] = words
        self.unsynced.update(range(offset // PAGE, (offset + len(words) - 1) // PAGE + 1))

    def resize(self, size: int) -> None:
        """Cut it off there, or fill it up with zeros."""
        if size < len(self.data):
            del self.data[size:]
            self.shortest = min(size, len(self.kept) if self.shortest is None else self.shortest)
        else:
            self.data.extend(bytes(size - len(self.data)))

    def sync(self) -> None:
        """Let a power cut find it as it is now."""
        if self.is_folder:
            self.kept_names = dict(self.names)
            return
        if self.shortest is not None:
            del self.kept[self.shortest :]
        self.keep(self.unsynced)
        del self.kept[len(self.data) :]
        self.kept.extend(bytes(len(self.data) - len(self.kept)))
        self.unsynced, self.shortest = set(), None

    def keep(self, pages: "set[int] | list[int]") -> None:
        """Let a power cut find these pages as they are now, between others as they were."""
        for page in sorted(pages):
            start = page * PAGE
            words = self.data[start : start + PAGE]
            if start > len(self.kept) and words:
                self.kept.extend(bytes(start - len(self.kept)))
            self.kept[start : start + len(words)] = words

    def is_as_kept(self) -> bool:
        """Tell whether a power cut would change nothing of it."""
        if self.is_folder:
            return self.names == self.kept_names
        return not self.unsynced and self.shortest is None and len(self.data) == len(self.kept)


class Tree:
    """All of a disk. ``room`` is how many bytes it holds, None for no end."""

    def __init__(self, *, room: int | None = None) -> None:
        self.room = room
        self.used = 0  # pages
        self.nodes: dict[int, Node] = {}
        self._last = 0
        self.root = self.new(stat.S_IFDIR | 0o755, 0, 0, 0.0)
        self.root.links = 2

    def new(self, mode: int, owner: int, group: int, at: float) -> Node:
        """Return a new node that has no name yet."""
        self._last += 1
        node = Node(self._last, mode, owner, group, at)
        self.nodes[node.number] = node
        self.used += node.pages
        return node

    def has_room(self, node: Node, size: int) -> bool:
        """Tell whether a node may grow to that size."""
        more = max(1, -(-size // PAGE)) - node.pages
        return self.room is None or more <= 0 or (self.used + more) * PAGE <= self.room

    def write(self, node: Node, offset: int, words: bytes) -> None:
        """Write into a file, and count what it takes up."""
        before = node.pages
        node.write(offset, words)
        self.used += node.pages - before

    def resize(self, node: Node, size: int) -> None:
        """Cut or fill up a file, and count what it takes up."""
        before = node.pages
        node.resize(size)
        self.used += node.pages - before

    def let_go(self, node: Node) -> None:
        """Forget a node that has no name and that nobody has open."""
        if node.links <= 0 and node.looked_up <= 0 and node.number in self.nodes:
            del self.nodes[node.number]
            self.used -= node.pages

    def sync(self) -> None:
        """Let a power cut find everything as it is now."""
        for node in self.nodes.values():
            node.sync()

    def unsynced_bytes(self) -> int:
        """Return how much a power cut would take."""
        return sum(len(node.unsynced) for node in self.nodes.values()) * PAGE

    def cut(self, *, luck: float = 0.0, seed: int = 0) -> None:
        """Cut the power: what was not synced is gone, each page and name of it kept all the same with that much luck."""
        chance = random.Random(seed)
        for node in list(self.nodes.values()):
            if luck and node.is_folder:
                node.kept_names = dict(lucky_names(node, chance, luck))
            elif luck:
                node.keep([page for page in sorted(node.unsynced) if chance.random() < luck])
        found: dict[int, Node] = {}
        self._find(self.root, found)
        for node in found.values():
            node.looked_up = 0
            if node.is_folder:
                node.names = dict(node.kept_names)
            else:
                node.data = bytearray(node.kept)
                node.unsynced, node.shortest = set(), None
        self.nodes = found
        self.used = sum(node.pages for node in found.values())

    def _find(self, folder: Node, found: dict[int, Node]) -> None:
        found[folder.number] = folder
        folder.links = 2
        for node in folder.kept_names.values():
            if node.is_folder:
                self._find(node, found)
            else:
                node.links = 1 if node.number not in found else node.links + 1
                found[node.number] = node


def lucky_names(folder: Node, chance: random.Random, luck: float) -> Iterator[tuple[bytes, Node]]:
    """Give the names that a power cut finds where each that was not synced is kept with that much luck."""
    for name in sorted({*folder.names, *folder.kept_names}):
        now, kept = folder.names.get(name), folder.kept_names.get(name)
        node = now if now is kept or chance.random() < luck else kept
        if node is not None:
            yield name, node
