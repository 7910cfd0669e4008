#!/usr/bin/env python3
"""Incident 3: a hundred demo users in a production database, with all that was made for them."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from playing import Scenario  # noqa: E402

with Scenario(3, "demo users in production", "demo-data") as play:
    play.step("The script, on a copy")
    printed = play.old("--verify", codes=(1,), name="script-verify")
    play.expect_in("it saw 100 users in one second", "users made in one second: 100 at", printed)
    printed = play.old(name="script")
    for line in ("users: 113 -> 13 (-100)", "sessions: 66 -> 6 (-60)", "payments: 50 -> 5 (-45)",
                 "business_reports: 23 -> 3 (-20)", "messages: 39 -> 6 (-33)", "protected admins: 1"):  # fmt: skip
        play.expect_in(f"it printed {line}", line, printed)

    play.bring_in()
    play.ours("configure", "--production", "--protect-role", "admin", name="configure")
    before = play.state()
    kinds = play.resources()
    play.expect("accounts", before["tables"]["accounts"], 113)
    play.expect("resources", kinds, {"businessReport": 23, "payment": 50, "session": 66})
    play.expect("messages", before["tables"]["messages"], 39)

    play.step("The seeding guard")
    mixed = play.key("conversations", play.data_id("conversations", "mixed"))
    account = {"registerAccount": {"account": "01a00000-0000-7000-8000-0000000000aa", "userName": "user101"}}
    play.refused("a command of the origin seed", "SEEDING_REFUSED", dict(account, origin="seed"), name="guard")

    play.step("What is demo data, and how sure is it")
    printed = play.ours("doctor", "--check", "demo-data", codes=(1,), limit=4, name="doctor")
    play.expect_in("the doctor sees them", "100 of 113 accounts look made up", printed)
    report = play.json("cleanup", "--report")
    play.ours("cleanup", "--report", "-n", "4", name="report")
    play.expect("accounts found", report["found"], 100)
    play.expect("protected accounts found", report["protected"], 1)

    play.step("Dry run, apply")
    play.ours("cleanup", "--dry-run", "-n", "1", limit=-11, name="dry-run")
    play.expect("after the dry run", play.json("stats")["tables"], before["tables"])
    printed = play.ours("remove", "--account", "@admin", "--reason", "x", "--force", codes=(2,))
    play.expect_in("the admin cannot be removed", "is protected", printed)
    play.ours("cleanup", "--apply", "--reason", "demo data", "--force", "-n", "1", limit=-15, name="apply")
    gone = play.last()
    after = play.json("stats")["tables"]
    play.expect("accounts left", after["accounts"], 13)
    play.expect("resources left", play.resources(), {"businessReport": 3, "payment": 5, "session": 6})
    left = {a["userName"] for a in play.json_lines("accounts", "--all")}
    alike = {"democratis", "j.tester", "usera.nagy"}
    play.expect("real people with names that look alike", sorted(left & alike), sorted(alike))
    play.expect("the admin", "admin" in left, True)
    play.ours("messages", mixed, name="mixed")
    play.expect("messages of the chat with a real person", len(play.json_lines("messages", mixed)), 3)
    play.expect("messages left", after["messages"], 9)
    printed = play.ours("doctor", limit=-2)
    play.expect_in("the doctor is content", "Healthy", printed)

    play.step("All back")
    play.ours("revert", gone, "--reason", "wrong day", "--force", limit=5, name="revert")
    play.expect_state("after the revert", before)
    play.expect("resources", play.resources(), kinds)
    play.compare()
    play.expect_replay(before)
    play.verify()

    play.step("An empty ledger answers every question")
    play.ours("init", "--ledger", "empty", limit=3)
    lists = ["conversations", "accounts", "resources", "blocks", "sessions", "reports", "settings"]
    for verb in lists + ["schema", "backfill --check-only", "cleanup --dry-run", "tail --removals", "doctor"]:
        printed = play.ours(*verb.split(), "--ledger", "empty", limit=-1)
        play.expect(f"{verb} says something", bool(printed.strip()), True)
    play.could_not(
        "keep what a real person wrote to a demo user: it went with the conversation",
        "bring a wrongly recognised account back, with all that was deleted along with it",
        "keep the next seeding script out",
    )
