"""Part 1, continued: the sync of a projection fails, and pages that were never written are gone from the cache.

The kernel reports such an error once, may drop what it could not write, and a later sync succeeds: so what was not
synced must never be believed again, in this boot or another.
"""

from common import Fault, Tally, run_cases
from ledgers import Template, Truth, as_lines, copy, crashed, log_of, receipts_hold, same_beginning, verify_clean

PAGE = 4096


class LostPages:
    name = "unsynced"

    def __init__(self, torture):
        self.torture = torture

    def run(self):
        tally = Tally(self.name)
        self.template = Template(self.torture, "rotten", 300, 4, 20, snapshot_at=40)
        run_cases(self.torture, tally, range(self.torture.count(12, 240)), lambda *of: self.case(tally, *of))
        return tally

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        ledger = copy(self.template.path, folder / "ledger")
        self.torture.must("rebuild", "--quiet", "--ledger", ledger)
        place = ledger / "projection/data.mdb"
        before = place.read_bytes()
        commands = list(self.template.messages(rng, rng.randint(5, 60), 600))
        call = rng.choice(["fdatasync"] * 6 + ["fsync", "syncfs"])
        later = rng.choice(["looked at", "opened again", "crashed"])
        what = f"{len(commands)} messages, {call} of the projection fails, then {later}"
        (folder / "what.txt").write_text(what + "\n")
        outcome = self.torture.run("exec", "--ledger", ledger, stdin=as_lines(commands), env={
            "LD_PRELOAD": self.torture.shim(), "TORTURE_ROOT": str(ledger), "TORTURE_CALL": call,
            "TORTURE_PATH": "projection/data.mdb", "TORTURE_N": "1", "TORTURE_MODE": "EIO+"})
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if outcome.code == 0:
            # It synced in another way, or not at all: then nothing failed, and nothing is lost.
            tally.note(f"{call} is not how the projection is synced")
        else:
            self.lose(rng, place, before)
        found = log_of(ledger)
        try:
            same_beginning(self.template.entries, found)
            receipts_hold(outcome.out, found)
            if later != "looked at":
                self.torture.must("exec", "--ledger", ledger, stdin=as_lines(commands))
            if later == "crashed":
                crashed(ledger)
            truth = Truth(self.torture, ledger, self.template.rooms[:1])
            for question in rng.sample(["stats", "messages", "export"], 2):
                truth.ask(self.torture, ledger, question, rng)
            verify_clean(self.torture, ledger)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def lose(self, rng, place, before):
        """Some pages that were written since are as they were: in place, as the cache would show them."""
        after = place.read_bytes() if place.exists() else b""
        with open(place, "r+b") if after else open("/dev/null", "wb") as file:
            for number in range(len(after) // PAGE):
                old, new = before[number * PAGE : (number + 1) * PAGE], after[number * PAGE : (number + 1) * PAGE]
                if old != new and rng.random() < 0.5:
                    file.seek(number * PAGE)
                    file.write(old.ljust(PAGE, b"\0"))
