"""Part 9: the parts of a ledger do not belong together: a log that went on elsewhere, the state of another one."""

import json
import shutil

from common import Fault, Tally, run_cases
from ledgers import (
    Template, Truth, as_lines, copy, crashed, log_of, mark_open, receipts_hold, same_beginning, verify_clean)


class Swapped:
    name = "swapped"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "rotten", 300, 4, 20, snapshot_at=40)
        self.other = Template(torture, "other", 300, 4, 20, snapshot_at=40)

    def run(self):
        tally = Tally(self.name)
        run_cases(self.torture, tally, range(self.torture.count(18, 300)), self.case)
        return tally

    def case(self, case, folder):
        rng = self.torture.random(self.name, case)
        kinds = [self.restored, self.went_on_elsewhere, self.went_on_to_the_same_length, self.projection_of_another,
                 self.snapshots_of_another, self.log_of_another]
        kind = kinds[case % len(kinds)]
        ledger = copy(self.template.path, folder / "ledger")
        again = kind(rng, ledger, folder) or []
        marker = rng.choice(["as it is", "open", "of another boot"])
        if marker == "open":
            mark_open(ledger)
        elif marker == "of another boot":
            crashed(ledger)
        what = f"{kind.__name__.replace('_', ' ')}, marker {marker}"
        (folder / "what.txt").write_text(what + "\n")
        before = log_of(ledger)
        try:
            truth = Truth(self.torture, ledger, self.template.rooms[:1])
            first = rng.choice(["stats", "messages", "export", "exec", "snapshot"])
            if first == "snapshot":
                self.torture.must("snapshot", "--ledger", ledger, "--quiet")
            elif first == "exec" and again:
                self.send_again(ledger, again, before)
            elif first != "exec":
                truth.ask(self.torture, ledger, first, rng)
            truth.ask(self.torture, ledger, "stats", rng)
            truth.ask(self.torture, ledger, rng.choice(["messages", "export", "conversations"]), rng)
            if again:
                self.send_again(ledger, again, before)
            verify_clean(self.torture, ledger)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def send_again(self, ledger, commands, before):
        """Commands that the log has are answered with their first receipts; none is recorded twice."""
        outcome = self.torture.must("exec", "--ledger", ledger, stdin=as_lines(commands))
        found = log_of(ledger)
        same_beginning(before, found)
        receipts_hold(outcome.out, found)
        if len(found) != len(before):
            raise Fault("fault", f"{len(found) - len(before)} commands were recorded a second time")
        for line in outcome.out.splitlines():
            if "rejection" in json.loads(line):
                raise Fault("fault", f"a command that the log has was rejected: {line[:200]!r}")

    def ran(self, ledger, commands):
        self.torture.must("exec", "--ledger", ledger, "--quiet", stdin=as_lines(commands))
        return commands

    def swap_log(self, source, ledger):
        shutil.rmtree(ledger / "log")
        copy(source, ledger / "log")

    def restored(self, rng, ledger, folder):
        """The log is an older copy of itself."""
        copy(ledger / "log", folder / "backup")
        self.ran(ledger, list(self.template.messages(rng, rng.randint(1, 30))))
        if rng.random() < 0.5:
            self.torture.must("snapshot", "--ledger", ledger, "--quiet")
        self.swap_log(folder / "backup", ledger)

    def went_on_elsewhere(self, rng, ledger, folder):
        """A standby took over from an older copy, and came back with what it had written since."""
        return self.elsewhere(rng, ledger, folder, rng.randint(1, 20), rng.randint(21, 60))

    def went_on_to_the_same_length(self, rng, ledger, folder):
        count = rng.randint(1, 30)
        return self.elsewhere(rng, ledger, folder, count, count)

    def elsewhere(self, rng, ledger, folder, here, there):
        standby = copy(ledger, folder / "standby")
        self.ran(ledger, list(self.template.messages(rng, here)))
        if rng.random() < 0.3:
            self.torture.must("snapshot", "--ledger", ledger, "--quiet")
        commands = self.ran(standby, list(self.template.messages(rng, there)))
        self.swap_log(standby / "log", ledger)
        return commands

    def projection_of_another(self, rng, ledger, folder):
        shutil.rmtree(ledger / "projection")
        copy(self.other.path / "projection", ledger / "projection")
        if rng.random() < 0.5:
            shutil.copy2(self.other.path / "projection.state", ledger / "projection.state")

    def snapshots_of_another(self, rng, ledger, folder):
        shutil.rmtree(ledger / "snapshots")
        copy(self.other.path / "snapshots", ledger / "snapshots")
        crashed(ledger)

    def log_of_another(self, rng, ledger, folder):
        self.swap_log(self.other.path / "log", ledger)
