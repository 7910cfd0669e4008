"""Part 1: one call of the operating system fails, comes short, comes late, or is the last one of the process."""

import json
import shutil

import lmdbfile
from common import Fault, Tally, run_cases
from ledgers import (
    Template, Truth, as_lines, copy, crashed, digest, lines_of_export, log_of, mark_open, receipts_hold, same_beginning,
    verify_clean)

# What each kind of call can answer, on a real system.
MODES = {
    "open": ["EIO", "EACCES", "EMFILE", "ENOSPC", "EINTR", "ENOMEM", "kill-before", "kill-after", "delay"],
    "opendir": ["EIO", "EMFILE", "EACCES"],
    "close": ["EIO", "EINTR", "kill-before", "kill-after"],
    "read": ["EIO", "EINTR", "short", "kill-after"],
    "pread": ["EIO", "EINTR", "short", "kill-after"],
    "write": ["EIO", "ENOSPC", "ENOSPC+", "EINTR", "short", "delay", "kill-before", "kill-after"],
    "pwrite": ["EIO", "EIO+", "ENOSPC", "ENOSPC+", "EINTR", "short", "delay", "kill-before", "kill-after"],
    "writev": ["EIO", "EIO+", "ENOSPC", "ENOSPC+", "EINTR", "short", "delay", "kill-before", "kill-after"],
    "pwritev": ["EIO", "EIO+", "ENOSPC", "ENOSPC+", "EINTR", "short", "delay", "kill-before", "kill-after"],
    "ftruncate": ["EIO", "ENOSPC", "EINTR", "kill-before", "kill-after"],
    "posix_fallocate": ["EIO", "ENOSPC", "EINTR", "kill-before", "kill-after"],
    "copy_file_range": ["EIO", "ENOSPC", "EINTR", "EXDEV", "EOPNOTSUPP", "short", "kill-before", "kill-after"],
    "sendfile": ["EIO", "ENOSPC", "EINTR", "short", "kill-before", "kill-after"],
    "fsync": ["EIO", "EIO+", "ENOSPC", "EINTR", "delay", "kill-before", "kill-after"],
    "fdatasync": ["EIO", "EIO+", "ENOSPC", "EINTR", "delay", "kill-before", "kill-after"],
    "syncfs": ["EIO", "kill-before", "kill-after"],
    "msync": ["EIO", "kill-before", "kill-after"],
    "mmap": ["ENOMEM", "EACCES", "EMFILE", "kill-before", "kill-after"],
    "rename": ["EIO", "ENOSPC", "EACCES", "kill-before", "kill-after"],
    "link": ["EIO", "ENOSPC", "EACCES", "kill-before", "kill-after"],
    "unlink": ["EIO", "EACCES", "kill-before", "kill-after"],
    "rmdir": ["EIO", "EACCES", "kill-before", "kill-after"],
    "mkdir": ["EIO", "ENOSPC", "EACCES", "kill-before", "kill-after"],
    "stat": ["EIO", "EACCES", "ENOMEM", "kill-after"],
    "statx": ["EIO", "EACCES", "ENOSYS", "kill-after"],
    "fcntl": ["ENOMEM", "EIO", "EINTR", "ENOLCK", "kill-before", "kill-after"],
    "flock": ["EIO", "EINTR", "ENOLCK", "kill-before", "kill-after"],
}


class Verb:
    """A verb as it is called, and how to see that it was done."""

    def __init__(self, name, arguments, stdin=None, prepare=None, is_new=False, done=None):
        self.name, self.arguments, self.stdin, self.prepare = name, arguments, stdin, prepare
        self.is_new, self.done = is_new, done


def shown_as_log(part, ledger, outcome, folder):
    """A looking verb that ended well has shown what the log says."""
    truth = part.truth_of(ledger)
    verb = outcome.arguments[0]
    if verb == "stats" and truth.difference("stats", None, outcome.out):
        raise Fault("silent", "stats ended with 0 and shows another state")
    if verb == "messages" and digest(outcome.out) != truth.rooms[outcome.arguments[1]]:
        raise Fault("silent", "messages ended with 0 and shows other messages")


def all_recorded(part, ledger, outcome, folder):
    if len(outcome.out.splitlines()) < len(part.commands):
        raise Fault("silent", "exec ended with 0, and receipts are missing")


def snapshot_there(part, ledger, outcome, folder):
    if not list((ledger / "snapshots").glob("*/manifest.json")):
        raise Fault("silent", "snapshot ended with 0, and there is none")


def exported(part, ledger, outcome, folder):
    path = folder / "out/export.jsonl"
    if not path.exists() or lines_of_export(path.read_bytes()) != part.truth_of(ledger).export:
        raise Fault("silent", "export ended with 0, and the file is not the archive")


