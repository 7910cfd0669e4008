"""What a process changed on disk, in its order, and the states that a power cut could leave of it."""

import os
import pathlib
import struct

HEADER = struct.Struct("<IIIIQQ")
WRITE, SYNCED_WRITE, SYNC, TRUNCATE, CREATE, MKDIR, RENAME, UNLINK, RMDIR, OUTPUT, LINK = range(1, 12)
NAMES = (CREATE, MKDIR, RENAME, UNLINK, RMDIR, LINK)
SECTOR = 512


class Event:
    __slots__ = ("kind", "path", "other", "offset", "data")

    def __init__(self, kind, path, other, offset, data):
        self.kind, self.path, self.other, self.offset, self.data = kind, path, other, offset, data


def read_events(file, root):
    """The events of a record; paths become relative to the ledger."""
    blob = pathlib.Path(file).read_bytes()
    events, at, root = [], 0, str(root)

    def relative(path):
        return "" if path == root else path[len(root) + 1:] if path.startswith(root + "/") else None

    while at + HEADER.size <= len(blob):
        magic, kind, path_length, other_length, offset, length = HEADER.unpack_from(blob, at)
        if magic != 0x54524F54:
            raise ValueError(f"the record is not whole at byte {at}")
        at += HEADER.size
        path = blob[at : at + path_length].decode()
        at += path_length
        other = blob[at : at + other_length].decode()
        at += other_length
        data = b""
        if kind in (WRITE, SYNCED_WRITE, OUTPUT):
            data = blob[at : at + length]
            at += length
        if kind == OUTPUT:
            events.append(Event(kind, None, None, 0, data))
        elif relative(path) is not None:
            events.append(Event(kind, relative(path), relative(other) if other else None, offset, data))
    return events


class Inode:
    def __init__(self, data=b"", is_directory=False):
        self.durable, self.pending, self.is_directory = data, [], is_directory


class Disk:
    """What is surely on the device, and what is only in the cache of the operating system."""

    def __init__(self, start, is_journaled):
        self.is_journaled = is_journaled
        self.names = {"": Inode(is_directory=True)}
        start = pathlib.Path(start)
        for folder, folders, files in os.walk(start):
            for name in folders:
                path = pathlib.Path(folder, name)
                self.names[str(path.relative_to(start))] = Inode(is_directory=True)
            for name in files:
                path = pathlib.Path(folder, name)
                self.names[str(path.relative_to(start))] = Inode(path.read_bytes())
        self.durable_names = dict(self.names)
        self.pending_names = []

    def apply(self, event):
        if event.kind in (WRITE, SYNCED_WRITE, TRUNCATE):
            inode = self.names.get(event.path)
            if inode is not None:
                inode.pending.append((event.kind, event.offset, event.data))
        elif event.kind == SYNC:
            self.sync(event.path)
        elif event.kind in NAMES:
            self.rename(event)

    def sync(self, path):
        inode = self.names.get(path)
        if inode is None:
            return
        if inode.is_directory or self.is_journaled:
            # On a file system with a journal a sync commits all that was done to names before it.
            kept = []
            for step in self.pending_names:
                if self.is_journaled or any(parent(name) == path for _, a, b, _ in step for name in (a, b) if name):
                    change_names(self.durable_names, step)
                else:
                    kept.append(step)
            self.pending_names = kept
        if not inode.is_directory:
            inode.durable = content(inode.durable, inode.pending)
            inode.pending = []

    def rename(self, event):
        path, other = event.path, event.other
        if event.kind == CREATE:
            step = [(CREATE, path, None, Inode())]
        elif event.kind == MKDIR:
            step = [(MKDIR, path, None, Inode(is_directory=True))]
        else:
            step = [(event.kind, path, other, None)]
        change_names(self.names, step)
        self.pending_names.append(step)

    def leave(self, rng, target, choice):
        """Writes a state that could be found after the power went; `choice` says how much of the cache got there."""
        names = dict(self.durable_names)
        if self.is_journaled:
            steps = self.pending_names[: rng.randint(0, len(self.pending_names))]
        else:
            steps = [step for step in self.pending_names if rng.random() < choice.names]
        for step in steps:
            change_names(names, step)
        target = pathlib.Path(target)
        found = set()
        for path in sorted(names):
            inode, place = names[path], target / path
            if path and parent(path) not in found:
                continue
            if inode.is_directory:
                found.add(path)
                place.mkdir(exist_ok=True)
            else:
                place.write_bytes(torn(inode, rng, choice))


