"""Ledgers to copy, what is true of them, and what must hold of every one."""

import fcntl
import hashlib
import json
import pathlib
import shutil
import subprocess
import threading
import uuid

import lmdbfile
from common import Fault

ANOTHER_BOOT = "00000000-1111-4222-8333-444444444444"


def boot_id():
    try:
        return pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def copy(source, target):
    """A copy of a ledger with its times and modes; another inode, as every copy has."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)
    return pathlib.Path(target)


def reboot(ledger, name=ANOTHER_BOOT):
    """Lets the marker of the projection speak of another run of the operating system."""
    marker = pathlib.Path(ledger) / "projection.state"
    if marker.exists():
        text = marker.read_text("utf-8", "replace")
        marker.write_text(text.replace(boot_id(), name))


def mark_open(ledger):
    """As a process leaves the marker that was killed."""
    marker = pathlib.Path(ledger) / "projection.state"
    if marker.exists():
        marker.write_text(marker.read_text("utf-8", "replace").replace("clean", "open"))


def crashed(ledger):
    """As a machine leaves the marker that went down while the ledger was open."""
    mark_open(ledger)
    reboot(ledger)


class Held:
    """Holds the writer's lock, as a service does."""

    def __init__(self, ledger):
        self.path = pathlib.Path(ledger) / "writer.lock"

    def __enter__(self):
        self.file = open(self.path, "a")
        fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


def made_up_id(rng):
    """A UUIDv7 that a service could have made."""
    return str(uuid.UUID(int=(0x01900000 << 96) | rng.getrandbits(96) & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62))


class Template:
    """A ledger that is made once, and what is true of it."""

    def __init__(self, torture, name, messages, rooms, accounts, snapshot_at=None):
        self.torture, self.name = torture, name
        self.path = torture.templates / name
        self.archive = torture.templates / f"{name}.jsonl"
        facts = torture.templates / f"{name}.json"
        if not facts.exists():
            shutil.rmtree(self.path, ignore_errors=True)
            self.make(messages, rooms, accounts, snapshot_at)
            facts.write_text(json.dumps({"messages": messages}))
        self.rooms = [line["name"] for line in self.lines("conversations", "--json")]
        shown = json.loads(torture.must("show", self.rooms[0], "--json", "--ledger", self.path).out)["conversation"]
        self.conversation = shown["conversation"]
        self.people = [person["account"] for person in shown["people"]]
        self.entries = lmdbfile.entries(self.path / "log/data.mdb")
        self.truth = Truth(torture, self.path, self.rooms)

    def make(self, messages, rooms, accounts, snapshot_at):
        torture = self.torture
        sample = torture.must("sample", "--messages", messages, "--rooms", rooms, "--accounts", accounts, "--seed", 7)
        self.archive.write_bytes(sample.out)
        torture.must("init", "--ledger", self.path, "--quiet")
        torture.must("import", "mattermost", self.archive, "--ledger", self.path, "--quiet")
        self.rooms = [line["name"] for line in self.lines("conversations", "--json")]
        shown = json.loads(torture.must("show", self.rooms[0], "--json", "--ledger", self.path).out)["conversation"]
        self.conversation, self.people = shown["conversation"], [p["account"] for p in shown["people"]]
        if snapshot_at is not None:
            # The last entries come after the snapshot, so that something is left to fold.
            torture.must("snapshot", "--ledger", self.path, "--quiet")
            rng = torture.random("template", self.name)
            torture.must("exec", "--ledger", self.path, "--quiet", stdin=as_lines(self.messages(rng, snapshot_at)))
            torture.must("clear", self.rooms[1], "--reason", "as a test", "--force", "--ledger", self.path, "--quiet")
        torture.must("verify", "--ledger", self.path, "--quiet")

    def lines(self, *arguments):
        out = self.torture.must(*arguments, "--ledger", self.path).out
        return [json.loads(line) for line in out.splitlines()]

    def messages(self, rng, count, length=120):
        """Commands that send messages to the first room."""
        for number in range(count):
            author = self.people[number % len(self.people)]
            yield {
                "id": made_up_id(rng),
                "actor": {"account": author},
                "origin": "torture",
                "sendMessage": {
                    "conversation": self.conversation, "author": author,
                    "sender": "USER", "body": f"number {number} " + "x" * rng.randrange(length),
                },
            }


def as_lines(commands):
    return b"".join(json.dumps(command).encode() + b"\n" for command in commands)


def facts_of(out):
    """What `stats` says, without sizes of files."""
    facts = json.loads(out)
    return {key: facts[key] for key in ("position", "events", "stateRoot", "tables")}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def lines_of_export(data):
    return digest(b"\n".join(sorted(data.splitlines())))