def replayed(part, ledger, outcome, folder):
    if json.loads(outcome.out)["stateRoot"] != part.template.truth.root:
        raise Fault("silent", "replay ended with 0 and has another state root")


class FailingCalls:
    name = "calls"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "calls", 60, 3, 12, snapshot_at=8)
        self.rng = torture.random(self.name, "commands")
        self.commands = list(self.template.messages(self.rng, 6))
        self.truths = {}
        template, room = self.template, self.template.rooms[0]
        self.clear_id = next(
            entry.command for entry in reversed(template.entries) if entry.kind == 1)
        more = torture.templates / "calls-more.jsonl"
        if not more.exists():
            sample = torture.must("sample", "--messages", 90, "--rooms", 3, "--accounts", 12, "--seed", 11)
            more.write_bytes(sample.out)
        lines = as_lines(self.commands)
        self.verbs = [
            Verb("init", ["init", "--json"], is_new=True),
            Verb("import", ["import", "mattermost", str(more), "--json"]),
            Verb("exec", ["exec"], stdin=lines, done=all_recorded),
            Verb("exec-atomic", ["exec", "--atomic"], stdin=lines, done=all_recorded),
            Verb("exec-behind", ["exec"], stdin=lines, prepare="behind", done=all_recorded),
            Verb("exec-reboot", ["exec"], stdin=lines, prepare="reboot", done=all_recorded),
            Verb("clear", ["clear", room, "--reason", "as a test", "--force", "--json"]),
            Verb("revert", ["revert", self.clear_id, "--reason", "as a test", "--force", "--json"]),
            Verb("snapshot", ["snapshot", "--json"], done=snapshot_there),
            Verb("rebuild", ["rebuild", "--json"]),
            Verb("verify", ["verify", "--json"]),
            Verb("messages", ["messages", room, "--all", "--json"], done=shown_as_log),
            Verb("messages-behind", ["messages", room, "--all", "--json"], prepare="behind", done=shown_as_log),
            Verb("stats", ["stats", "--json"], done=shown_as_log),
            Verb("stats-reboot", ["stats", "--json"], prepare="reboot", done=shown_as_log),
            Verb("stats-no-snapshot", ["stats", "--json"], prepare="reboot-bare", done=shown_as_log),
            Verb("export", ["export", "mattermost", "OUT/export.jsonl", "--force", "--quiet"], done=exported),
            Verb("replay", ["replay", "--json", "--into", "OUT/replayed"], done=replayed),
        ]

    def prepared(self, verb, folder):
        """The ledger as the verb meets it."""
        ledger = folder / "ledger"
        if verb.is_new:
            return ledger
        copy(self.template.path, ledger)
        if verb.prepare == "behind":
            # The process was killed after the log's commit and before the projection's.
            shutil.rmtree(ledger / "projection")
            copy(self.behind(), ledger / "projection")
            mark_open(ledger)
        elif verb.prepare:
            crashed(ledger)
            if verb.prepare == "reboot-bare":
                shutil.rmtree(ledger / "snapshots")
                (ledger / "snapshots").mkdir()
        return ledger

    def behind(self):
        path = self.torture.templates / "calls-behind"
        if not path.exists():
            snapshot = sorted((self.template.path / "snapshots").glob("*/data.mdb"))[-1]
            path.mkdir()
            shutil.copy(snapshot, path / "data.mdb")
        return path

    def truth_of(self, ledger):
        """Answers as from the log; kept by the log's state, since most tries leave the same."""
        key = digest(b"".join(entry.bytes for entry in log_of(ledger)))
        if key not in self.truths:
            self.truths[key] = Truth(self.torture, ledger, self.template.rooms)
        return self.truths[key]

    def call(self, verb, ledger, folder, **env):
        (folder / "out").mkdir(exist_ok=True)
        (folder / "tmp").mkdir(exist_ok=True)
        arguments = [argument.replace("OUT", str(folder / "out")) for argument in verb.arguments]
        env = {
            "LD_PRELOAD": self.torture.shim(), "TORTURE_ROOT": f"{ledger}:{folder / 'out'}:{folder / 'tmp'}",
            "TMPDIR": str(folder / "tmp"), **env}
        return self.torture.run(*arguments, "--ledger", ledger, stdin=verb.stdin, env=env)

    def plan(self):
        """Every call that every verb makes, with every way in which it can go wrong."""
        cases = []
        for verb in self.verbs:
            folder = self.torture.work / f"plan-{verb.name}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            ledger = self.prepared(verb, folder)
            outcome = self.call(verb, ledger, folder, TORTURE_TRACE=str(folder / "trace"))
            if outcome.code != 0:
                raise Fault("fault", "undisturbed: " + outcome.said())
            counts = {}
            for line in (folder / "trace").read_text().splitlines():
                call = line.split(" ", 2)[1]
                counts[call] = counts.get(call, 0) + 1
            for call, count in sorted(counts.items()):
                for number in range(1, count + 1):
                    cases += [(verb, call, number, mode) for mode in MODES.get(call, [])]
            shutil.rmtree(folder, ignore_errors=True)
        self.torture.random(self.name, "order").shuffle(cases)
        return cases

    def run(self):
        tally = Tally(self.name)
        cases = self.plan()
        wanted = self.torture.count(150, 5200)
        # A second round of the same calls is another try: threads and commits fall differently.
        rounds = [cases[number % len(cases)] for number in range(wanted)]
        tally.note(f"{len(cases)} different failures in {len(self.verbs)} ways to call")
        run_cases(self.torture, tally, range(wanted), lambda case, folder: self.case(rounds[case], folder))
        return tally

    def case(self, case, folder):
        verb, call, number, mode = case
        (folder / "what.txt").write_text(f"{verb.name}: {call} {number} {mode}\n")
        ledger = self.prepared(verb, folder)
        outcome = self.call(verb, ledger, folder, TORTURE_CALL=call, TORTURE_N=str(number), TORTURE_MODE=mode)
        try:
            self.judge(verb, mode, ledger, outcome, folder)
        except Fault as fault:
            raise Fault(fault.kind, f"{verb.name}, {call} number {number} {mode}: {fault}") from fault

    def judge(self, verb, mode, ledger, outcome, folder):
        killed = mode.startswith("kill")
        if outcome.signal and not (killed and outcome.signal == 9):
            raise Fault("signal", outcome.said())
        if outcome.code > 0 and not outcome.words and not outcome.out:
            raise Fault("fault", f"ended with {outcome.code} without a word")
        if verb.name == "verify" and outcome.code == 1:
            raise Fault("fault", f"what is sound is called damaged: {outcome.out[-300:]!r}")
        if verb.is_new:
            self.judge_new(verb, ledger, outcome)
            return
        # First what is in the log, read without the program.
        before = self.template.entries
        found = log_of(ledger)
        same_beginning(before, found)
        receipts_hold(outcome.out, found)
        if verb.name == "exec-atomic" and len(found) not in (len(before), len(before) + len(self.commands)):
            raise Fault("fault", f"{len(found) - len(before)} of {len(self.commands)} commands of an atomic batch")
        if verb.stdin:
            sent = {command["id"] for command in self.commands}
            for entry in found[len(before):]:
                if entry.command not in sent:
                    raise Fault("fault", f"entry {entry.position} was invented: {entry.command}")
        if outcome.code == 0 and verb.done:
            verb.done(self, ledger, outcome, folder)
        # Then what the program says of it, with nothing in its way any more.
        truth = self.truth_of(ledger)
        rng = self.torture.random(self.name, str(ledger))
        truth.ask(self.torture, ledger, "stats", rng)
        truth.ask(self.torture, ledger, rng.choice(["messages", "export", "tail"]), rng)
        verify_clean(self.torture, ledger)
        self.again(verb, ledger, before, folder)

    def judge_new(self, verb, ledger, outcome):
        """A ledger that was being made: it is there, or it can be made."""
        try:
            made = bool(lmdbfile.entries(ledger / "log/data.mdb")) and not (ledger / "init.unfinished").exists()
        except (OSError, lmdbfile.Unreadable):
            made = False
        if outcome.code == 0 and not made:
            raise Fault("lost", "init ended with 0, and there is no ledger")
        if not made:
            again = self.torture.run(*verb.arguments, "--ledger", ledger)
            if again.code != 0:
                raise Fault("signal" if again.signal else "fault", "made again: " + again.said())
        self.torture.must("stats", "--json", "--ledger", ledger)
        verify_clean(self.torture, ledger)

    def again(self, verb, ledger, before, folder):
        """What was not done can be done now; what was done is not done twice."""
        if verb.name not in ("import", "exec", "exec-atomic", "exec-behind", "exec-reboot"):
            return
        outcome = self.torture.run(*verb.arguments, "--ledger", ledger, stdin=verb.stdin)
        if outcome.code != 0:
            raise Fault("signal" if outcome.signal else "fault", "again: " + outcome.said())
        found = log_of(ledger)
        if verb.stdin:
            receipts_hold(outcome.out, found)
            if len(found) != len(before) + len(self.commands):
                raise Fault("fault", f"{len(found) - len(before)} entries of {len(self.commands)} commands")
