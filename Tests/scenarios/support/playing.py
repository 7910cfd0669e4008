"""Plays one incident: its script, made anew, on a copy of its database, then ours, with every number checked.

The command is named by CLI (default .build/release/chat-ledger). KEEP=1 leaves the folder of the run where it is;
UPDATE_DOCS=1 writes what was printed into the blocks of Docs/Incidents.md that name this incident.
"""

import hashlib
import json
import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from datetime import datetime, timezone

from filling import NAMESPACE

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class Stopped(Exception):
    """The scenario cannot go on; what failed was printed."""


class Scenario:
    def __init__(self, number, title, mapping):
        self.number = number
        self.mapping = mapping
        self.source = os.path.join(ROOT, "Tests", "scenarios", f"incident-{number}")
        self.cli = os.path.abspath(os.path.join(ROOT, os.environ.get("CLI", ".build/release/chat-ledger")))
        self.folder = tempfile.mkdtemp(prefix=f"incident-{number}-")
        self.database = f"incident-{number}.sqlite"
        self.failures = 0
        self.checks = 0
        # What was printed under a name, for the documentation.
        self.printed = {}
        self.table_count = 0
        print(f"Incident {number}: {title}")

    def __enter__(self):
        self.run(sys.executable, os.path.join(self.source, "fill.py"), "--sqlite", self.database)
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None and not issubclass(kind, (Stopped, KeyboardInterrupt)):
            self.failures += 1
            print(f"  [FAIL] the scenario broke off: {kind.__name__}: {error}")
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"  left in {self.folder}")
        if os.environ.get("UPDATE_DOCS") and not self.failures:
            self.document()
        state = "passed" if not self.failures else f"FAILED ({self.failures})"
        print(f"Incident {self.number}: {self.checks} checks, {state}\n")
        sys.stdout.flush()
        sys.exit(1 if self.failures else 0)

    # Printing

    def step(self, text):
        print(f"\n  {text}")

    def show(self, text, limit=40, name=None, head=()):
        """Prints lines of output: the first so many, the last where `limit` is negative."""
        lines = steady(text).rstrip("\n").split("\n") if text.strip() else []
        if len(lines) > abs(limit):
            left = len(lines) - abs(limit)
            lines = lines[:limit] + [f"… {left} more lines"] if limit > 0 else [f"… {left} lines"] + lines[limit:]
        lines = [line.rstrip() for line in lines]
        for line in lines:
            print(f"    {line if len(line) <= 132 else line[:131] + '…'}".rstrip())
        if name:
            self.printed[name] = "\n".join([*head, *lines]) + "\n"

    def could_not(self, *things):
        self.step("What that script could not do")
        for thing in things:
            print(f"    - {thing}")

    def document(self):
        """Writes what was printed under a name into the blocks of the documentation that ask for it."""
        path = os.path.join(ROOT, "Docs", "Incidents.md")
        with open(path, encoding="utf-8") as file:
            page = file.read()
        for name, text in self.printed.items():
            block = re.compile(rf"(<!-- run: {self.number} {re.escape(name)} -->\n```\w*\n).*?(```\n)", re.DOTALL)
            page = block.sub(lambda match: match[1] + text + match[2], page)
        with open(path, "w", encoding="utf-8") as file:
            file.write(page)

    # Checking

    def expect(self, what, actual, wanted):
        self.checks += 1
        if actual == wanted:
            print(f"    [OK] {what}: {brief(actual)}")
        else:
            self.failures += 1
            print(f"    [FAIL] {what}: {brief(actual, 400)}, wanted {brief(wanted, 400)}")

    def expect_in(self, what, part, text):
        self.checks += 1
        if part in text:
            print(f"    [OK] {what}")
        else:
            self.failures += 1
            print(f"    [FAIL] {what}: “{part}” is not in the output")

    def fail(self, text):
        self.failures += 1
        print(f"    [FAIL] {text}")
        raise Stopped(text)

    # Running

    def run(self, *arguments, codes=(0,), feed=None, environment=None):
        everything = {**os.environ, "CHAT_LEDGER": "ledger", "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
        done = subprocess.run(
            arguments, cwd=self.folder, env=everything, input=feed, capture_output=True, text=True, timeout=120
        )
        if done.returncode not in codes:
            self.show(done.stdout + done.stderr)
            self.fail(f"{os.path.basename(arguments[0])} {' '.join(arguments[1:3])}: exit code {done.returncode}")
        return done

    def old(self, *arguments, codes=(0,), file="copy.sqlite", fresh=True, name=None):
        """Runs the script of that day on a copy of the database, prints what it printed, and returns it."""
        if fresh:
            shutil.copyfile(os.path.join(self.folder, self.database), os.path.join(self.folder, file))
        script = os.path.join(self.source, "script.py")
        print(f"    $ {' '.join(['script.py', file, *arguments])}")
        done = self.run(sys.executable, script, file, *arguments, codes=codes)
        self.show(done.stdout, name=name, head=[f"$ {' '.join(['script.py', file, *arguments])}"])
        return done.stdout

    def ours(self, *arguments, codes=(0,), limit=40, environment=None, name=None):
        """Runs our command, prints its line and what it printed, and returns that."""
        line = f"$ chat-ledger {' '.join(quoted(a) for a in arguments)}"
        print(f"    {line}")
        done = self.run(self.cli, *arguments, codes=codes, environment=environment)
        self.show(done.stdout + done.stderr, limit, name, [line])
        return done.stdout + done.stderr

    def quietly(self, *arguments, codes=(0,), environment=None):
        return self.run(self.cli, *arguments, codes=codes, environment=environment).stdout

    def json(self, *arguments, codes=(0,), environment=None):
        """What our command prints with --json: one object."""
        text = self.quietly(*arguments, "--json", codes=codes, environment=environment)
        try:
            return json.loads(text)
        except ValueError:
            self.show(text)
            self.fail(f"chat-ledger {' '.join(arguments)} --json printed something else")

    def json_lines(self, *arguments, codes=(0,), environment=None):
        text = self.quietly(*arguments, "--json", codes=codes, environment=environment)
        return [json.loads(line) for line in text.splitlines()]

    def execute(self, *commands, codes=(0,)):
        """Commands as lines of JSON into `exec`; returns its answers as text, failures too."""
        lines = "".join(json.dumps(command) + "\n" for command in commands)
        done = self.run(self.cli, "exec", codes=codes, feed=lines)
        return done.stdout + done.stderr

    def key(self, table, key):
        """The identifier that a row of the database has in the ledger."""
        found = self.json("key", self.mapping, table, str(key))
        if len(found) != 1:
            self.fail(f"{table} {key} is {len(found)} things")
        return found[0]["id"]

    def latest(self, verb):
        """The position of the newest command of this kind in the log."""
        lines = self.json_lines("tail", "-n", "2000")
        found = [line for line in lines if verb in line["command"]]
        if not found:
            self.fail(f"no {verb} in the log")
        return str(found[-1]["position"])

    def last(self):
        """The position of the newest command in the log."""
        return str(self.json_lines("tail", "-n", "1")[0]["position"])

    def resources(self):
        """How many resources there are of each kind."""
        counts = {}
        for line in self.json_lines("resources", "--all"):
            counts[line["kind"]] = counts.get(line["kind"], 0) + 1
        return counts

    def typing(self, text, *arguments, codes=(0,), limit=40, name=None):
        """Runs our command on a terminal of its own and types an answer to what it asks."""
        line = f"$ chat-ledger {' '.join(quoted(a) for a in arguments)}"
        print(f"    {line}")
        outer, inner = pty.openpty()
        process = subprocess.Popen(
            [self.cli, *arguments], cwd=self.folder, env=dict(os.environ, CHAT_LEDGER="ledger", NO_COLOR="1"),
            stdin=inner, stderr=inner, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        os.close(inner)
        os.write(outer, (text + "\n").encode())
        output, _ = process.communicate(timeout=120)
        asked = b""
        try:
            # Linux says EIO, others end the file, when the last writer is gone.
            while part := os.read(outer, 65536):
                asked += part
        except OSError:
            pass
        os.close(outer)
        said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", asked.decode(errors="replace")).replace("\r", "")
        # What is typed before it is asked for comes back first.
        said = said.removeprefix(text + "\n")
        # In the order of a terminal: what was asked, the results, and what was noted besides.
        question, asked, notes = said.partition("go on: ")
        self.show(f"{question}{asked}{text}\n{output}{notes}" if asked else said + output, limit, name, [line])
        if process.returncode not in codes:
            self.fail(f"exit code {process.returncode}")
        return output + said

    def data_id(self, table, key):
        """The key that fill.py gave a row."""
        return str(uuid.uuid5(NAMESPACE, f"incident-{self.number}/{table}/{key}"))

    def refused(self, what, code, *commands, options=(), name=None):
        """Commands that the ledger has to refuse, with this code."""
        lines = "".join(json.dumps(command) + "\n" for command in commands)
        done = self.run(self.cli, "exec", *options, codes=(1,), feed=lines)
        line = next((line for line in done.stdout.splitlines() if "rejection" in line), "{}")
        self.expect(f"{what} is refused", json.loads(line).get("rejection", {}).get("code"), code)
        if name:
            self.printed[name] = f"$ echo '{lines.strip()}' | chat-ledger exec\n{line}\n"

    def sql(self, statement):
        """One value of the incident's own database: what there should be is counted there."""
        database = sqlite3.connect(os.path.join(self.folder, self.database))
        try:
            return database.execute(statement).fetchone()[0]
        finally:
            database.close()

    def fill_sql(self):
        """The schema and the rows as SQL for psql."""
        return self.run(sys.executable, os.path.join(self.source, "fill.py"), "--postgres").stdout

    def skipped(self, what, reason):
        print(f"    SKIPPED: {what}: {reason}", flush=True)

    # What all scenarios do

    def bring_in(self):
        """A new ledger with the incident's database in it, compared with it."""
        self.step("Ours: a ledger, and the database in it")
        self.ours("init", name="init")
        self.ours("import", "sql", self.database, "--mapping", self.mapping, "--quiet", name="import")
        self.compare(limit=40, name="compare")

    def compare(self, limit=-1, name=None):
        """The ledger holds what the database holds, table by table."""
        text = self.ours(
            "import", "sql", self.database, "--mapping", self.mapping, "--compare", limit=limit, name=name
        )  # fmt: skip
        self.expect("tables that differ", text.count("[DIFFERENT]"), 0)
        self.expect("tables compared", text.count("[OK]") + text.count("[PARTLY]"), self.tables())
        return text

    def tables(self):
        """How many tables the mapping takes, with those that it makes up itself."""
        if not self.table_count:
            mapping = json.loads(self.quietly("import", "sql", "--print-mapping", self.mapping))
            self.table_count = len(mapping["tables"]) + (1 if mapping.get("accounts") else 0)
        return self.table_count

    def state(self):
        """What there is, so that it can be compared later: counts of all tables and a digest of an export."""
        stats = self.json("stats")
        export = self.quietly("export", "mattermost", "--quiet")
        return {
            "position": stats["position"],
            "stateRoot": stats["stateRoot"],
            "tables": stats["tables"],
            "export": hashlib.sha256(export.encode()).hexdigest(),
        }

    def expect_state(self, what, before):
        after = self.state()
        self.expect(f"{what}: counts of all tables as before", after["tables"], before["tables"])
        self.expect(f"{what}: export as before", after["export"][:16], before["export"][:16])

    def expect_replay(self, before):
        """The log folded up to a position gives the state that there was."""
        past = self.json("replay", "--to", str(before["position"]))
        self.expect("replayed to before, the same state root", past["stateRoot"] == before["stateRoot"], True)

    def verify(self):
        text = self.ours("verify", limit=12, codes=(0, 1), name="verify")
        self.expect_in("it is clean", "Clean at position", text)
        return text


def steady(text):
    """Without what is another at each run: identifiers of new commands, the time, durations, state roots, the disk."""
    text = re.sub(r"/\S*/incident-\d-[^/\s]+/ledger", "/srv/chat/ledger", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b", "COMMAND", text)
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    text = re.sub(today + r"[ T]\d\d:\d\d:\d\d(\.\d+)?Z?", "NOW".ljust(20), text)
    text = re.sub(r"NOW +:", "NOW:", text)
    text = re.sub(r"\bin [\d.,]+ (µs|ms|s)( \([\d,.]+ rows/s\))?", "in …", text)
    text = re.sub(r"^(\w+( +[\d,]+){3}) +[\d.,]+ (µs|ms|s)$", r"\1        …", text, flags=re.MULTILINE)
    text = re.sub(r"seconds=[\d.]+ chain=[0-9a-f]\S+", "seconds=… chain=COMMAND", text)
    text = re.sub(r"seconds=[\d.]+", "seconds=…", text)
    text = re.sub(r"state root [0-9a-f]{8,}", "state root ", text)
    text = re.sub(r"[\d.,]+ [GT]iB free on the disk; log .*", "… GiB free on the disk", text)
    return text


def brief(value, limit=100):
    if isinstance(value, dict):
        value = ", ".join(f"{k} {v}" for k, v in value.items() if v) or "nothing"
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(argument):
    return argument if re.fullmatch(r"[\w./:@=+-]+", argument) else '"' + argument + '"'
