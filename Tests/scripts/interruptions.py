#!/usr/bin/env python3
"""Disturbs every importer half-way, and expects after a second run the ledger of an undisturbed one.

    interruptions.py [ROUNDS]      CLI=.build/release/chat-ledger; INTERRUPT_MESSAGES=2000; INTERRUPT_SEED=…

Disturbances: SIGKILL; a source that is cut or loses its files while it is read; a server that ends the connection; a
disk that is full. A run that was disturbed has to say so, with an exit code that is not 0. ROUNDS is how often each is
done (1). PostgreSQL and full disks are skipped, in words, where they cannot be had.
"""

import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "torture"))
import disks  # noqa: E402

CLI = os.path.realpath(os.environ.get("CLI", HERE.parent.parent / ".build/release/chat-ledger"))
COUNT = int(os.environ.get("INTERRUPT_MESSAGES", 2000))
SEED = int(os.environ.get("INTERRUPT_SEED", random.randrange(1 << 20)))
RNG = random.Random(SEED)
# Where imports are killed, as parts of what the log grows by.
KILLS = (0.02, 0.2, 0.4, 0.7)
# How often a source is disturbed, each time earlier, until it has not been read to its end before.
TRIES = 16


class Failure(Exception):
    pass


def run(*arguments):
    return subprocess.run([CLI, *map(str, arguments)], capture_output=True)


def must(*arguments):
    done = run(*arguments)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, arguments))}: {done.returncode}: {(done.stderr + done.stdout)[-600:]!r}")
    return done.stdout


def make_ledger(path):
    shutil.rmtree(path, ignore_errors=True)
    must("init", "--ledger", path, "--quiet")
    return path


def state(ledger):
    """What can be seen of a ledger: how much there is, and every message with all that hangs on it."""
    stats = json.loads(must("stats", "--json", "--ledger", ledger))
    exported = must("export", "mattermost", "--ledger", ledger, "--quiet")
    return stats["tables"], stats["resources"], hashlib.sha256(exported).hexdigest()


def log_bytes(ledger):
    try:
        return os.stat(ledger / "log" / "data.mdb").st_size
    except FileNotFoundError:
        return 0


# MARK: Sources


