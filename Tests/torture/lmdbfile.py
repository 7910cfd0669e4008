"""Reads a log's `data.mdb` without LMDB and without the program: what is really in it, whatever anybody says of it.

Only what Docs/Format.md and LMDB's own header file say is used. Nothing in a file is believed: a damaged one raises
`Unreadable`.
"""

import struct
import uuid

PAGE = 4096
BRANCH, LEAF = 1, 2
BIG, SUB = 1, 2
NO_PAGE = 0xFFFFFFFFFFFFFFFF


class Unreadable(Exception):
    pass


class Entry:
    """The parts of an entry of format version 2 that the tests need."""

    CONTINUATION, ACTOR, CORRELATION, CAUSATION, PARTS, TRACE, IMPLIED = (1 << bit for bit in range(7))
    CONTENT, PLAIN, ERASED = 3 << 8, 1 << 8, 2 << 8

    def __init__(self, key, value):
        if len(key) != 8 or len(value) < 32:
            raise Unreadable("an entry is too short")
        self.position = struct.unpack(">Q", key)[0]
        self.command = str(uuid.UUID(bytes=bytes(value[16:32])))
        self.flags = struct.unpack_from("<H", value, 2)[0]
        self.kind = 2 if self.flags & self.CONTINUATION else 1
        self.bytes = bytes(value)

    @property
    def text_at(self):
        """Where salt and texts begin; the end where there are none, and where damage hides it."""
        try:
            return self.find_text()
        except IndexError:
            return len(self.bytes)

    def find_text(self):
        if self.flags & self.CONTENT != self.PLAIN:
            return len(self.bytes)
        at = 32 + 16 * bool(self.flags & self.ACTOR) + 16 * bool(self.flags & self.CORRELATION)
        numbers = 2 + bool(self.flags & self.CAUSATION) + 2 * bool(self.flags & self.PARTS)
        for _ in range(numbers):
            _, at = self.number(at)
        command, at = self.number(at + 25 * bool(self.flags & self.TRACE))
        events = 0
        if not self.flags & self.IMPLIED:
            events, at = self.number(at)
        return at + command + events

    def number(self, at):
        """A number in LEB128, and where it ends."""
        value = shift = 0
        while True:
            byte = self.bytes[at]
            value |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if byte < 0x80:
                return value, at


class File:
    def __init__(self, data):
        self.data = data
        self.live = set()
        metas = [self.meta(0), self.meta(1)]
        good = [meta for meta in metas if meta]
        if not good:
            raise Unreadable("no meta page is whole")
        self.transaction, self.free_root, self.main_root = max(good)

    def meta(self, number):
        at = number * PAGE
        if len(self.data) < at + 152:
            return None
        magic, version = struct.unpack_from("<II", self.data, at + 16)
        if magic != 0xBEEFC0DE or version != 1:
            return None
        free_root = struct.unpack_from("<Q", self.data, at + 16 + 24 + 40)[0]
        main_root = struct.unpack_from("<Q", self.data, at + 16 + 24 + 48 + 40)[0]
        _, transaction = struct.unpack_from("<QQ", self.data, at + 16 + 24 + 96)
        return transaction, free_root, main_root

    def page(self, number):
        at = number * PAGE
        if number in self.live:
            # In a whole tree each page has one place; a circle would never end.
            raise Unreadable(f"page {number} is met twice")
        if number < 2 or at + PAGE > len(self.data):
            raise Unreadable(f"page {number} is outside of the file")
        self.live.add(number)
        # The number that a page has of itself is of no use to a reader, and is not looked at.
        _, _, flags, lower, upper = struct.unpack_from("<QHHHH", self.data, at)
        return at, flags, lower, upper

    def nodes(self, number, depth=0):
        """Keys and values below a page, in their order."""
        if depth > 20:
            raise Unreadable("the tree is too deep")
        at, flags, lower, upper = self.page(number)
        if not flags & (BRANCH | LEAF) or not 16 <= lower <= upper <= PAGE:
            raise Unreadable(f"page {number} is neither branch nor leaf")
        for index in range((lower - 16) // 2):
            start = struct.unpack_from("<H", self.data, at + 16 + 2 * index)[0]
            if not upper <= start <= PAGE - 8:
                raise Unreadable(f"a node of page {number} is outside of it")
            low, high, node_flags, key_length = struct.unpack_from("<HHHH", self.data, at + start)
            key = self.data[at + start + 8 : at + start + 8 + key_length]
            if flags & BRANCH:
                yield from self.nodes(low | high << 16 | node_flags << 32, depth + 1)
                continue
            size = low | high << 16
            value_at = at + start + 8 + key_length
            if node_flags & BIG:
                yield key, node_flags, self.overflow(value_at, size)
            else:
                if value_at + size > at + PAGE:
                    raise Unreadable(f"a value of page {number} is outside of it")
                yield key, node_flags, self.data[value_at : value_at + size]

    def overflow(self, at, size):
        first = struct.unpack_from("<Q", self.data, at)[0]
        start = self.page(first)[0]
        # As LMDB reads it: neither the page's flags nor its own count of pages are looked at.
        count = -(-(size + 16) // PAGE)
        if start + count * PAGE > len(self.data):
            raise Unreadable(f"the large value at page {first} is longer than the file")
        if not self.live.isdisjoint(range(first + 1, first + count)):
            raise Unreadable(f"a page of the large value at {first} is met twice")
        self.live.update(range(first + 1, first + count))
        return self.data[start + 16 : start + 16 + size]

    def table(self, name):
        if self.main_root == NO_PAGE:
            return
        for key, flags, value in self.nodes(self.main_root):
            if bytes(key) == name and flags & SUB:
                root = struct.unpack_from("<Q", value, 40)[0]
                if root != NO_PAGE:
                    yield from self.nodes(root)
                return


def entries(path_or_bytes):
    """The entries of a log, in their order; raises `Unreadable` where the file cannot be walked."""
    if isinstance(path_or_bytes, (bytes, bytearray)):
        data = bytes(path_or_bytes)
    else:
        with open(path_or_bytes, "rb") as file:
            data = file.read()
    try:
        return [Entry(bytes(key), bytes(value)) for key, _, value in File(data).table(b"entries")]
    except (struct.error, IndexError, RecursionError) as error:
        raise Unreadable(str(error)) from error
