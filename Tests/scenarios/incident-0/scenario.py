#!/usr/bin/env python3
"""Incident 0: ten tables of a chat were cleared, 74 rows, irreversibly."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from playing import Scenario  # noqa: E402

# What each of the ten tables is called here.
TABLES = {
    "chat_messages": ("messages", 31),
    "conversations": ("conversations", 6),
    "conversation_participants": ("participants", 13),
    "message_reactions": ("reactions", 7),
    "message_read_receipts": ("readMarkers", 9),
    "pinned_messages": ("pins", 2),
    "blocked_chat_contacts": ("blocks", 1),
    "chat_active_sessions": ("sessions", 3),
    "chat_privacy_reports": ("reports", 1),
    "whiteboard_chat_messages": ("whiteboardMessages", 1),
}
KEPT = {"accounts": 9, "chatSettings": 6, "twoStepVerifications": 2}

with Scenario(0, "a script cleared ten tables", "clear-all") as play:
    ours = [name for name, _ in TABLES.values()]

    play.step("The script, on a copy")
    printed = play.old("--force", name="script")
    for table in TABLES:
        play.expect_in(f"the script reports {table}", f"[OK] {table}: 0 rows", printed)
    play.expect_in("the script cleared 74 rows", "this deletes 74 rows of 10 tables", printed)

    play.bring_in()
    before = play.state()
    for table, (name, count) in TABLES.items():
        play.expect(f"{table}, here {name}", before["tables"][name], count)
    play.expect("rows in the ten tables", sum(before["tables"][name] for name in ours), 74)
    play.expect("kept tables", {name: before["tables"][name] for name in KEPT}, KEPT)

    play.step("Dry run, then without the typed confirmation, then for good")
    play.ours("clear", "--everything", "--dry-run", name="dry-run")
    play.expect("after the dry run", play.json("stats")["tables"], before["tables"])
    play.ours("clear", "--everything", "--reason", "test data", codes=(2,), limit=2)
    play.typing("no", "clear", "--everything", "--reason", "test data", codes=(2,), limit=2)
    play.expect("unconfirmed, it does nothing", play.json("stats")["tables"], before["tables"])
    printed = play.typing("yes", "clear", "--everything", "--reason", "test data", name="clear")
    # The ledger clears tables that the script did not have, too.
    good = {line.split()[0] for line in printed.splitlines() if line.rstrip().endswith("[OK]")}
    play.expect("of the ten tables without [OK]", sorted(set(ours) - good), [])
    cleared = play.json("stats")["tables"]
    play.expect("rows in the ten tables", sum(cleared[name] for name in ours), 0)
    play.expect("kept tables", {name: cleared[name] for name in KEPT}, KEPT)
    clear = play.last()

    play.step("New conversations at once")
    people = {name: play.json("show", f"@{name}")["account"]["account"] for name in ("office", "lea.moreau")}
    room, said = "01a00000-0000-7000-8000-000000000001", "01a00000-0000-7000-8000-000000000002"
    play.execute(
        {"createConversation": {"conversation": room, "kind": "GROUP", "name": "after-the-clear",
                                "participants": list(people.values())}},
        {"sendMessage": {"conversation": room, "author": people["office"], "body": "We are back"}, "id": said,
         "actor": {"account": people["office"]}},
    )  # fmt: skip
    play.ours("messages", "after-the-clear", name="at-once")
    added = {name: play.json("stats")["tables"][name] - cleared[name] for name in before["tables"]}
    play.expect("new", added["messages"], 1)

    play.step("All back, and what was said since stays")
    play.ours("tail", "--removals", "-n", "1", name="who")
    play.ours("revert", clear, "--reason", "it was not test data", "--force", name="revert")
    after = play.json("stats")["tables"]
    wanted = {name: before["tables"][name] + added[name] for name in before["tables"]}
    play.expect("all tables, with what was said since", after, wanted)
    play.expect("of the 74 rows are back", sum(after[n] - added[n] for n in ours), 74)
    play.compare()
    play.expect_replay(before)
    play.verify()
    play.could_not(
        "say beforehand what it would take, table by table",
        "bring anything back: it kept no copy",
        "say afterwards who ran it, when and why",
    )
