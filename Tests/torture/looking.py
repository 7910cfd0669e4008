"""Part 7: looking changes nothing: bytes, owners, modes and times of every file stay as they were."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess

import disks
from common import Fault, Tally, run_cases
from ledgers import Template, copy, crashed, mark_open

NOBODY = 65534
# LMDB's table of the processes that read: whoever reads beside a writer stands in it. Its bytes and times may change
# where it can be written, and it may not be made, grow, or change hands.
READER_TABLES = ("log/lock.mdb (bytes, mtime, ctime)", "projection/lock.mdb (bytes, mtime, ctime)")


def state_of(root):
    """Everything of every file but the time of the last look at it."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in [".", *files]:
            path = pathlib.Path(folder, name)
            status = os.lstat(path)
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found[str(path.relative_to(root))] = (
                content, status.st_mode, status.st_uid, status.st_gid, status.st_size, status.st_ino, status.st_nlink,
                status.st_mtime_ns, status.st_ctime_ns)
    return found


def changes(before, after):
    parts = ("bytes", "mode", "owner", "group", "size", "inode", "links", "mtime", "ctime")
    said = []
    for path in sorted(set(before) | set(after)):
        if path not in after:
            said.append(f"{path} is gone")
        elif path not in before:
            said.append(f"{path} is new")
        elif before[path] != after[path]:
            names = [name for name, a, b in zip(parts, before[path], after[path]) if a != b]
            said.append(f"{path} ({', '.join(names)})")
    return said


class Looking:
    name = "looking"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "rotten", 300, 4, 20, snapshot_at=40)
        room, message = self.template.rooms[0], self.template.entries[-20].command
        self.verbs = [
            ["stats", "--json"], ["conversations", "--json"], ["messages", room, "--all", "--json"],
            ["messages", room, "--hidden"], ["accounts", "--json"], ["resources"], ["blocks"], ["sessions"],
            ["reports"], ["settings"], ["show", room, "--json"], ["show", message, "--json"],
            ["tail", "-n", "1000000", "--json"], ["tail", "--removals"],
            ["export", "mattermost", "--quiet"], ["schema"], ["schema", "relations"], ["configure"],
            ["snapshot", "--list"], ["verify", "--json"], ["verify", "log"], ["verify", "projection"],
            ["doctor", "--json"], ["doctor", "--full", "--json"], ["replay", "--json"],
            ["replay", "--json", "--into", "OUT/replayed"], ["replay", "--json", "--from-snapshot", "SNAPSHOT"],
            ["clear", room, "--reason", "as a test", "--dry-run"], ["clear", "--everything", "--dry-run"],
            ["remove", "--conversation", room, "--dry-run"], ["cleanup", "--json"], ["cleanup", "--dry-run"],
        ]
        self.places = ["plain copy", "after a kill", "after a crash", "after a crash without snapshots",
                       "no projection", "other user", "other user after a crash", "read-only",
                       "read-only after a kill", "read-only after a crash"]

    def run(self):
        tally = Tally(self.name)
        pairs = [(verb, place) for place in self.places for verb in self.verbs
                 if not ("--from-snapshot" in verb and "without snapshots" in place)]
        self.torture.random(self.name, "order").shuffle(pairs)
        pairs = pairs[: self.torture.count(60, len(pairs))]
        why = disks.why_not()
        if why:
            left = [pair for pair in pairs if pair[1].startswith(("other", "read-only"))]
            tally.skip(f"{len(left)} looks at read-only mounts and as another user: {why}")
            pairs = [pair for pair in pairs if pair not in left]
        try:
            run_cases(self.torture, tally, range(len(pairs)), lambda at, folder: self.case(tally, pairs[at], folder))
        finally:
            disks.unmount_all(self.torture.folder)
        return tally

    def prepared(self, place, folder):
        ledger = copy(self.template.path, folder / "ledger")
        if "kill" in place:
            # The log was committed, the projection not yet.
            snapshot = sorted((ledger / "snapshots").glob("*/data.mdb"))[-1]
            shutil.copy(snapshot, ledger / "projection/data.mdb")
            mark_open(ledger)
        if "crash" in place:
            crashed(ledger)
        if "without snapshots" in place:
            shutil.rmtree(ledger / "snapshots")
            (ledger / "snapshots").mkdir()
        if place == "no projection":
            shutil.rmtree(ledger / "projection")
        return ledger

    def case(self, tally, pair, folder):
        verb, place = pair
        what = f"{' '.join(verb)} ({place})"
        (folder / "what.txt").write_text(what + "\n")
        ledger = self.prepared(place, folder)
        for part in ("out", "tmp"):
            (folder / part).mkdir()
        snapshot = sorted(path.parent.name for path in (self.template.path / "snapshots").glob("*/manifest.json"))[-1]
        arguments = [argument.replace("OUT", str(folder / "out")).replace("SNAPSHOT", snapshot) for argument in verb]
        prefix, seen = (), ledger
        with contextlib.ExitStack() as stack:
            if place.startswith("other"):
                self.open_up(ledger, folder)
                prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
            if place.startswith("read-only"):
                seen = stack.enter_context(disks.read_only(ledger, folder / "bound"))
            before = state_of(ledger)
            outcome = self.torture.run(
                *arguments, "--ledger", seen, env={"TMPDIR": str(folder / "tmp")}, prefix=prefix)
            after = state_of(ledger)
        try:
            changed = [change for change in changes(before, after) if change not in READER_TABLES]
            if changes(before, after) and not changed:
                tally.note("only LMDB's tables of readers changed")
            self.judge(verb, outcome, changed, folder)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def open_up(self, ledger, folder):
        """Everybody may read, nobody but the owner may write; the temporary directory is the reader's own."""
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(ledger)], check=True)
        for part in ("out", "tmp"):
            os.chown(folder / part, NOBODY, NOBODY)
        # The way to it as well; these are the test's own folders.
        for path in (self.torture.folder, self.torture.work, folder):
            os.chmod(path, 0o755)

    def judge(self, verb, outcome, changed, folder):
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if changed:
            raise Fault("fault", f"changed: {'; '.join(changed[:6])}")
        if outcome.code == 1 and verb[0] in ("verify", "doctor"):
            said = outcome.out[-300:] + outcome.err[-200:]
            raise Fault("fault", f"what is sound is called damaged: {said!r}")
        if outcome.code != 0:
            raise Fault("fault", outcome.said())
        left = [path.name for path in (folder / "tmp").iterdir()]
        if left:
            raise Fault("fault", f"left in the temporary directory: {', '.join(left)}")
        truth = self.template.truth
        question = {"stats": "stats", "conversations": "conversations", "export": "export", "accounts": "accounts"}
        if verb[0] in question and (verb[-1] == "--json" or verb[0] == "export"):
            wrong = truth.difference(question[verb[0]], None, outcome.out)
        elif verb[0] == "messages" and "--all" in verb:
            wrong = truth.difference("messages", verb[1], outcome.out)
        elif verb == ["tail", "-n", "1000000", "--json"]:
            wrong = truth.difference("tail", None, outcome.out)
        else:
            return
        if wrong:
            raise Fault("silent", f"shows what the log does not say: {wrong}")