class Source:
    """What is imported. `pristine` is copied to `place` before each run; nothing else is ever spoilt."""

    def __init__(self, folder, name):
        self.name = name
        self.pristine, self.place = folder / f"pristine-{name}", folder / name
        self.more = []

    def arguments(self):
        return ["import", self.verb, self.place, *self.more]

    def lay_out(self):
        if self.place.is_dir():
            shutil.rmtree(self.place)
        copy = shutil.copytree if self.pristine.is_dir() else shutil.copyfile
        copy(self.pristine, self.place)

    def cut(self):
        """A file loses its second half while it is read."""
        os.truncate(self.place, self.place.stat().st_size // 3)

    disturbances = {"a file that is cut": cut}


class Mattermost(Source):
    verb = "mattermost"

    def __init__(self, folder):
        super().__init__(folder, "archive.jsonl")
        self.pristine.write_bytes(must("sample", "--messages", COUNT, "--rooms", 8, "--accounts", 40, "--seed", SEED))


class Slack(Source):
    verb = "slack"

    def __init__(self, folder):
        super().__init__(folder, "export")
        users = [{"id": f"U{n}", "team_id": "T1", "name": f"user{n}", "profile": {}} for n in range(20)]
        rooms = [
            {"id": f"C{n}", "name": f"room{n}", "created": 1600000000, "members": [user["id"] for user in users]}
            for n in range(8)]
        self.write("users.json", users)
        self.write("channels.json", rooms)
        for room in rooms:
            for day in range(10):
                begin = 1_600_000_000 + day * 86_400
                self.write(f"{room['name']}/{time.strftime('%Y-%m-%d', time.gmtime(begin))}.json", [
                    {"type": "message", "user": f"U{n % 20}", "ts": f"{begin + n}.{int(room['id'][1:]):06}",
                     "text": f"{room['name']}, day {day}, {n}: " + "so they say " * 20}
                    for n in range(COUNT // 80)])

    def write(self, path, value):
        (self.pristine / path).parent.mkdir(parents=True, exist_ok=True)
        (self.pristine / path).write_text(json.dumps(value))

    def lose(self):
        """The files of all days go between the look at the directory and the reading."""
        for path in self.place.glob("*/*.json"):
            path.unlink()

    disturbances = {"files that vanish": lose}


class SlackZip(Source):
    verb = "slack"

    def __init__(self, folder, unpacked):
        super().__init__(folder, "export.zip")
        with zipfile.ZipFile(self.pristine, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(unpacked.pristine.rglob("*.json")):
                file.write(path, path.relative_to(unpacked.pristine))


class Tables:
    """Tables of a database: people, rooms, messages; for every third message a reaction."""

    schema = [
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE rooms (id INTEGER PRIMARY KEY, title TEXT)",
        "CREATE TABLE messages "
        "(id INTEGER PRIMARY KEY, room INTEGER, author INTEGER, body TEXT, sent TEXT, gone INTEGER)",
        "CREATE TABLE reactions "
        "(message INTEGER, author INTEGER, emoji TEXT, made TEXT, PRIMARY KEY (message, author))",
    ]

    @staticmethod
    def rows():
        yield from (f"INSERT INTO users VALUES ({n}, 'user{n}')" for n in range(20))
        yield from (f"INSERT INTO rooms VALUES ({n}, 'room {n}')" for n in range(8))
        for n in range(COUNT):
            sent = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1_600_000_000 + n))
            body = f"{n}: " + "so they say " * 80
            yield f"INSERT INTO messages VALUES ({n}, {n % 8}, {n % 20}, '{body}', '{sent}', {int(n % 50 == 0)})"
            if n % 3 == 0:
                yield f"INSERT INTO reactions VALUES ({n}, {(n + 1) % 20}, 'eyes', '{sent}')"

    @staticmethod
    def write_mapping(path):
        def to(column, table):
            return {"column": column, "references": table}

        path.write_text(json.dumps({"mapping": 1, "name": "chat", "source": "chat", "tables": [
            {"table": "users", "becomes": "account", "fields": {"userName": "name"}},
            {"table": "rooms", "becomes": "conversation", "fields": {"kind": {"value": "ROOM"}, "title": "title"}},
            {"table": "messages", "becomes": "message", "deleted": {"flag": "gone"}, "fields": {
                "conversation": to("room", "rooms"), "author": to("author", "users"), "body": "body",
                "sentAt": "sent"}},
            {"table": "reactions", "becomes": "reaction", "fields": {
                "message": to("message", "messages"), "account": to("author", "users"), "emoji": "emoji",
                "reactedAt": "made"}}]}))
        return path


class SQLite(Source):
    verb = "sql"

    def __init__(self, folder):
        super().__init__(folder, "chat.db")
        self.more = ["--mapping", Tables.write_mapping(folder / "mapping.json")]
        with sqlite3.connect(self.pristine) as database:
            for statement in [*Tables.schema, *Tables.rows()]:
                database.execute(statement)


class PostgreSQL(Source):
    verb = "sql"

    def __init__(self, folder):
        self.name, self.disturbances = "PostgreSQL", {"a connection that is ended": PostgreSQL.end}
        self.directory = tempfile.mkdtemp(prefix="chat-ledger-pg.")
        started = subprocess.run(
            [HERE / "postgres.sh", "start", self.directory, str(os.getpid())], capture_output=True, text=True)
        if started.returncode != 0:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise FileNotFoundError((started.stderr.strip() or "PostgreSQL did not start").splitlines()[-1])
        self.more = ["--mapping", Tables.write_mapping(folder / "mapping.json")]
        self.place = f"host={self.directory} user=tester dbname=postgres"
        self.ask("\n".join(f"{statement};" for statement in ["BEGIN", *Tables.schema, *Tables.rows(), "COMMIT"]))

    def ask(self, statements):
        subprocess.run(
            ["psql", "-q", "-v", "ON_ERROR_STOP=1", self.place], input=statements, text=True, check=True,
            stdout=subprocess.DEVNULL)

    def lay_out(self):
        pass

    def end(self):
        self.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();")

    def stop(self):
        subprocess.run([HERE / "postgres.sh", "stop", self.directory], check=False)


# MARK: Cases


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.passed, self.failed, self.skipped = 0, 0, 0

    def check(self, name, body):
        try:
            body()
            self.passed += 1
            print(f"ok      {name}", flush=True)
        except Failure as failure:
            self.failed += 1
            print(f"FAILED  {name}: {failure} (INTERRUPT_SEED={SEED})", flush=True)

    def skip(self, name, why):
        self.skipped += 1
        print(f"SKIPPED {name}: {why}", flush=True)

    def every(self, source):
        """All disturbances of a source."""
        calm = make_ledger(self.folder / "calm")
        empty = log_bytes(calm)
        source.lay_out()
        began = time.monotonic()
        must(*source.arguments(), "--ledger", calm, "--quiet")
        source.seconds = time.monotonic() - began
        source.wanted, source.empty, source.grown = state(calm), empty, log_bytes(calm) - empty
        source.kibibytes = sum(path.stat().st_size for path in calm.rglob("*") if path.is_file()) // 1024
        self.check(f"{source.name}: kill -9", lambda: self.killed(source))
        for name, disturb in source.disturbances.items():
            self.check(f"{source.name}: {name}", lambda: self.disturbed(source, disturb))
        why = disks.why_not()
        if why:
            self.skip(f"{source.name}: a full disk", why)
        else:
            self.check(f"{source.name}: a full disk", lambda: self.full(source))

    def begin(self, source, ledger):
        return subprocess.Popen(
            [CLI, *map(str, source.arguments()), "--ledger", str(ledger), "--quiet"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    def killed(self, source):
        ledger = make_ledger(self.folder / "killed")
        source.lay_out()
        hits = 0
        for place in KILLS:
            process = self.begin(source, ledger)
            # The log grows in steps: a part of the time between is chance.
            limit, ends = source.empty + place * source.grown, time.monotonic() + 60
            while process.poll() is None and log_bytes(ledger) < limit and time.monotonic() < ends:
                time.sleep(0.001)
            time.sleep(RNG.random() * 0.01)
            process.kill()
            process.communicate()
            hits += process.returncode == -signal.SIGKILL
        if hits == 0:
            raise Failure("no kill came in time: give more INTERRUPT_MESSAGES")
        self.judge(source, ledger)

    def disturbed(self, source, disturb):
        for place in range(TRIES, 0, -1):
            ledger = make_ledger(self.folder / "disturbed")
            source.lay_out()
            process = self.begin(source, ledger)
            time.sleep(source.seconds * 0.8 * place / TRIES)
            process.send_signal(signal.SIGSTOP)
            disturb(source)
            process.send_signal(signal.SIGCONT)
            out, err = process.communicate(timeout=120)
            if process.returncode == 0:
                # All of it had been read.
                if state(ledger) != source.wanted:
                    raise Failure("it ended with 0, and something is not there")
                continue
            # 2 where it was spoilt before it was opened: then it is no such source.
            self.says(process.returncode, out, err, (1, 2, 4))
            source.lay_out()
            return self.judge(source, ledger)
        raise Failure("no disturbance came in time: give more INTERRUPT_MESSAGES")

    def full(self, source):
        for place in (0.25, 0.7):
            target = self.folder / "disk"
            with disks.in_memory(target, 200 + int(source.kibibytes * place)) as disk:
                ledger = make_ledger(disk / "ledger")
                source.lay_out()
                done = run(*source.arguments(), "--ledger", ledger, "--quiet")
                self.says(done.returncode, done.stdout, done.stderr, (4,))
                disks.must("mount", "-o", "remount,size=512m", disk)
                self.judge(source, ledger)

    def says(self, code, out, err, wanted):
        if code not in wanted:
            raise Failure(f"it ended with {code}, not {' or '.join(map(str, wanted))}: {(err + out)[-400:]!r}")
        if not err.strip() and not out.strip():
            raise Failure(f"it ended with {code}, without a word")
        if os.environ.get("INTERRUPT_VERBOSE"):
            print(f"        {code}: {(err + out).decode(errors='replace').strip()[-300:]}")

    def judge(self, source, ledger):
        """The second run takes the rest, and then it is the ledger that nobody has disturbed."""
        must(*source.arguments(), "--ledger", ledger, "--quiet")
        found = state(ledger)
        if found != source.wanted:
            raise Failure(f"the second run made another ledger: {found} instead of {source.wanted}")
        must(*source.arguments(), "--ledger", ledger, "--quiet", "--compare")
        must("verify", "--ledger", ledger, "--quiet")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    folder = pathlib.Path(tempfile.mkdtemp(prefix="chat-ledger-interrupted."))
    cases, server = Cases(folder), None
    try:
        slack = Slack(folder)
        sources = [Mattermost(folder), slack, SlackZip(folder, slack), SQLite(folder)]
        try:
            server = PostgreSQL(folder)
            sources.append(server)
        except FileNotFoundError as error:
            cases.skip("PostgreSQL", str(error).removeprefix("SKIPPED: "))
        for _ in range(rounds):
            for source in sources:
                cases.every(source)
    finally:
        if server:
            server.stop()
        disks.unmount_all(folder)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{cases.passed} passed, {cases.failed} failed, {cases.skipped} skipped")
    sys.exit(1 if cases.failed else 0)


main()
