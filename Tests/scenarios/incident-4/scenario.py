#!/usr/bin/env python3
"""Incident 4: a room for the teacher and the student of every active booking."""

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from playing import Scenario  # noqa: E402
from postgres import PostgreSQL  # noqa: E402

COPY = dict(CHAT_LEDGER="copy")


def statistics(found):
    names = ["parents", "active", "rooms", "withMessages", "empty", "candidates", "candidateParents"]
    return {name: found.get(name, 0) for name in names}


def fresh_copy(play):
    """The ledger once more, to try something that is not to stay."""
    shutil.rmtree(os.path.join(play.folder, "copy"), ignore_errors=True)
    shutil.copytree(os.path.join(play.folder, "ledger"), os.path.join(play.folder, "copy"))
    return play.json("stats", environment=COPY)


def talk(play, gone):
    """Somebody says something in one of the new rooms, and then the backfill is taken back."""
    rooms = fresh_copy(play)["tables"]["conversations"]
    events = play.json_lines("tail", "--from", gone, "-n", "3", environment=COPY)
    room = next(e["conversationCreated"] for line in events for e in line["events"] if "conversationCreated" in e)
    said = {"sendMessage": {"conversation": room["conversation"], "author": room["pair"][0], "body": "Hello!"},
            "actor": {"account": room["pair"][0]}}
    play.run(play.cli, "exec", feed=json.dumps(said) + "\n", environment=COPY)
    play.quietly("revert", gone, "--reason", "to try it", "--force", environment=COPY)
    left = play.json("stats", environment=COPY)["tables"]["conversations"]
    play.expect("rooms taken back of 8", rooms - left, 7)
    play.expect("messages in the one that stays", len(play.json_lines(
        "messages", room["conversation"], environment=COPY)), 1)  # fmt: skip


def from_postgresql(play, before):
    """The same rows in a live PostgreSQL make the same ledger."""
    with PostgreSQL() as server:
        if not server.is_there:
            return play.skipped("PostgreSQL", server.reason)
        server.fill("app", play.fill_sql())
        environment = {**server.environment("app"), "CHAT_LEDGER": "from-postgres"}
        play.quietly("init", environment=environment)
        database = ["import", "sql", "postgres:", "--mapping", play.mapping]
        play.ours(*database, "--quiet", environment=environment, name="postgres")
        printed = play.ours(*database, "--compare", environment=environment, limit=-1)
        play.expect("tables that are the same", printed.count("[OK]"), play.tables())
        play.expect("all tables", play.json("stats", environment=environment)["tables"], before["tables"])
        # Identifiers come from the mapping's source and the keys: the ledger agrees with the SQLite file, too.
        printed = play.quietly(
            "import", "sql", play.database, "--mapping", play.mapping, "--compare", "--another-source",
            environment=environment,
        )  # fmt: skip
        play.expect("and with SQLite", printed.count("[OK]"), play.tables())


def race(play, count):
    """As many processes as asked for make a booking of one pair active, each in its own transaction, all at once."""
    lesson = next(l for l in play.json_lines("resources", "--kind", "lesson", "--all") if l["status"] == "scheduled")
    student = play.key("users", play.data_id("users", "student/59"))
    rooms = fresh_copy(play)["tables"]["conversations"]

    def activate(number):
        booking = {"createResource": {
            "resource": f"01a00000-0000-7000-8000-0000000000{number:02x}", "kind": "booking", "status": "active",
            "references": {"lesson": {"resource": lesson["resource"]}, "student": {"account": student}},
        }}  # fmt: skip
        # One process writes at a time (exit code 3 says that another one does): the others try again.
        while play.run(
            play.cli, "exec", feed=json.dumps(booking) + "\n", codes=(0, 3), environment=COPY
        ).returncode == 3:  # fmt: skip
            pass

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(activate, range(count)))
    bookings = play.json_lines("resources", "--of", student, "--all", environment=COPY)
    play.expect("active bookings of the pair", sum(1 for b in bookings if b["status"] == "active"), count)
    play.expect("new rooms", play.json("stats", environment=COPY)["tables"]["conversations"] - rooms, 1)
    play.expect("verify", play.json("verify", environment=COPY)["clean"], True)


with Scenario(4, "a room for every active booking", "tutoring") as play:
    play.step("The checker and the backfill, on a copy")
    printed = play.old(codes=(1,), name="script")
    for line in ("lessons: 150", "active bookings: 95", "rooms: 42 (38 with messages, 4 empty)",
                 "candidates: 8 over 5 lessons"):  # fmt: skip
        play.expect_in(f"it printed {line}", line, printed)
    printed = play.old("--backfill", fresh=False, name="script-backfill")
    play.expect_in("then none", "candidates: 0 over 0 lessons", printed)

    play.bring_in()
    before = play.state()
    play.expect("rooms", before["tables"]["conversations"], 42)

    play.step("The same from a live PostgreSQL")
    from_postgresql(play, before)

    play.step("Candidates")
    play.ours("backfill", "--check-only", codes=(1,), name="check")
    check = play.json("backfill", "--check-only", codes=(1,))
    play.expect("statistics", statistics(check), dict(zip(statistics({}), [150, 95, 42, 38, 4, 8, 5])))
    printed = play.ours("doctor", "--check", "rooms", "--check", "members", codes=(1,), limit=1, name="doctor")
    play.expect_in("the doctor sees them", "8 of 95", printed)

    play.step("The backfill, twice, as a cron job would run it")
    play.ours("backfill", "--quiet", name="backfill")
    gone = play.latest("beginBackfill")
    play.ours("backfill", "--check-only", name="check-again")
    check = play.json("backfill", "--check-only")
    play.expect("statistics", statistics(check), dict(zip(statistics({}), [150, 95, 50, 38, 12, 0, 0])))
    position = play.json("stats")["position"]
    play.ours("backfill", "--quiet", name="twice")
    play.expect("the second run records", play.json("stats")["position"] - position, 0)
    printed = play.ours("doctor", limit=-1)
    play.expect_in("the doctor is content", "Healthy", printed)

    play.step("Sixteen activate bookings of the same pair at once")
    race(play, 16)

    play.step("The backfill taken back: rooms in which somebody has said something since stay")
    talk(play, gone)
    play.ours("revert", gone, "--reason", "to try it", "--force", limit=5, name="revert")
    play.expect_state("after the revert", before)
    play.compare()
    play.expect_replay(before)
    play.verify()
    play.could_not(
        "take its rooms back, and leave those in which somebody has said something since",
        "say why a room is there",
    )
