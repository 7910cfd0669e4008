"""Part 8: two writers; readers beside a service that starts after a reboot."""

import json
import subprocess
import time

from common import Fault, Tally, run_cases
from ledgers import Template, as_lines, copy, crashed, log_of, receipts_hold, same_beginning, verify_clean


class SideBySide:
    name = "beside"

    def __init__(self, torture):
        self.torture = torture

    def run(self):
        tally = Tally(self.name)
        torture = self.torture
        self.template = Template(torture, "large", 100_000 if torture.is_long else 20_000, 20, 200)
        self.small = Template(torture, "rotten", 300, 4, 20, snapshot_at=40)
        cases = torture.count(6, 60)
        # Alone, each has the machine for itself: what is looked for is what happens between two processes.
        run_cases(torture, tally, range(cases), lambda *of: self.case(tally, *of))
        return tally

    def case(self, tally, case, folder):
        kinds = [self.reader_first, self.service_first, self.two_writers]
        kinds[case % len(kinds)](self.torture.random(self.name, case), folder, tally)

    def service(self, ledger, rng, template):
        """A service: it opens, writes a message, and goes on running."""
        process = self.torture.start(
            "exec", "--ledger", ledger, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.commands = list(template.messages(rng, 3))
        process.stdin.write(as_lines(process.commands[:1]))
        process.stdin.flush()
        return process

    def end(self, service):
        """The rest of its messages, and its end."""
        out, err = service.communicate(as_lines(service.commands[1:]), timeout=120)
        return service.returncode, out, err

    def reader_first(self, rng, folder, tally):
        """A reader begins to bring the projection up; the service starts a moment later and must not meet it."""
        self.start_both(rng, folder, tally, "reader")

    def service_first(self, rng, folder, tally):
        self.start_both(rng, folder, tally, "service")

    def start_both(self, rng, folder, tally, first):
        ledger = copy(self.template.path, folder / "ledger")
        crashed(ledger)
        least = len(self.template.entries)
        delay = rng.random() * (0.6 if self.torture.is_long else 0.15)
        what = f"the {first} first, the other after {delay * 1000:.0f} ms"
        (folder / "what.txt").write_text(what + "\n")
        readers, service = [], None
        try:
            for who in ([first, "reader", "reader"] if first == "service" else ["reader", "service", "reader"]):
                if who == "service":
                    service = self.service(ledger, rng, self.template)
                else:
                    readers.append(self.torture.start(
                        "stats", "--json", "--ledger", ledger, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE))
                time.sleep(delay)
            for reader in readers:
                out, err = reader.communicate(timeout=120)
                if reader.returncode < 0:
                    raise Fault("signal", f"a reader ended by signal {-reader.returncode}: {err[:200]!r}")
                if reader.returncode == 0 and json.loads(out)["position"] < least:
                    raise Fault("silent", f"a reader saw position {json.loads(out)['position']} of {least}")
                if reader.returncode != 0:
                    tally.note(f"a reader was refused in words ({reader.returncode})")
                    if not err:
                        raise Fault("fault", f"a reader ended with {reader.returncode} without a word")
            code, out, err = self.end(service)
            if code == 3:
                raise Fault("fault", f"the service was refused because somebody read: {err[-200:]!r}")
            if code != 0:
                raise Fault("signal" if code < 0 else "fault", f"the service ended with {code}: {err[-300:]!r}")
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault
        finally:
            for process in [*readers, service]:
                if process and process.poll() is None:
                    process.kill()
                    process.wait()
        found = log_of(ledger)
        same_beginning(self.template.entries, found)
        receipts_hold(out, found)
        if len(found) != least + len(service.commands):
            raise Fault("lost", f"{len(found) - least} of {len(service.commands)} messages are in the log")

    def two_writers(self, rng, folder, tally):
        """Two services at once: one writes, the other is told so; nothing is mixed."""
        ledger = copy(self.small.path, folder / "ledger")
        (folder / "what.txt").write_text("two writers\n")
        if rng.random() < 0.5:
            crashed(ledger)
        writers = [self.service(ledger, rng, self.small) for _ in range(2)]
        output, codes = b"", []
        for writer in writers:
            try:
                code, out, err = self.end(writer)
            except BrokenPipeError:
                code, out, err = writer.wait(), writer.stdout.read(), writer.stderr.read()
            codes.append(code)
            output += out
            if code not in (0, 3) or code and not err:
                raise Fault("signal" if code < 0 else "fault", f"two writers: one ended with {code}: {err[-300:]!r}")
        tally.note(f"two writers ended with {sorted(codes)}")
        if 0 not in codes:
            raise Fault("fault", "two writers: both were refused")
        found = log_of(ledger)
        same_beginning(self.small.entries, found)
        receipts_hold(output, found)
        verify_clean(self.torture, ledger)
