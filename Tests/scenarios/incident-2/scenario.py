#!/usr/bin/env python3
"""Incident 2: an event could not be deleted, for its messages refused to lose their room."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from playing import Scenario  # noqa: E402

from postgres import PostgreSQL  # noqa: E402

ERROR = 'null value in column "chat_room_id" of relation "chat_messages" violates not-null constraint'

with Scenario(2, "an event could not be deleted", "events") as play:
    play.step("That day: DELETE FROM events WHERE id = 1;")
    with PostgreSQL() as server:
        if server.is_there:
            server.fill("app", play.fill_sql())
            printed = server.psql("app", "DELETE FROM events WHERE id = 1;", is_checked=False).stderr
            play.show(printed, limit=1, name="postgres", head=["app=> DELETE FROM events WHERE id = 1;"])
            play.expect_in("PostgreSQL refuses", ERROR, printed)
            left = server.psql("app", "SELECT count(*) FROM events;").stdout.strip()
            play.expect("events afterwards", left, "3")
        else:
            play.skipped("PostgreSQL", server.reason)
    done = play.old(codes=(1,), name="script")
    play.expect_in("SQLite refuses", "NOT NULL constraint failed: chat_messages.chat_room_id", done)

    play.bring_in()
    before = play.state()
    live = "SELECT count(*) FROM chat_messages WHERE deleted_at IS NULL AND chat_room_id IN (SELECT id FROM chat_rooms"
    hanging = play.sql(f"{live} WHERE event_id = 1)")
    play.expect("messages of the event, counted in its database", hanging, 13)
    play.expect("messages that show", before["tables"]["messages"], 20)
    play.expect("rooms", before["tables"]["conversations"], 4)
    play.expect("events", before["tables"]["resources"], 2)
    event = play.key("events", 1)
    lobby, games = play.key("chat_rooms", 4), play.key("chat_rooms", 3)
    replies = [play.key("chat_messages", n) for n in (6, 12, 18)]
    targets = {m: play.json("show", m)["message"].get("replyTo") for m in replies}
    play.expect("replies from elsewhere with a target", sum(1 for t in targets.values() if t), 3)

    play.step("What removing the event would do, and doing it")
    plan = play.json("remove", event, "--dry-run")
    play.ours("remove", event, "--dry-run", name="dry-run")
    play.expect("after the dry run", play.json("stats")["tables"], before["tables"])
    play.ours("remove", event, "--reason", "called off", "--force", name="remove")
    gone = play.last()
    after = play.json("stats")["tables"]
    change = {name: before["tables"][name] - after[name] for name in after}
    play.expect("replies from elsewhere, foreseen", plan["orphanedReplies"], 3)
    foreseen = {name: plan["removed"].get(name, 0) for name in change}
    play.expect("gone, as foreseen", change, foreseen)
    play.expect("messages gone", change["messages"], hanging)
    play.expect("rooms gone", change["conversations"], 2)
    play.expect("events gone", change["resources"], 1)
    left = {m: play.json("show", m)["message"].get("replyTo") for m in replies}
    play.expect("replies from elsewhere that stay", len(left), 3)
    play.expect("of them with a target", sum(1 for t in left.values() if t), 0)
    play.ours("messages", lobby, name="lobby")
    play.ours("messages", games)

    play.step("All back: event, rooms, messages, targets of replies")
    play.ours("revert", gone, "--reason", "it takes place after all", "--force", name="revert")
    play.expect_state("after the revert", before)
    play.expect("targets of replies", {m: play.json("show", m)["message"].get("replyTo") for m in replies}, targets)
    play.compare()
    play.expect_replay(before)
    play.verify()
    play.could_not(
        "delete the event at all, without first deciding by hand about every row that hung on it",
        "say beforehand what would go with it",
        "bring the event back with its rooms, its messages and what answered them",
    )
