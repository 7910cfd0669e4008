"""Part 3: damaged snapshots, damaged and torn projections, damaged logs."""

import json
import shutil

import lmdbfile
from common import Fault, Tally, run_cases
from ledgers import Held, Template, Truth, as_lines, copy, crashed, log_of, mark_open, same_beginning, verify_clean
from recording import SYNC, Choice, Disk, read_events

PAGE = 4096
READING = ("stats", "export", "messages", "tail", "conversations", "accounts")


def damage(data, rng, other=None):
    """The bytes with one damage, and what it is called. `other` is an older state of the same file."""
    data, pages = bytearray(data), len(data) // PAGE
    kinds = ["bit", "bit", "bits", "byte", "zeroed page", "zeroed page", "garbage page", "swapped pages", "cut",
             "cut at a page", "repeated page", "zeroed sector", "meta bit", "tail lost to zeros", "header bit"]
    if other:
        kinds += ["older pages", "older pages"]
    kind = rng.choice(kinds)
    page = rng.randrange(min(2, pages - 1), pages)
    at, second = page * PAGE, rng.randrange(pages) * PAGE
    if kind == "bit":
        place = rng.randrange(2 * PAGE, len(data))
        data[place] ^= 1 << rng.randrange(8)
        return data, f"bit of byte {place}"
    if kind == "meta bit":
        place = rng.randrange(2) * PAGE + rng.randrange(152)
        data[place] ^= 1 << rng.randrange(8)
        return data, f"bit of byte {place} of a meta page"
    if kind == "header bit":
        place = at + rng.randrange(48)
        data[place] ^= 1 << rng.randrange(8)
        return data, f"bit of byte {place}, in the head of a page"
    if kind == "bits":
        for _ in range(rng.randint(2, 24)):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "byte":
        place = rng.randrange(len(data))
        data[place] = rng.randrange(256)
        kind = f"byte {place}"
    elif kind == "zeroed page":
        data[at : at + PAGE] = bytes(PAGE)
    elif kind == "garbage page":
        data[at : at + PAGE] = rng.randbytes(PAGE)
    elif kind == "swapped pages":
        data[at : at + PAGE], data[second : second + PAGE] = data[second : second + PAGE], data[at : at + PAGE]
    elif kind == "repeated page":
        data[at : at + PAGE] = data[second : second + PAGE]
    elif kind == "zeroed sector":
        place = rng.randrange(len(data) // 512) * 512
        data[place : place + 512] = bytes(512)
        return data, f"zeroed sector at {place}"
    elif kind == "cut":
        length = rng.randrange(len(data))
        return data[:length], f"cut to {length} bytes"
    elif kind == "cut at a page":
        return data[:at], f"cut to {page} pages"
    elif kind == "tail lost to zeros":
        data[at:] = bytes(len(data) - at)
    elif kind == "older pages":
        # As if the newer ones had not been written back.
        for number in range(min(len(other), len(data)) // PAGE):
            if rng.random() < 0.5:
                data[number * PAGE : (number + 1) * PAGE] = other[number * PAGE : (number + 1) * PAGE]
    return data, f"{kind} ({page})"


class Damage:
    """What the three have in common: a small ledger with a snapshot, and questions to it."""

    name = ""

    def __init__(self, torture):
        self.torture = torture
        self.template = Template(torture, "rotten", 300, 4, 20, snapshot_at=40)
        self.rng = torture.random(self.name, "commands")
        self.new = as_lines(self.template.messages(self.rng, 1))

    def questions(self, rng, ledger, first, may_refuse=False):
        """The first verb that meets the damage, then others."""
        truth, answered = self.template.truth, 0
        if first in ("verify", "doctor"):
            self.look(first, ledger, may_refuse)
        elif first == "exec":
            self.write(ledger)
            return
        elif not truth.ask(self.torture, ledger, first, rng, may_refuse):
            answered -= 1
        for question in ("stats", rng.choice(["messages", "export"])):
            answered += truth.ask(self.torture, ledger, question, rng, may_refuse)

    def look(self, verb, ledger, may_refuse):
        """`verify` and `doctor` may find something in a projection that they are asked to examine; they never die."""
        outcome = self.torture.run(verb, "--json", "--ledger", ledger)
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if outcome.code not in (0, 1, 4) or outcome.code and not (outcome.words or outcome.out):
            raise Fault("fault", outcome.said())
        if verb == "verify" and outcome.code == 0:
            position = json.loads(outcome.out)["position"]
            if position != self.template.truth.position:
                raise Fault("silent", f"verify is clean at position {position} of {self.template.truth.position}")

    def write(self, ledger):
        """A writer opens: it goes on from the log, whatever lies beside it."""
        outcome = self.torture.run("exec", "--ledger", ledger, stdin=self.new)
        if outcome.code != 0:
            raise Fault("signal" if outcome.signal else "fault", outcome.said())
        position = json.loads(outcome.out.splitlines()[0])["position"]
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        if position != len(found) or position != len(self.template.entries) + 1:
            raise Fault("fault", f"recorded at {position}, the log has {len(found)} entries")
        verify_clean(self.torture, ledger)


class DamagedSnapshots(Damage):
    name = "snapshots"

    def run(self):
        tally = Tally(self.name)
        run_cases(self.torture, tally, range(self.torture.count(90, 2100)), self.case)
        return tally

    def case(self, case, folder):
        rng = self.torture.random(self.name, case)
        ledger = copy(self.template.path, folder / "ledger")
        snapshot = sorted((ledger / "snapshots").glob("*/data.mdb"))[-1]
        if rng.random() < 0.9:
            data, what = damage(snapshot.read_bytes(), rng)
            snapshot.write_bytes(data)
        else:
            manifest = snapshot.with_name("manifest.json")
            data = bytearray(manifest.read_bytes())
            place = rng.randrange(len(data))
            data[place] ^= 1 << rng.randrange(8)
            manifest.write_bytes(data)
            what = f"bit of byte {place} of the manifest"
        # A snapshot matters when the projection is not believed.
        crashed(ledger)
        first = rng.choice([*READING, "verify", "doctor", "exec", "exec"])
        (folder / "what.txt").write_text(f"snapshot: {what}; first {first}\n")
        try:
            self.questions(rng, ledger, first)
            if first != "exec":
                verify_clean(self.torture, ledger)
            self.from_snapshot(snapshot, ledger)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}, first {first}: {fault}") from fault

    def from_snapshot(self, snapshot, ledger):
        """`replay --from-snapshot` was told to begin with it: a refusal in words, or the log's own state."""
        if not snapshot.exists():
            return
        outcome = self.torture.run(
            "replay", "--from-snapshot", snapshot.parent.name, "--to", self.template.truth.position, "--json",
            "--ledger", ledger)
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if outcome.code == 0 and json.loads(outcome.out)["stateRoot"] != self.template.truth.root:
            raise Fault("silent", "replay --from-snapshot has another state root, with exit code 0")


class DamagedProjections(Damage):
    """Damaged or torn, with every marker that can stand beside it, met by readers and writers."""

    name = "projections"

    def __init__(self, torture):
        super().__init__(torture)
        self.record()

    def record(self):
        """Writes a projection while it is watched, so that subsets of what was never synced can be left of it."""
        place = self.torture.templates / "torn"
        if not (self.torture.templates / "torn.record").exists():
            ledger = copy(self.template.path, place)
            env = {"LD_PRELOAD": self.torture.shim(), "TORTURE_ROOT": str(ledger),
                   "TORTURE_RECORD": str(self.torture.templates / "torn.part")}
            rng = self.torture.random(self.name, "torn")
            for _ in range(3):
                self.torture.must("exec", "--ledger", ledger, stdin=as_lines(self.template.messages(rng, 15)), env=env)
            (self.torture.templates / "torn.part").rename(self.torture.templates / "torn.record")
        self.events = read_events(self.torture.templates / "torn.record", place)
        self.torn = Template.__new__(Template)
        self.torn.__dict__.update(self.template.__dict__, path=place)
        self.torn.entries = lmdbfile.entries(place / "log/data.mdb")
        self.torn.truth = Truth(self.torture, place, self.template.rooms)

    def run(self):
        tally = Tally(self.name)
        run_cases(self.torture, tally, range(self.torture.count(110, 2400)), lambda *of: self.case(tally, *of))
        return tally

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        ledger, place = folder / "ledger", folder / "ledger/projection/data.mdb"
        is_torn = rng.random() < 0.35
        judge, what_marker = self, ""
        if is_torn:
            judge = Damage.__new__(Damage)
            judge.__dict__.update(self.__dict__, template=self.torn)
            copy(self.torn.path, ledger)
            data, what = self.unsynced(rng)
        else:
            copy(self.template.path, ledger)
            if rng.random() < 0.5:
                # The marker is then of this very file, and not of the one that it was copied from.
                self.torture.must("rebuild", "--json", "--ledger", ledger)
                what_marker = ", made here"
            older = sorted((self.template.path / "snapshots").glob("*/data.mdb"))[-1].read_bytes()
            data, what = damage(place.read_bytes(), rng, older)
        place.write_bytes(data)
        # In the same file and the same boot an open marker is believed, since the cache outlives a killed process: that
        # it is damaged there is no crash's doing.
        marker = rng.choice(self.markers(bool(what_marker)))
        if marker == "this boot, open":
            mark_open(ledger)
        elif marker == "another boot, open":
            crashed(ledger)
        first = rng.choice([*READING, "verify", "doctor", "exec", "exec", "rebuild"])
        is_held = first not in ("exec", "rebuild") and rng.random() < 0.3
        held = ", while a writer holds the lock" if is_held else ""
        what = f"{what}; marker {marker}{what_marker}; first {first}{held}"
        (folder / "what.txt").write_text(what + "\n")
        try:
            if is_held:
                with Held(ledger):
                    judge.questions(rng, ledger, first, may_refuse=True)
            elif first == "rebuild":
                self.torture.must("rebuild", "--json", "--ledger", ledger)
            else:
                judge.questions(rng, ledger, first)
            if first != "exec":
                judge.questions(rng, ledger, "stats")
                verify_clean(self.torture, ledger)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def markers(self, is_made_here):
        return ["another boot, open", "clean", "this boot, open"]

    def unsynced(self, rng):
        """The projection as a crash could leave it: some of what was written since the last sync, in no order."""
        disk, choice = Disk(self.template.path, True), Choice(rng)
        last = max((at for at, event in enumerate(self.events)
                    if event.kind == SYNC and event.path == "projection/data.mdb"), default=len(self.events))
        cut = rng.randint(1, last)
        for event in self.events[:cut]:
            disk.apply(event)
        folder = self.torture.work / f"torn-{rng.getrandbits(60):x}"
        folder.mkdir()
        try:
            disk.leave(rng, folder, choice)
            file = folder / "projection/data.mdb"
            # A cut between two renames leaves none.
            data = file.read_bytes() if file.exists() else b""
        finally:
            shutil.rmtree(folder)
        return data, f"torn after {cut} of {len(self.events)} events, {choice}"


class DamagedLogs(Damage):
    """A log is the truth: damage to it is reported or refused, and nothing else is told than it says."""

    name = "logs"
    # Whether a text that is read has to be held against its checksum at once, and not by `verify` alone.
    texts_are_checked = True

    def run(self):
        tally = Tally(self.name)
        self.data = (self.template.path / "log/data.mdb").read_bytes()
        run_cases(self.torture, tally, range(self.torture.count(60, 1100)), lambda *of: self.case(tally, *of))
        return tally

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        ledger = copy(self.template.path, folder / "ledger")
        data, what = damage(self.data, rng)
        place = ledger / "log/data.mdb"
        place.write_bytes(data)
        marker = rng.choice(["as it was", "another boot"])
        if marker == "another boot":
            crashed(ledger)
        # Read without the program: does it hit what the newest state is made of, and does it change what it says?
        kind = self.hit(bytes(data))
        tally.note(f"damage {kind}")
        first = rng.choice([*READING, "verify", "doctor"])
        what = f"{what}; {kind}; marker {marker}; first {first}"
        (folder / "what.txt").write_text(what + "\n")
        try:
            self.judge(rng, ledger, first, kind, tally)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault

    def hit(self, data):
        wanted = self.template.entries
        try:
            found = lmdbfile.entries(data)
        except lmdbfile.Unreadable:
            return "makes the log unreadable"
        if [entry.bytes for entry in found] == [entry.bytes for entry in wanted]:
            return "changes no entry"
        if len(found) < len(wanted) and all(a.bytes == b.bytes for a, b in zip(found, wanted)):
            # A damaged newest meta page leads back to the commit before: LMDB's design.
            return "takes the log back by a commit"
        if len(found) == len(wanted) and all(
                a.bytes[: a.text_at] == b.bytes[: b.text_at] and len(a.bytes) == len(b.bytes)
                for a, b in zip(found, wanted)):
            return "changes texts"
        if any(a.bytes[a.text_at :] != b.bytes[b.text_at :] for a, b in zip(found, wanted)):
            return "changes entries and texts"
        return "changes entries"

    harmless = ("changes no entry", "takes the log back by a commit")

    def judge(self, rng, ledger, first, kind, tally):
        truth = self.template.truth
        for verb in dict.fromkeys([first, "verify", "stats", rng.choice(["messages", "export"])]):
            if verb in ("verify", "doctor"):
                outcome = self.torture.run(verb, "--json", "--ledger", ledger)
                if outcome.signal:
                    raise Fault("signal", outcome.said())
                if outcome.code and not (outcome.words or outcome.out):
                    raise Fault("fault", outcome.said())
                if verb == "verify" and outcome.code == 0 and kind not in self.harmless:
                    raise Fault("silent", "verify is clean, and the log is damaged")
                continue
            try:
                truth.ask(self.torture, ledger, verb, rng, may_refuse=True)
            except Fault as fault:
                if fault.kind == "silent" and kind == "takes the log back by a commit":
                    tally.note("answers as of the commit before, since LMDB has nothing newer")
                elif (fault.kind == "silent" and kind.endswith("texts") and verb != "stats"
                      and not self.texts_are_checked):
                    tally.note("a damaged text was shown; verify reports it")
                else:
                    raise


class DamagedTexts(DamagedLogs):
    """The same, and every text that is shown has to be the one that was recorded."""

    name = "texts"
    texts_are_checked = True
