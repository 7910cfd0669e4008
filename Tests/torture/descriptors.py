"""Part 10: standard input, output and error closed, full and broken, in all combinations, for every verb."""

import itertools
import os
import signal
import subprocess

from common import LIMIT_SECONDS, Fault, Outcome, Tally, run_cases
from ledgers import Template, as_lines, copy, log_of, receipts_hold, same_beginning, verify_clean

INPUT = {"as it is": "", "closed": "<&-", "a directory": "< /"}
OUTPUT = {"as it is": "", "closed": "&-", "full": " /dev/full", "a broken pipe": ""}


class Descriptors:
    name = "descriptors"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "calls", 60, 3, 12, snapshot_at=8)
        rng = torture.random(self.name, "commands")
        self.commands = list(self.template.messages(rng, 8))
        room, lines = self.template.rooms[0], as_lines(self.commands)
        command = next(entry.command for entry in reversed(self.template.entries) if entry.kind == 1)
        sample = torture.templates / "descriptors.jsonl"
        if not sample.exists():
            sample.write_bytes(torture.must(
                "sample", "--messages", 90, "--rooms", 3, "--accounts", 12, "--seed", 11).out)
        why = ["--reason", "as a test", "--force"]
        self.verbs = {
            "init": (["init"], None), "exec": (["exec"], lines), "exec-atomic": (["exec", "--atomic"], lines),
            "import": (["import", "mattermost", str(sample)], None),
            "import-stdin": (["import", "mattermost", "-"], sample.read_bytes()),
            "clear": (["clear", room, *why], None), "clear-everything": (["clear", "--everything", *why], None),
            "revert": (["revert", command, *why], None), "snapshot": (["snapshot"], None),
            "rebuild": (["rebuild"], None), "verify": (["verify"], None), "doctor": (["doctor", "--json"], None),
            "messages": (["messages", room, "--all"], None), "stats": (["stats", "--json"], None),
            "tail": (["tail", "-n", "1000", "--json"], None), "conversations": (["conversations"], None),
            "accounts": (["accounts"], None), "show": (["show", room], None), "replay": (["replay"], None),
            "export": (["export", "mattermost"], None), "snapshot-list": (["snapshot", "--list"], None),
            "remove": (["remove", "--conversation", self.template.rooms[1], *why], None),
            "protect": (["protect", self.template.people[0]], None), "schema": (["schema", "relations"], None),
            "sample": (["sample", "--messages", "500"], None),
        }
        self.calm = {}

    def run(self):
        tally = Tally(self.name)
        for name in list(self.verbs):
            folder = self.torture.work / f"calm-{name}"
            folder.mkdir(exist_ok=True)
            ledger = self.prepared(name, folder)
            self.calm[name] = self.called(name, ledger, "as it is", "as it is", "as it is", folder)
            if self.calm[name].code != 0:
                tally.note(f"{name} ends with {self.calm[name].code} even undisturbed")
            subprocess.run(["rm", "-rf", str(folder)])
        cases = list(itertools.product(self.verbs, INPUT, OUTPUT, OUTPUT))
        self.torture.random(self.name, "order").shuffle(cases)
        cases = cases[: self.torture.count(60, len(cases))]
        run_cases(self.torture, tally, range(len(cases)), lambda case, folder: self.case(cases[case], folder))
        return tally

    def prepared(self, name, folder):
        ledger = folder / "ledger"
        return ledger if name == "init" else copy(self.template.path, ledger)

    def called(self, name, ledger, source, out, err, folder):
        arguments, stdin = self.verbs[name]
        if name != "sample":
            arguments = [*arguments, "--ledger", str(ledger)]
        (folder / "stdin").write_bytes(stdin or b"")
        redirections = INPUT[source]
        if OUTPUT[out]:
            redirections += f" >{OUTPUT[out]}"
        if OUTPUT[err]:
            redirections += f" 2>{OUTPUT[err]}"
        with (open(folder / "stdin", "rb") as given, open(folder / "out", "wb") as one,
              open(folder / "err", "wb") as two):
            broken = broken_pipe()
            try:
                process = subprocess.Popen(
                    ["sh", "-c", f'exec "$0" "$@" {redirections}', self.torture.cli, *arguments], stdin=given,
                    stdout=broken if out == "a broken pipe" else one, stderr=broken if err == "a broken pipe" else two,
                    env=self.torture.environment, restore_signals=True)
            finally:
                os.close(broken)
            try:
                code = process.wait(LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise Fault("fault", "it did not end") from None
        return Outcome(arguments, code, (folder / "out").read_bytes(), (folder / "err").read_bytes())

    def case(self, case, folder):
        name, source, out, err = case
        what = f"{name}: input {source}, output {out}, errors {err}"
        (folder / "what.txt").write_text(what + "\n")
        ledger = self.prepared(name, folder)
        try:
            self.judge(name, source, out, err, self.called(name, ledger, source, out, err, folder), ledger)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def judge(self, name, source, out, err, outcome, ledger):
        calm, reads = self.calm[name], self.verbs[name][1] is not None
        is_broken = "a broken pipe" in (out, err)
        if outcome.signal and not (is_broken and outcome.signal == signal.SIGPIPE):
            raise Fault("signal", outcome.said())
        if name != "sample":
            self.judge_ledger(name, source, out, outcome, ledger, reads)
        prints = bool(calm.out)
        if out in ("closed", "full") and prints and not (reads and source != "as it is"):
            if outcome.code != 4 and not (err == "a broken pipe" and outcome.signal):
                raise Fault("silent", f"its output was not written, and it ended with {outcome.code}")
            if err == "as it is" and not outcome.words:
                raise Fault("fault", "its output was not written, and it says nothing")
        if reads and source != "as it is" and outcome.code == 0:
            raise Fault("silent", "its input could not be read, and it ended with 0")
        if out == "as it is" and (source == "as it is" or not reads) and not is_broken and outcome.code != calm.code:
            raise Fault("fault", f"ended with {outcome.code} instead of {calm.code}: {outcome.words[-200:]!r}")

    def judge_ledger(self, name, source, out, outcome, ledger, reads):
        if name == "init":
            if not (ledger / "log/data.mdb").exists():
                self.torture.must("init", "--ledger", ledger, "--quiet")
            verify_clean(self.torture, ledger)
            return
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        if out == "as it is":
            receipts_hold(outcome.out, found)
        added = len(found) - len(self.template.entries)
        if name in ("exec", "exec-atomic"):
            sent = {command["id"] for command in self.commands}
            if any(entry.command not in sent for entry in found[len(self.template.entries):]):
                raise Fault("fault", "a command was invented")
            if out == "closed" and added:
                raise Fault("silent", f"{added} commands were executed that could not be acknowledged")
        for path in ("writer.lock", "log/lock.mdb", "projection/lock.mdb"):
            if (ledger / path).exists():
                data = (ledger / path).read_bytes()
                if b"To bring" in data or b'{"' in data or b"error:" in data:
                    raise Fault("fault", f"what was to be printed stands in {path}")
        verify_clean(self.torture, ledger)


def broken_pipe():
    """The end of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer
