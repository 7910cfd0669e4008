"""Part 4: images of a real file system, taken while a ledger on it is written, and mounted in the same boot.

The marker in such an image names the boot that still runs, and the projection is as far as write-back had come.
"""

import ctypes
import json
import os
import signal
import subprocess
import threading
import time

import disks
from common import Fault, Tally
from ledgers import Template, Truth, as_lines, copy, crashed, log_of, receipts_hold, same_beginning, verify_clean

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.sync_file_range.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]
WAIT_AND_WRITE = 1 | 2 | 4


class Images:
    name = "images"

    def __init__(self, torture):
        self.torture = torture

    def run(self):
        tally = Tally(self.name)
        wanted = self.torture.count(4, 80)
        return disks.run_on_disks(self.torture, tally, wanted, "images of a file system", self.prepare, self.case)

    def prepare(self, tally):
        self.template = Template(self.torture, "image", 300, 4, 20, snapshot_at=40)
        self.kinds = ["ext4"]
        if os.path.exists("/usr/sbin/mkfs.xfs"):
            self.kinds.append("xfs")
        else:
            tally.skip("images of xfs: there is no mkfs.xfs")

    def case(self, tally, case, folder):
        rng = self.torture.random(self.name, case)
        kind = rng.choice(self.kinds)
        image = folder / "image"
        disks.make_image(image, 64 if kind == "ext4" else 320, kind)
        commands = list(self.template.messages(rng, 400, 900))
        how = rng.choice(["projection", "projection", "all files"])
        with disks.mounted(image, folder / "live", "-o", "loop") as live:
            ledger = copy(self.template.path, live / "ledger")
            # The projection is settled here: what its marker says is of this file, this mount and this boot.
            self.torture.must("rebuild", "--quiet", "--ledger", ledger)
            os.sync()
            output = self.write_and_copy(rng, ledger, commands, image, folder / "copy", how)
        what = f"{kind}, {how} written back, {len(output.splitlines())} receipts when it was copied"
        (folder / "what.txt").write_text(what + "\n")
        mode = rng.choice(["writable", "writable", "read-only", "another boot, read-only"])
        try:
            with disks.mounted(folder / "copy", folder / "copied", "-o", "loop") as copied:
                self.judge(rng, copied / "ledger", output, commands, mode, folder, tally)
        except Fault as fault:
            raise Fault(fault.kind, f"{what}, {mode}: {fault}") from fault
        os.unlink(image)

    def write_and_copy(self, rng, ledger, commands, image, target, how):
        """Feeds commands while parts of files are written back, stops the writer in mid-air, copies the device."""
        process = self.torture.start(
            "exec", "--ledger", ledger, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        received, stop, goal = [], threading.Event(), rng.randint(30, len(commands) - 20)

        def feed():
            sent = 0
            try:
                while sent < len(commands) and not stop.is_set():
                    count = rng.randint(1, 5)
                    process.stdin.write(as_lines(commands[sent : sent + count]))
                    process.stdin.flush()
                    for _ in commands[sent : sent + count]:
                        received.append(process.stdout.readline())
                    sent += count
            except (BrokenPipeError, ValueError):
                return

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            ends = time.monotonic() + 20
            while len(received) < goal and feeder.is_alive() and time.monotonic() < ends:
                self.write_back(rng, ledger, how)
                time.sleep(rng.random() * 0.01)
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.01)
            output = b"".join(received)
            self.write_back(rng, ledger, how)
            subprocess.run(["cp", "--sparse=always", str(image), str(target)], check=True)
        finally:
            stop.set()
            process.kill()
            process.wait()
            feeder.join()
            process.stdout.close()
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
        return output

    def write_back(self, rng, ledger, how):
        """What the kernel's flusher does some seconds later, done now: some ranges of a file go to the device."""
        folders = ["projection"] if how == "projection" else ["projection", "projection", "log", "."]
        for _ in range(rng.randint(0, 3)):
            folder = ledger / rng.choice(folders)
            name = "data.mdb" if folder.name != ledger.name else "projection.state"
            try:
                file = os.open(folder / name, os.O_RDONLY)
            except OSError:
                continue
            pages = max(1, os.fstat(file).st_size // 4096)
            first, count = rng.randrange(pages), rng.randint(1, 12)
            LIBC.sync_file_range(file, first * 4096, count * 4096, WAIT_AND_WRITE)
            os.close(file)

    def judge(self, rng, ledger, output, commands, mode, folder, tally):
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        receipts_hold(output, found)
        sent = {command["id"] for command in commands}
        for entry in found[len(self.template.entries):]:
            if entry.command not in sent:
                raise Fault("fault", f"entry {entry.position} was invented")
        truth = Truth(self.torture, ledger, self.template.rooms[:1])
        if mode == "another boot, read-only":
            crashed(ledger)
        questions = rng.sample(["stats", "messages", "export", "tail"], 3)
        if mode != "writable":
            with disks.read_only(ledger, folder / "bound") as bound:
                for question in questions:
                    if not truth.ask(self.torture, bound, question, rng, may_refuse=True):
                        tally.note("a read-only ledger refused in words")
        for question in questions:
            truth.ask(self.torture, ledger, question, rng)
        verify_clean(self.torture, ledger)
        position = json.loads(self.torture.must("stats", "--json", "--ledger", ledger).out)["position"]
        if position != len(found):
            raise Fault("silent", f"position {position}, and the log has {len(found)} entries")
