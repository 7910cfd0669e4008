"""Part 6: every verb is killed or interrupted at a random moment, with and without a reader beside it."""

import json
import pathlib
import signal
import subprocess
import threading
import time

import lmdbfile
from common import LIMIT_SECONDS, Fault, Tally, run_cases
from ledgers import (
    Template, Truth, as_lines, copy, crashed, lines_of_export, log_of, receipts_hold, same_beginning, verify_clean)

# What may lie in a ledger's directory when nobody works in it.
PARTS = {"log", "projection", "projection.state", "snapshots", "consumers", "writer.lock", "cache"}


class Kills:
    name = "kills"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "rotten", 300, 4, 20, snapshot_at=40)
        rng = torture.random(self.name, "commands")
        self.commands = list(self.template.messages(rng, 60, 2000))
        self.more = torture.templates / "kills-more.jsonl"
        if not self.more.exists():
            self.more.write_bytes(torture.must(
                "sample", "--messages", 1500, "--rooms", 4, "--accounts", 20, "--seed", 12).out)
        room, lines = self.template.rooms[0], as_lines(self.commands)
        self.verbs = [
            ("import", ["import", "mattermost", str(self.more), "--json"], None), ("exec", ["exec"], lines),
            ("exec-atomic", ["exec", "--atomic"], lines),
            ("clear", ["clear", room, "--reason", "as a test", "--force", "--json"], None),
            ("clear-everything", ["clear", "--everything", "--reason", "as a test", "--force", "--json"], None),
            ("snapshot", ["snapshot", "--json"], None), ("rebuild", ["rebuild", "--json"], None),
            ("verify", ["verify", "--json"], None), ("doctor", ["doctor", "--json"], None),
            ("replay", ["replay", "--json"], None),
            ("replay-into", ["replay", "--json", "--into", "OUT/replayed"], None),
            ("export", ["export", "mattermost", "OUT/export.jsonl", "--quiet"], None),
            ("stats-after-crash", ["stats", "--json"], None), ("messages", ["messages", room, "--all", "--json"], None),
            ("persistence", ["doctor", "--check", "persistence", "--persistence-test"], None),
        ]
        self.took = {}

    def run(self):
        tally = Tally(self.name)
        for name, arguments, stdin in self.verbs:
            folder = self.torture.work / f"time-{name}"
            folder.mkdir(exist_ok=True)
            began = time.monotonic()
            self.process(self.prepared(name, folder), arguments, stdin, folder).wait(LIMIT_SECONDS)
            self.took[name] = time.monotonic() - began
            subprocess.run(["rm", "-rf", str(folder)])
        run_cases(self.torture, tally, range(self.torture.count(45, 1200)), lambda *of: self.case(tally, *of))
        return tally

    def prepared(self, name, folder):
        ledger = copy(self.template.path, folder / "ledger")
        for part in ("out", "tmp"):
            (folder / part).mkdir(exist_ok=True)
        if name == "stats-after-crash":
            crashed(ledger)
        return ledger

    def process(self, ledger, arguments, stdin, folder, env=None):
        arguments = [argument.replace("OUT", str(folder / "out")) for argument in arguments]
        source = subprocess.DEVNULL
        if stdin is not None:
            (folder / "stdin").write_bytes(stdin)
            source = open(folder / "stdin", "rb")
        with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
            process = self.torture.start(
                *arguments, "--ledger", ledger, stdin=source, stdout=out, stderr=err,
                env={"TMPDIR": str(folder / "tmp"), **(env or {})})
        if stdin is not None:
            source.close()
        return process

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        name, arguments, stdin = self.verbs[case % len(self.verbs)]
        how = rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
        is_slow, has_reader = rng.random() < 0.5, rng.random() < 0.3
        ledger = self.prepared(name, folder)
        before = {path.name for path in ledger.iterdir()}
        # Slowed down before each change, so that the moment falls between changes more often than before the first.
        env = {}
        if is_slow:
            env = {"LD_PRELOAD": self.torture.shim(), "TORTURE_PAUSE": "2",
                   "TORTURE_ROOT": f"{ledger}:{folder / 'out'}:{folder / 'tmp'}"}
        moment = rng.random() * self.took[name] * (3 if is_slow else 1.2)
        what = f"{name}, {how.name} after {moment * 1000:.0f} ms{', slowed down' if is_slow else ''}" \
            f"{', a reader beside it' if has_reader else ''}"
        (folder / "what.txt").write_text(what + "\n")
        reader = None
        try:
            if has_reader:
                reader = Reader(self.torture, ledger, len(self.template.entries))
                reader.start()
            process = self.process(ledger, arguments, stdin, folder, env)
            time.sleep(moment)
            was_running = process.poll() is None
            if was_running:
                process.send_signal(how)
            try:
                code = process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise Fault("fault", f"{how.name} did not end it in 30 s") from None
            tally.note("hit while it ran" if was_running else "had ended before")
            if reader:
                reader.finish()
            self.judge(rng, name, ledger, folder, how, code, stdin, before, was_running)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault
        finally:
            if reader:
                reader.stop()

    def judge(self, rng, name, ledger, folder, how, code, stdin, before, was_running):
        if code < 0 and code not in (-signal.SIGKILL, -how):
            raise Fault("signal", f"ended by {signal.Signals(-code).name}: {(folder / 'stderr').read_bytes()[:200]!r}")
        if was_running and how == signal.SIGKILL and code != -signal.SIGKILL and code not in (0, 1):
            raise Fault("fault", f"ended with {code}: {(folder / 'stderr').read_bytes()[-300:]!r}")
        output = (folder / "stdout").read_bytes()
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        if name.startswith(("exec", "clear")):
            receipts_hold(output, found)
        if name == "exec-atomic" and len(found) - len(self.template.entries) not in (0, len(self.commands)):
            raise Fault("fault", "a part of an atomic batch is there")
        if how != signal.SIGKILL:
            self.nothing_left(name, ledger, folder, before)
        self.whole_or_nothing(folder, code)
        truth = Truth(self.torture, ledger, self.template.rooms[:1])
        truth.ask(self.torture, ledger, rng.choice(["stats", "messages", "tail"]), rng)
        truth.ask(self.torture, ledger, "stats", rng)
        verify_clean(self.torture, ledger)
        if stdin:
            self.torture.must("exec", "--ledger", ledger, stdin=stdin)

    def nothing_left(self, name, ledger, folder, before):
        """Whoever was interrupted takes away what was begun; what an opening has begun, the next writer takes away."""
        left = {path.name for path in ledger.iterdir()} - before - PARTS
        if not name.startswith(("verify", "replay", "rebuild", "export")):
            left -= {"projection.next", "projection.previous", "projection.state.new", "snapshots/unfinished"}
        left |= {f"snapshots/{path.name}" for path in (ledger / "snapshots").iterdir()
                 if not (path / "manifest.json").exists()}
        left |= {f"the temporary directory's {path.name}" for path in (folder / "tmp").iterdir()}
        left |= {f"beside the export: {path.name}" for path in (folder / "out").iterdir()
                 if path.name not in ("export.jsonl", "replayed")}
        if left:
            raise Fault("fault", f"left behind: {', '.join(sorted(left))}")

    def whole_or_nothing(self, folder, code):
        """`replay --into` and `export FILE`: what has the name that was asked for is whole."""
        replayed, exported = folder / "out/replayed", folder / "out/export.jsonl"
        if replayed.exists() and not (replayed / "data.mdb").exists():
            raise Fault("fault", "replay --into left a directory that is no projection")
        if replayed.exists() and code != 0:
            # It is there though the verb did not end: then it must be all of it.
            place = folder / "as-projection"
            place.mkdir()
            for part in ("log", "snapshots", "consumers"):
                copy(self.template.path / part, place / part)
            copy(replayed, place / "projection")
            (place / "projection.state").write_text((self.template.path / "projection.state").read_text())
            facts = json.loads(self.torture.must("stats", "--json", "--ledger", place).out)
            if facts["stateRoot"] != self.template.truth.root or not self.is_whole(replayed):
                raise Fault("silent", "replay --into was broken off and left half of a projection")
        if exported.exists():
            if lines_of_export(exported.read_bytes()) != self.template.truth.export:
                raise Fault("silent", "export was broken off, and the file has its name but not all of its lines")

    def is_whole(self, replayed):
        """Its last transaction is that of a finished fold: as many rows as an undisturbed one has."""
        rows = sum(1 for _ in lmdbfile.File((replayed / "data.mdb").read_bytes()).table(b"messages"))
        wanted = sum(1 for _ in lmdbfile.File(
            (self.template.path / "projection/data.mdb").read_bytes()).table(b"messages"))
        return rows == wanted


class Reader(threading.Thread):
    """Looks again and again while somebody works; never less than there was before, never a signal."""

    def __init__(self, torture, ledger, least):
        super().__init__(daemon=True)
        self.torture, self.ledger, self.least = torture, pathlib.Path(ledger), least
        self.over, self.fault = threading.Event(), None

    def run(self):
        while not self.over.is_set():
            outcome = self.torture.run("stats", "--json", "--ledger", self.ledger)
            if outcome.signal:
                self.fault = Fault("signal", "the reader: " + outcome.said())
            elif outcome.code == 0 and json.loads(outcome.out)["position"] < self.least:
                self.fault = Fault("silent", f"the reader saw position {json.loads(outcome.out)['position']}")
            elif outcome.code not in (0, 3):
                self.fault = Fault("fault", "the reader: " + outcome.said())
            if self.fault:
                return

    def finish(self):
        self.stop()
        if self.fault:
            raise self.fault

    def stop(self):
        self.over.set()
        if self.is_alive():
            self.join(LIMIT_SECONDS)
