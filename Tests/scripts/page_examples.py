#!/usr/bin/env python3
"""Runs the examples of the pages that say so, in their order, each page in a folder and with a ledger of its own.

A block of shell behind `<!-- run: SCENE -->` is run; every line of it has to end with exit code 0. Scenes: `empty` has no
ledger yet, `ledger` has an empty one, `django` is a folder with the database of Docs/Examples/django.sql."""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^<!-- run: (\w+) -->\n```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def prepare(scene, folder, environment):
    (folder / "Docs").symlink_to(ROOT / "Docs")
    if scene == "django":
        with sqlite3.connect(folder / "db.sqlite3") as database:
            database.executescript((ROOT / "Docs/Examples/django.sql").read_text(encoding="utf-8"))
    if scene == "ledger":
        subprocess.run(["chat-ledger", "init", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)


def run(page, cli):
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    if not blocks:
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin/chat-ledger").symlink_to(cli)
        environment = {**os.environ, "CHAT_LEDGER": f"{name}/ledger", "PATH": f"{name}/bin:{os.environ['PATH']}"}
        prepare(blocks[0][0], folder, environment)
        for _, text in blocks:
            done = subprocess.run(
                ["bash", "-ec", text], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
            if done.returncode:
                sys.exit(f"{page.relative_to(ROOT)}: exit code {done.returncode} of\n{text}{done.stdout}{done.stderr}")
    return len(blocks)


def main():
    cli = pathlib.Path(os.environ.get("CLI", ROOT / ".build/release/chat-ledger")).resolve()
    count = sum(run(page, cli) for page in sorted((ROOT / "Docs").glob("*.md")))
    if count < 5:
        sys.exit(f"only {count} examples were found")
    print(f"{count} examples run")


main()