def parent(path):
    return path.rpartition("/")[0] if path else None


def change_names(names, step):
    for kind, path, other, inode in step:
        if kind in (CREATE, MKDIR):
            names[path] = inode
        elif kind in (UNLINK, RMDIR):
            names.pop(path, None)
        elif kind == LINK and path in names:
            names[other] = names[path]
        elif kind == RENAME:
            moved = {name: names[name] for name in names if name == path or name.startswith(path + "/")}
            if path not in moved:
                continue
            for name in [name for name in names if name == other or name.startswith(other + "/")]:
                del names[name]
            for name, value in moved.items():
                del names[name]
                names[other + name[len(path):]] = value


def content(base, writes):
    data = bytearray(base)
    for kind, offset, bytes_ in writes:
        if kind == TRUNCATE:
            del data[offset:]
            data.extend(bytes(offset - len(data)))
        else:
            if len(data) < offset:
                data.extend(bytes(offset - len(data)))
            data[offset : offset + len(bytes_)] = bytes_
    return bytes(data)


class Choice:
    """How the cache was written back before the power went."""

    KINDS = ("none", "all", "prefix", "subset", "most", "few", "torn", "newest", "one-missing")

    def __init__(self, rng):
        self.kind = rng.choice(self.KINDS)
        self.names = rng.choice([0.0, 0.5, 1.0])
        self.filling = rng.choice(["short", "zeros", "garbage"])

    def __str__(self):
        return f"{self.kind} writes, {self.names:.1f} of the names, new areas {self.filling}"


def torn(inode, rng, choice):
    """One file: its durable bytes, and of what was written since as much as the choice says."""
    pending = inode.pending
    if not pending:
        return inode.durable
    count = len(pending)
    share = {"none": 0, "all": 1, "subset": 0.5, "most": 0.9, "few": 0.1, "torn": 0.5}.get(choice.kind)
    limit, missing = rng.randint(0, count), rng.randrange(count)
    data, end = bytearray(inode.durable), len(inode.durable)
    for number, (kind, offset, bytes_) in enumerate(pending):
        end = offset if kind == TRUNCATE else max(end, offset + len(bytes_))
        is_sure = kind == SYNCED_WRITE
        if choice.kind == "prefix":
            taken = number < limit
        elif choice.kind == "newest":
            taken = number >= limit
        elif choice.kind == "one-missing":
            taken = number != missing
        else:
            taken = rng.random() < share
        if kind == TRUNCATE:
            if taken:
                data = bytearray(content(data, [(kind, offset, bytes_)]))
            continue
        if choice.kind == "torn" and not is_sure:
            for piece_at in range(offset - offset % SECTOR, offset + len(bytes_), SECTOR):
                if rng.random() < 0.5:
                    first, last = max(piece_at, offset), min(piece_at + SECTOR, offset + len(bytes_))
                    data = put(data, first, bytes_[first - offset : last - offset], rng, choice)
        elif taken or is_sure:
            data = put(data, offset, bytes_, rng, choice)
    if choice.filling != "short" and len(data) < end:
        # The file had grown; what belongs there did not arrive.
        data.extend(filling(end - len(data), rng, choice))
    return bytes(data)


def filling(length, rng, choice):
    return rng.randbytes(length) if choice.filling == "garbage" else bytes(length)


def put(data, offset, bytes_, rng, choice):
    if len(data) < offset:
        data.extend(filling(offset - len(data), rng, choice))
    data[offset : offset + len(bytes_)] = bytes_
    return data

