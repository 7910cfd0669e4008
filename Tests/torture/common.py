"""What all parts share: running the command, ledgers to copy, what is true of them, and counting what came of it."""

import concurrent.futures
import fcntl
import hashlib
import json
import os
import pathlib
import random
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid

import lmdbfile

ANOTHER_BOOT = "00000000-1111-4222-8333-444444444444"
LIMIT_SECONDS = 120
LIMIT_BYTES = 200_000_000


def boot_id():
    try:
        return pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def compiler():
    """Where a C compiler is; nothing where there is none. Swift brings one along."""
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and shutil.which(name):
            return name
    return None


class Fault(Exception):
    """A promise that was broken. `kind` is lost, signal, silent or fault."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Endless(Exception):
    pass


def gathered(process, timeout):
    """What a process writes until its end; not for ever, and not without end."""
    parts, ends, size = {process.stdout: [], process.stderr: []}, time.monotonic() + timeout, 0
    with selectors.DefaultSelector() as waiting:
        for stream in parts:
            waiting.register(stream, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _ in waiting.select(max(0, ends - time.monotonic())):
                data = os.read(key.fd, 1 << 16)
                parts[key.fileobj].append(data)
                size += len(data)
                if not data:
                    waiting.unregister(key.fileobj)
            if time.monotonic() >= ends:
                raise Endless(f"did not end in {timeout} s")
            if size > LIMIT_BYTES:
                raise Endless(f"wrote more than {LIMIT_BYTES} bytes and went on")
    try:
        process.wait(max(1, ends - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Endless(f"closed its output and did not end in {timeout} s") from error
    return b"".join(parts[process.stdout]), b"".join(parts[process.stderr])


class Outcome:
    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    @property
    def signal(self):
        return -self.code if self.code < 0 else None

    @property
    def words(self):
        return self.err.decode("utf-8", "replace").strip()

    def said(self):
        verb = " ".join(a for a in self.arguments if not a.startswith("/"))
        if self.signal:
            return f"`{verb}` ended by {signal.Signals(self.signal).name}: {self.words[:160]!r}"
        return f"`{verb}` ended with {self.code}: {self.words[-300:]!r}"


class Torture:
    """One run: the command, the seed, where the files are, how much of everything."""

    def __init__(self, cli, folder, seed, is_long, scale, only_case=None, jobs=2, verbose=False):
        self.cli, self.folder, self.seed, self.is_long = cli, pathlib.Path(folder), seed, is_long
        self.scale, self.only_case, self.jobs, self.verbose = scale, only_case, jobs, verbose
        self.work, self.kept = self.folder / "work", self.folder / "kept"
        self.templates, self.build = self.folder / "templates", self.folder / "build"
        self.scratch = self.folder / "scratch"
        for path in (self.work, self.kept, self.templates, self.build, self.scratch):
            path.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TMPDIR": str(self.scratch),
            "USER": "torture", "LOGNAME": "torture", "HOME": str(self.folder),
            "SWIFT_BACKTRACE": "enable=no",  # a crash is told by its signal; the trace takes seconds
        }

    def count(self, short, long):
        return max(1, int((long if self.is_long else short) * self.scale))

    def random(self, part, case):
        return random.Random(f"{self.seed}/{part}/{case}")

    def run(self, *arguments, env=None, stdin=None, timeout=LIMIT_SECONDS, prefix=(), cwd=None):
        """Runs the command to its end."""
        environment, said = dict(self.environment, **(env or {})), " ".join(map(str, arguments))
        with tempfile.TemporaryFile(dir=self.scratch) as source:
            source.write(stdin or b"")
            source.seek(0)
            process = subprocess.Popen(
                [*prefix, self.cli, *map(str, arguments)], env=environment, cwd=cwd, stdin=source,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = gathered(process, timeout)
        except Endless as error:
            raise Fault("fault", f"`{said}` {error}") from error
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()
        return Outcome(list(map(str, arguments)), process.returncode, out, err)

    def must(self, *arguments, **options):
        """Runs the command where nothing is in its way."""
        outcome = self.run(*arguments, **options)
        if outcome.code != 0:
            raise Fault("signal" if outcome.signal else "fault", outcome.said())
        return outcome

    def start(self, *arguments, env=None, **options):
        environment = dict(self.environment, **(env or {}))
        return subprocess.Popen([self.cli, *map(str, arguments)], env=environment, **options)

    def shim(self):
        """The library that makes calls fail, compiled when it is needed first."""
        library = self.build / "shim.so"
        if not library.exists():
            source = pathlib.Path(__file__).with_name("shim.c")
            subprocess.run(
                [compiler(), "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library), str(source),
                 "-ldl", "-lpthread"], check=True)
        return str(library)


class Tally:
    """What came of one part."""

    def __init__(self, name):
        self.name, self.tries, self.faults, self.seconds = name, 0, [], 0.0
        self.kinds = {"fault": 0, "lost": 0, "signal": 0, "silent": 0}
        self.notes, self.skipped = {}, []
        self.lock = threading.Lock()

    def note(self, words):
        with self.lock:
            self.notes[words] = self.notes.get(words, 0) + 1

    def skip(self, words):
        self.skipped.append(words)


def run_cases(torture, tally, cases, function):
    """Calls `function(case, folder)` for each case, a few at a time; a `Fault` is counted, told, and its files kept."""
    began = time.monotonic()
    cases = list(cases)
    if torture.only_case is not None:
        cases = [case for case in cases if case == torture.only_case]

    def one(case):
        folder = torture.work / f"{tally.name}-{case}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fault = None
        try:
            function(case, folder)
        except Fault as error:
            fault = error
        except (OSError, ValueError, KeyError, subprocess.SubprocessError, lmdbfile.Unreadable) as error:
            fault = Fault("fault", f"the test could not go on: {type(error).__name__}: {error}")
        with tally.lock:
            tally.tries += 1
            if fault:
                tally.kinds[fault.kind] += 1
                tally.faults.append((case, fault))
                line = (f"FAILED {tally.name} [{fault.kind}] {fault}\n    again: Tests/torture/torture.py "
                        f"--seed {torture.seed} --folder {torture.folder} --part {tally.name} --case {case}")
                print(line, flush=True)
        if fault and len(tally.faults) <= 20 or torture.only_case is not None:
            target = torture.kept / folder.name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target, symlinks=True, ignore_dangling_symlinks=True)
            (target / "case.txt").write_text(f"{fault}\nseed {torture.seed}, part {tally.name}, case {case}\n")
        shutil.rmtree(folder, ignore_errors=True)

    with concurrent.futures.ThreadPoolExecutor(torture.jobs) as pool:
        list(pool.map(one, cases))
    tally.seconds += time.monotonic() - began


# Ledgers


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
            yield {
                "id": made_up_id(rng),
                "actor": {"account": self.people[0]},
                "origin": "torture",
                "sendMessage": {
                    "conversation": self.conversation, "author": self.people[number % len(self.people)],
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
        if not isinstance(receipt, dict) or "position" not in receipt or "command" not in receipt:
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
