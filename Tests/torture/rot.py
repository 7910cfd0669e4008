"""Part 11: the device rots: a projection that was closed in good order, whose blocks changed while nobody looked.

Nothing of the file tells: inode, sizes and times are what they were. The damage is done to an unmounted image.
"""

import shutil
import subprocess

import disks
from common import Fault, Tally, run_cases
from damage import PAGE, READING, Damage, damage
from ledgers import copy, verify_clean


class Rot(Damage):
    name = "rot"

    def run(self):
        tally = Tally(self.name)
        wanted = self.torture.count(20, 400)
        why = disks.why_not() or (None if shutil.which("debugfs") else "there is no debugfs")
        if why:
            tally.skip(f"{wanted} devices that rot: {why}")
            return tally
        try:
            self.make()
            run_cases(self.torture, tally, range(wanted), self.case)
        finally:
            disks.unmount_all(self.torture.folder)
        return tally

    def make(self):
        """An image with a ledger whose projection was closed in good order, and where its blocks lie."""
        self.image = self.torture.templates / "rot.image"
        disks.make_image(self.image, 24, options=["-b", "4096"])
        with disks.mounted(self.image, self.torture.work / "rot", "-o", "loop") as place:
            ledger = copy(self.template.path, place / "ledger")
            self.torture.must("rebuild", "--quiet", "--ledger", ledger)
            self.data = (ledger / "projection/data.mdb").read_bytes()
        said = subprocess.run(
            ["debugfs", "-R", "blocks /ledger/projection/data.mdb", str(self.image)], capture_output=True, check=True)
        self.blocks = [int(word) for word in said.stdout.split()]
        whole = self.image.read_bytes()
        for number in range(len(self.data) // PAGE):
            at = self.blocks[number] * PAGE
            if whole[at : at + PAGE] != self.data[number * PAGE : (number + 1) * PAGE]:
                raise Fault("fault", "the test could not go on: the blocks are not where they should be")

    def case(self, case, folder):
        rng = self.torture.random(self.name, case)
        data, what = damage(self.data, rng)
        while len(data) != len(self.data) or data == self.data:
            data, what = damage(self.data, rng)
        subprocess.run(["cp", "--sparse=always", str(self.image), str(folder / "image")], check=True)
        with open(folder / "image", "r+b") as image:
            for number in range(len(data) // PAGE):
                page = data[number * PAGE : (number + 1) * PAGE]
                if page != self.data[number * PAGE : (number + 1) * PAGE]:
                    image.seek(self.blocks[number] * PAGE)
                    image.write(page)
        first = rng.choice([*READING, "verify", "doctor", "exec"])
        what = f"{what}; first {first}"
        (folder / "what.txt").write_text(what + "\n")
        try:
            with disks.mounted(folder / "image", folder / "disk", "-o", "loop") as place:
                self.questions(rng, place / "ledger", first)
                if first != "exec":
                    verify_clean(self.torture, place / "ledger")
        except Fault as fault:
            raise Fault(fault.kind, f"{what}: {fault}") from fault
