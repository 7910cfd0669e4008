"""File systems of the tests' own: on a file, or in memory; mounted below the tests' folder and nowhere else."""

import contextlib
import os
import pathlib
import shutil
import subprocess

from common import Fault, run_cases


def why_not():
    """Why no file system can be mounted here; nothing when it can."""
    if os.geteuid() != 0:
        return "file systems of its own need root"
    for tool in ("mount", "umount", "losetup", "mkfs.ext4"):
        if not shutil.which(tool) and not os.path.exists(f"/usr/sbin/{tool}"):
            return f"there is no {tool}"
    if not os.path.exists("/dev/loop-control"):
        return "there are no loop devices"
    return None


def run_on_disks(torture, tally, wanted, what, prepare, case):
    """Calls `case(tally, case, folder)` so often, after `prepare(tally)`, and leaves nothing mounted."""
    why = why_not()
    if why:
        tally.skip(f"{wanted} {what}: {why}")
        return tally
    prepare(tally)
    try:
        run_cases(torture, tally, range(wanted), lambda *of: case(tally, *of))
    finally:
        unmount_all(torture.folder)
    return tally


def must(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True)
    if done.returncode != 0:
        raise Fault("fault", f"the test could not go on: {' '.join(map(str, command))}: {done.stderr.decode()[-200:]}")
    return done.stdout.decode()


def make_image(path, mebibytes, kind="ext4", options=()):
    with open(path, "wb") as file:
        file.truncate(mebibytes << 20)
    must("/usr/sbin/mkfs.ext4" if kind == "ext4" else "mkfs.xfs", "-q", *options, path)


@contextlib.contextmanager
def mounted(source, target, *options):
    """Mounts, and unmounts whatever happens; a loop device goes with its mount."""
    target = pathlib.Path(target)
    target.mkdir(parents=True, exist_ok=True)
    must("mount", *options, source, target)
    try:
        yield target
    finally:
        unmount(target)


def unmount(target):
    if subprocess.run(["umount", str(target)], capture_output=True).returncode != 0:
        # A process of the test may still be ending.
        subprocess.run(["umount", "-l", str(target)], capture_output=True)


@contextlib.contextmanager
def read_only(source, target):
    """The same directory under another name, where nothing can be written."""
    with mounted(source, target, "--bind") as place:
        must("mount", "-o", "remount,ro,bind", place)
        yield place


@contextlib.contextmanager
def in_memory(target, kibibytes):
    with mounted("torture", target, "-t", "tmpfs", "-o", f"size={kibibytes}k") as place:
        yield place


def unmount_all(folder):
    """Nothing of the tests stays mounted, however they ended."""
    with open("/proc/self/mounts") as file:
        places = [line.split()[1].encode().decode("unicode_escape") for line in file]
    for place in reversed(places):
        if place.startswith(str(folder) + "/"):
            unmount(place)
