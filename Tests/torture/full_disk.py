"""Part 5: the disk is full, at every size, for every verb that writes."""

import json
import os
import shutil

import disks
from common import Fault, Tally
from ledgers import (
    Template, as_lines, copy, crashed, lines_of_export, log_of, receipts_hold, same_beginning, verify_clean)


class FullDisk:
    name = "full"

    def __init__(self, torture):
        self.torture = torture

    def run(self):
        tally = Tally(self.name)
        wanted = self.torture.count(22, 400)
        return disks.run_on_disks(self.torture, tally, wanted, "full disks", self.prepare, self.case)

    def prepare(self, tally):
        self.template = Template(self.torture, "calls", 60, 3, 12, snapshot_at=8)
        rng = self.torture.random(self.name, "commands")
        self.commands = list(self.template.messages(rng, 40, 3000))
        self.more = self.torture.templates / "full-more.jsonl"
        if not self.more.exists():
            self.more.write_bytes(self.torture.must(
                "sample", "--messages", 300, "--rooms", 3, "--accounts", 12, "--seed", 12).out)
        room, lines = self.template.rooms[0], as_lines(self.commands)
        self.verbs = [
            ("init", ["init", "--json"], None), ("exec", ["exec"], lines), ("exec-atomic", ["exec", "--atomic"], lines),
            ("import", ["import", "mattermost", str(self.more), "--json"], None),
            ("clear", ["clear", room, "--reason", "as a test", "--force", "--json"], None),
            ("snapshot", ["snapshot", "--json"], None), ("rebuild", ["rebuild", "--json"], None),
            ("stats-after-crash", ["stats", "--json"], None), ("verify", ["verify", "--json"], None),
            ("export", ["export", "mattermost", "EXPORT", "--quiet"], None),
            ("replay", ["replay", "--json", "--into", "REPLAY"], None),
        ]

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        name, arguments, stdin = self.verbs[case % len(self.verbs)]
        is_ext4 = rng.random() < 0.5
        # From nothing at all to more than enough.
        room = rng.choice([0, 4, 8, rng.randrange(64), rng.randrange(400), rng.randrange(1500), 3000])
        what = f"{name}, {room} KiB free of {'ext4' if is_ext4 else 'a tmpfs'}"
        (folder / "what.txt").write_text(what + "\n")
        used = 0 if name == "init" else sum(
            -(-path.stat().st_size // 4096) * 4 for path in self.template.path.rglob("*") if path.is_file()) + 60
        try:
            if is_ext4:
                disks.make_image(folder / "image", 24, options=["-m", "0"])
                with disks.mounted(folder / "image", folder / "disk", "-o", "loop") as disk:
                    self.on(disk, rng, name, arguments, stdin, lambda: self.fill(disk, room), lambda: self.clear(disk))
            else:
                size = used + room
                with disks.in_memory(folder / "disk", max(size, 16)) as disk:
                    grow = ("mount", "-o", "remount,size=64m", disk)
                    self.on(disk, rng, name, arguments, stdin, lambda: None, lambda: disks.must(*grow))
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault
        finally:
            if (folder / "image").exists():
                os.unlink(folder / "image")

    def fill(self, disk, room):
        """Leaves so many KiB free."""
        free = shutil.disk_usage(disk).free
        with open(disk / "ballast", "wb") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, max(4096, free - room * 1024))
            except OSError:
                pass

    def clear(self, disk):
        os.unlink(disk / "ballast")

    def on(self, disk, rng, name, arguments, stdin, fill, make_room):
        ledger = disk / "ledger"
        if name != "init":
            try:
                copy(self.template.path, ledger)
            except Exception as error:
                raise Fault("fault", f"the test could not go on: the template does not fit: {error}") from error
            if name == "stats-after-crash":
                crashed(ledger)
        fill()
        place = {"EXPORT": str(disk / "export.jsonl"), "REPLAY": str(disk / "replayed")}
        outcome = self.torture.run(
            *[place.get(argument, argument) for argument in arguments], "--ledger", ledger, stdin=stdin,
            env={"TMPDIR": str(disk)})
        if outcome.signal:
            raise Fault("signal", outcome.said())
        if outcome.code and not outcome.words and not outcome.out:
            raise Fault("fault", f"ended with {outcome.code} without a word")
        if name == "verify" and outcome.code == 1:
            raise Fault("fault", f"what is sound is called damaged: {outcome.out[-300:]!r}")
        # Others can still look, or are refused in words.
        if name != "init":
            looked = self.torture.run("stats", "--json", "--ledger", ledger, env={"TMPDIR": str(disk)})
            if looked.signal:
                raise Fault("signal", "beside it: " + looked.said())
            if looked.code == 0 and json.loads(looked.out)["position"] < len(self.template.entries):
                raise Fault("silent", "stats shows fewer entries, with exit code 0")
        make_room()
        self.judge(ledger, name, arguments, stdin, outcome, place)

    def judge(self, ledger, name, arguments, stdin, outcome, place):
        if name == "init":
            if outcome.code != 0:
                again = self.torture.run("init", "--json", "--ledger", ledger)
                if again.code != 0:
                    raise Fault("signal" if again.signal else "fault", "made again: " + again.said())
            verify_clean(self.torture, ledger)
            return
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        receipts_hold(outcome.out, found)
        added = len(found) - len(self.template.entries)
        if name == "exec-atomic" and added not in (0, len(self.commands)):
            raise Fault("fault", f"{added} of {len(self.commands)} commands of an atomic batch")
        if outcome.code == 0 and stdin and added != len(self.commands):
            raise Fault("lost", f"ended with 0, and {added} of {len(self.commands)} are there")
        verify_clean(self.torture, ledger)
        stats = json.loads(self.torture.must("stats", "--json", "--ledger", ledger).out)
        if stats["position"] != len(found):
            raise Fault("silent", f"position {stats['position']}, and the log has {len(found)} entries")
        if name in ("exec", "exec-atomic", "import") and outcome.code != 0:
            self.torture.must(*arguments, "--ledger", ledger, stdin=stdin)
        if name == "export" and outcome.code == 0:
            with open(place["EXPORT"], "rb") as file:
                if lines_of_export(file.read()) != self.template.truth.export:
                    raise Fault("silent", "export ended with 0, and the file is not the archive")
        if name == "replay" and outcome.code != 0 and os.path.exists(place["REPLAY"]):
            raise Fault("fault", "replay --into failed and left its directory behind")