class Truth:
    """What a ledger's log says: answers that were given from a projection folded afresh from it."""

    def __init__(self, torture, ledger, rooms=()):
        fresh = torture.templates / f"truth-{threading.get_ident()}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        # Nothing but the log: no projection, no snapshot, no marker can have a part in it.
        copy(pathlib.Path(ledger) / "log", fresh / "log")
        for name in ("snapshots", "consumers"):
            (fresh / name).mkdir()
        try:
            self.stats = facts_of(torture.must("stats", "--json", "--ledger", fresh).out)
            self.export = lines_of_export(torture.must("export", "mattermost", "--quiet", "--ledger", fresh).out)
            self.rooms = {
                room: digest(torture.must("messages", room, "--all", "--json", "--ledger", fresh).out)
                for room in rooms}
            self.tail = digest(torture.must("tail", "-n", "1000000", "--json", "--ledger", fresh).out)
            self.conversations = digest(torture.must("conversations", "--json", "--ledger", fresh).out)
            self.accounts = digest(torture.must("accounts", "--json", "--ledger", fresh).out)
            self.root, self.position = self.stats["stateRoot"], self.stats["position"]
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    QUESTIONS = ("stats", "export", "messages", "tail", "conversations", "accounts")

    def ask(self, torture, ledger, question, rng, may_refuse=False, options=(), **how):
        """Puts one question, and holds the answer against the log's.

        Where it may be refused, it has to be refused in words and with an exit code.
        """
        room = rng.choice(sorted(self.rooms)) if question == "messages" else None
        verb = {
            "stats": ("stats", "--json"), "export": ("export", "mattermost", "--quiet"),
            "messages": ("messages", room or "", "--all", "--json"), "tail": ("tail", "-n", "1000000", "--json"),
            "conversations": ("conversations", "--json"), "accounts": ("accounts", "--json"),
        }[question]
        outcome = torture.run(*verb, *options, "--ledger", ledger, **how)
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if outcome.code != 0:
            if may_refuse and outcome.words:
                return False
            raise Fault("fault", "refused: " + outcome.said())
        wrong = self.difference(question, room, outcome.out)
        if wrong:
            raise Fault("silent", f"`{' '.join(verb)}` answers with exit code 0 what the log does not say: {wrong}")
        return True

    def difference(self, question, room, out):
        if question == "stats":
            stats = facts_of(out)
            return None if stats == self.stats else f"{stats} instead of {self.stats}"
        wanted = self.rooms[room] if room else getattr(self, question)
        found = lines_of_export(out) if question == "export" else digest(out)
        return None if wanted == found else f"{len(out.splitlines())} other lines"


def verify_clean(torture, ledger):
    outcome = torture.run("verify", "--json", "--ledger", ledger)
    if outcome.signal:
        raise Fault("signal", outcome.said())
    if outcome.code != 0:
        raise Fault("fault", f"{outcome.said()} {outcome.out[-400:]!r}")
    return json.loads(outcome.out)


def log_of(ledger):
    """The entries of a ledger's log, which nothing was to damage."""
    try:
        return lmdbfile.entries(pathlib.Path(ledger) / "log/data.mdb")
    except (OSError, lmdbfile.Unreadable) as error:
        raise Fault("lost", f"the log cannot be read: {error}") from error


def same_beginning(wanted, found, what="the log"):
    """Every entry that was there is there still, byte for byte, at its place."""
    for one, other in zip(wanted, found):
        if one.bytes != other.bytes:
            raise Fault("lost", f"entry {one.position} of {what} is another one")
    if len(found) < len(wanted):
        raise Fault("lost", f"{what} has {len(found)} entries; {len(wanted)} were acknowledged")


def receipts_hold(out, found):
    """Every receipt on standard output is an entry of the log, at its position, once."""
    places = {}
    for entry in found:
        places.setdefault(entry.command, []).append(entry)
    count = 0
    for line in out.splitlines():
        try:
            receipt = json.loads(line)
        except ValueError:
            continue  # the last line of a process that was killed
        if not isinstance(receipt, dict) or "position" not in receipt or not isinstance(receipt.get("command"), str):
            continue
        count += 1
        heads = [entry for entry in places.get(receipt["command"], []) if entry.kind == 1]
        if not heads:
            raise Fault("lost", f"command {receipt['command']} was acknowledged at {receipt['position']} and is gone")
        if len(heads) > 1:
            raise Fault("fault", f"command {receipt['command']} is recorded {len(heads)} times")
        if heads[0].position != receipt["position"]:
            raise Fault("fault", f"a receipt says {receipt['position']}, the log {heads[0].position}")
    return count
