"""Part 2: the states that a power cut could leave, made from a record of what a process wrote and synced."""

import json
import subprocess

import lmdbfile
from common import LIMIT_SECONDS, Fault, Tally, run_cases
from ledgers import Template, as_lines, copy, crashed, reboot, receipts_hold, same_beginning, verify_clean
from recording import CREATE, OUTPUT, SYNC, SYNCED_WRITE, Choice, Disk, read_events


class Workload:
    """Something a process does, recorded once."""

    def __init__(self, name, start, events, ledger, weight=1):
        self.name, self.start, self.events, self.weight = name, start, events, weight
        self.entries = lmdbfile.entries(ledger / "log/data.mdb")
        self.final, self.roots = ledger, {}
        self.is_new = not (start / "ledger").exists()

    def output_until(self, cut):
        return b"".join(event.data for event in self.events[:cut] if event.kind == OUTPUT)


class PowerCuts:
    name = "power"

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "calls", 60, 3, 12, snapshot_at=8)
        self.folder = torture.templates / "power"
        self.folder.mkdir(exist_ok=True)
        self.workloads = []
        room = self.template.rooms[0]
        rng = torture.random(self.name, "commands")
        make = self.template.messages
        many = torture.templates / "power-more.jsonl"
        if not many.exists():
            many.write_bytes(torture.must(
                "sample", "--messages", 150, "--rooms", 3, "--accounts", 12, "--seed", 12).out)
        self.add("init", ["init", "--json"], is_new=True, weight=4)
        self.add("exec", ["exec"], one_by_one=list(make(rng, 12, 3000)), weight=4)
        self.add("exec-large", ["exec"], stdin=as_lines(make(rng, 60, 4000)), weight=2)
        self.add("exec-atomic", ["exec", "--atomic"], stdin=as_lines(make(rng, 30)), weight=1)
        self.add("import", ["import", "mattermost", str(many), "--json"], weight=2)
        self.add("clear", ["clear", room, "--reason", "as a test", "--force", "--json"])
        self.add("snapshot", ["snapshot", "--json"])
        self.add("rebuild", ["rebuild", "--json"])
        self.add("exec-after-reboot", ["exec"], stdin=as_lines(make(rng, 5)), is_rebooted=True)

    def add(self, name, arguments, stdin=None, one_by_one=None, is_new=False, is_rebooted=False, weight=1):
        # What is recorded is the directory around the ledger: the ledger's own name has to be kept, too.
        start, place, record = self.folder / f"{name}.start", self.folder / name, self.folder / f"{name}.record"
        ledger = place / "ledger"
        if not record.exists():
            start.mkdir()
            if not is_new:
                copy(self.template.path, start / "ledger")
                if is_rebooted:
                    crashed(start / "ledger")
            copy(start, place)
            env = {"LD_PRELOAD": self.torture.shim(), "TORTURE_ROOT": str(place), "TORTURE_RECORD": f"{record}.part"}
            if one_by_one is None:
                self.torture.must(*arguments, "--ledger", ledger, stdin=stdin, env=env)
            else:
                self.converse([*arguments, "--ledger", ledger], one_by_one, env)
            (self.folder / f"{name}.record.part").rename(record)
        self.workloads.append(Workload(name, start, read_events(record, place), ledger, weight))

    def converse(self, arguments, commands, env):
        """Sends each command when the one before has its receipt: a commit for each."""
        process = self.torture.start(
            *arguments, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for command in commands:
            process.stdin.write(as_lines([command]))
            process.stdin.flush()
            if not process.stdout.readline():
                raise Fault("fault", "no receipt came")
        process.stdin.close()
        process.wait(LIMIT_SECONDS)

    def run(self):
        tally = Tally(self.name)
        for workload in self.workloads:
            tally.note(f"{workload.name}: {len(workload.events)} events recorded")
        wanted = self.torture.count(220, 6600)
        run_cases(self.torture, tally, range(wanted), self.case)
        return tally

    def case(self, case, folder):
        rng = self.torture.random(self.name, case)
        workload = rng.choices(self.workloads, [workload.weight for workload in self.workloads])[0]
        cut = self.cut(workload, rng)
        is_journaled, choice = rng.random() < 0.5, Choice(rng)
        what = (f"{workload.name}, cut after {cut} of {len(workload.events)} events, "
                f"{'names in order' if is_journaled else 'names by POSIX alone'}, {choice}")
        (folder / "what.txt").write_text(what + "\n")
        disk = Disk(workload.start, is_journaled)
        for event in workload.events[:cut]:
            disk.apply(event)
        if cut < len(workload.events) and workload.events[cut].data and workload.events[cut].kind != OUTPUT:
            # The write that was under way: some of it may have arrived, none of it was promised.
            under_way = workload.events[cut]
            inode = disk.names.get(under_way.path)
            if inode is not None:
                inode.pending.append((1, under_way.offset, under_way.data))
        ledger = folder / "ledger"
        disk.leave(rng, folder, choice)
        if self.torture.only_case is not None and ledger.exists():
            copy(ledger, folder / "as-found")
        try:
            self.judge(workload, ledger, workload.output_until(cut))
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def cut(self, workload, rng):
        """When the power goes: often right after something was promised or synced, and when all was done."""
        events = workload.events
        made = [at for at, event in enumerate(events) if event.kind == CREATE]
        kind = rng.random()
        if made and kind < (0.5 if workload.is_new else 0.1):
            # A file that has just been made, and what first goes into it.
            return min(rng.choice(made) + rng.randint(1, 4), len(events))
        kind = rng.random()
        if kind < 0.2:
            return len(events)
        if kind < 0.5:
            return 1 + rng.choice([at for at, event in enumerate(events) if event.kind in (OUTPUT, SYNC, SYNCED_WRITE)])
        return rng.randint(0, len(events))

    def judge(self, workload, ledger, output):
        acknowledged = [json.loads(line) for line in output.splitlines() if line.startswith(b"{")]
        was_made = not workload.is_new or bool(acknowledged)
        found = None
        try:
            found = lmdbfile.entries(ledger / "log/data.mdb")
        except (OSError, lmdbfile.Unreadable) as error:
            if was_made:
                raise Fault("lost", f"the log cannot be read: {error}") from error
        reboot(ledger)
        # The note of an unfinished making says that nobody was ever answered.
        if not was_made and (not found or (ledger / "init.unfinished").exists()):
            again = self.torture.run("init", "--json", "--ledger", ledger)
            if again.code != 0:
                raise Fault("signal" if again.signal else "fault", "made again: " + again.said())
            verify_clean(self.torture, ledger)
            return
        before = 1 if workload.is_new else self.start_count()
        if len(found) < before:
            raise Fault("lost", f"the log has {len(found)} entries, {before} were there before")
        same_beginning(found, workload.entries, "the log (none invented)")
        receipts_hold(output, found)
        if workload.name == "exec-atomic" and len(found) not in (before, len(workload.entries)):
            raise Fault("fault", f"{len(found) - before} entries of an atomic batch")
        position = len(found)
        stats = self.torture.run("stats", "--json", "--ledger", ledger)
        if stats.code != 0:
            raise Fault("signal" if stats.signal else "fault", stats.said())
        facts = json.loads(stats.out)
        if facts["position"] != position or facts["stateRoot"] != self.root(workload, position):
            raise Fault("silent", f"stats says position {facts['position']}; the log has {position}, or other rows")
        verify_clean(self.torture, ledger)
        if not list(ledger.glob("snapshots/*/manifest.json")):
            return
        # What a snapshot says is true as well, if it is believed at all.
        listed = self.torture.run("snapshot", "--list", "--json", "--ledger", ledger)
        if listed.signal:
            raise Fault("signal", listed.said())

    def start_count(self):
        return len(self.template.entries)

    def root(self, workload, position):
        """The state root at a position, folded from the whole log."""
        if position not in workload.roots:
            out = self.torture.must(
                "replay", "--to", position, "--json", "--ledger", workload.final).out
            workload.roots[position] = json.loads(out)["stateRoot"]
        return workload.roots[position]
