#!/usr/bin/env python3
"""Lets calls fail, power go, files rot, disks fill and processes die, and looks whether the ledger keeps its promises.

    CLI=.build/release/chat-ledger Tests/torture/torture.py [--long] [--part NAME ...] [--seed N] [--case N]

See README.md beside it.
"""

import argparse
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from common import Fault, Tally, Torture, compiler  # noqa: E402

# What is known not to hold, and told in README.md: it runs when it is named.
ONLY_WHEN_NAMED = {"texts"}
NEED_THE_SHIM = {"calls", "unsynced", "power", "projections", "kills"}


def parts():
    import damage
    import descriptors
    import failing_calls
    import full_disk
    import images
    import kills
    import looking
    import lost_pages
    import power_cuts
    import rot
    import side_by_side
    import swapped

    return {
        "calls": failing_calls.FailingCalls,
        "unsynced": lost_pages.LostPages,
        "power": power_cuts.PowerCuts,
        "snapshots": damage.DamagedSnapshots,
        "projections": damage.DamagedProjections,
        "logs": damage.DamagedLogs,
        "texts": damage.DamagedTexts,
        "images": images.Images,
        "full": full_disk.FullDisk,
        "kills": kills.Kills,
        "looking": looking.Looking,
        "beside": side_by_side.SideBySide,
        "swapped": swapped.Swapped,
        "rot": rot.Rot,
        "descriptors": descriptors.Descriptors,
    }


def table(tallies):
    head = ("PART", "TRIES", "FAULTS", "ACKNOWLEDGED LOST", "SIGNALS", "SILENT DIFFERENCES", "SKIPPED", "SECONDS")
    rows = [head]
    for tally in tallies:
        kinds = tally.kinds
        rows.append((
            tally.name, f"{tally.tries:,}", f"{kinds['fault']:,}", f"{kinds['lost']:,}", f"{kinds['signal']:,}",
            f"{kinds['silent']:,}", f"{len(tally.skipped)}", f"{tally.seconds:.0f}"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join(cells))
    for tally in tallies:
        for words, count in sorted(tally.notes.items()):
            print(f"  {tally.name}: {words}" + (f" ({count} times)" if count > 1 else ""))


def main():
    known = parts()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="the counts of `make soak`")
    parser.add_argument("--part", action="append", choices=sorted(known), help="only this part; may be repeated")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SOAK_SEED", 0)) or random.randrange(1, 2**31))
    parser.add_argument("--case", type=int, help="only this case of the part")
    parser.add_argument("--folder", help="where to work, and whose templates to use again")
    parser.add_argument("--jobs", type=int, default=int(os.environ.get("SOAK_JOBS", 2)))
    parser.add_argument("--scale", type=float, default=float(os.environ.get("SOAK_SCALE", 1)))
    options = parser.parse_args()

    if sys.platform != "linux":
        print("SKIPPED torture: it stands between the command and the Linux kernel")
        print("torture: 0 passed, 0 failed, 1 skipped")
        return 0
    cli = os.path.realpath(os.environ.get("CLI", ".build/release/chat-ledger"))
    if not os.access(cli, os.X_OK):
        parser.error(f"there is no command at {cli}; make build, or set CLI")
    folder = os.path.realpath(options.folder or tempfile.mkdtemp(prefix="chat-ledger-torture."))
    if os.geteuid() == 0 and not folder.startswith(os.path.realpath(tempfile.gettempdir()) + "/"):
        parser.error("as root only below the system's temporary directory")
    torture = Torture(cli, folder, options.seed, options.long, options.scale, options.case, options.jobs)
    print(f"torture: seed {options.seed}, in {folder}", flush=True)

    tallies, failed, passed, skipped = [], 0, 0, 0
    for name in options.part or [name for name in known if name not in ONLY_WHEN_NAMED]:
        began = time.monotonic()
        tally = Tally(name)
        try:
            if name in NEED_THE_SHIM and not compiler():
                tally.skip("all of it: there is no C compiler")
            else:
                tally = known[name](torture).run()
        except Fault as fault:
            tally.tries, tally.kinds[fault.kind] = 1, 1
            tally.faults.append((0, fault))
            print(f"FAILED {name} [{fault.kind}] it could not begin: {fault}", flush=True)
        tally.seconds = time.monotonic() - began
        tallies.append(tally)
        failed += len(tally.faults)
        passed += tally.tries - len(tally.faults)
        skipped += len(tally.skipped)
        for words in tally.skipped:
            print(f"SKIPPED {name}: {words}", flush=True)
    table(tallies)
    if failed:
        print(f"torture: the files of what failed are in {torture.kept}")
    elif not options.folder:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"torture: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
