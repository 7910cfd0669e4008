#!/usr/bin/env python3
"""Incident 1: the owners of a chat with an assistant had to prove that everything was saved."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from playing import Scenario  # noqa: E402

with Scenario(1, "is everything saved?", "assistant") as play:
    play.step("The checker, on a copy")
    printed = play.old(name="script")
    play.expect_in("the checker counts 18 conversations", "conversations: 18", printed)
    play.expect_in("the checker counts 24 messages", "messages: 24", printed)
    play.expect("its checks that pass", printed.count("[OK]"), 8)

    play.bring_in()
    before = play.state()
    play.expect("conversations", before["tables"]["conversations"], 18)
    play.expect("messages", before["tables"]["messages"], 24)
    chats = play.json_lines("conversations", "--all")
    play.expect("ended", sum(1 for chat in chats if "endedAt" in chat), 6)
    play.expect("kinds", sorted({chat["kind"] for chat in chats}), ["ASSISTANT"])
    play.expect("without messages", sum(1 for chat in chats if chat["messages"] == 0), 7)
    play.expect("longest title", max(len(chat["title"]) for chat in chats), 200)
    said = [m for chat in chats for m in play.json_lines("messages", chat["conversation"], "-n", "100")]
    play.expect("said by people", sum(1 for m in said if m.get("sender", "USER") == "USER"), 12)
    play.expect("said by the assistant", sum(1 for m in said if m.get("sender") == "AI"), 12)

    play.step("The doctor, and a message written, killed over, read back and removed")
    printed = play.ours("doctor", "--persistence-test", name="doctor")
    play.expect("checks of the doctor that pass", printed.count("[OK]"), 16)
    play.expect("that do not", printed.count("[FAILED]") + printed.count("[WARNING]") + printed.count("[SKIPPED]"), 0)
    play.expect("the test leaves nothing", play.json("stats")["tables"], before["tables"])

    play.step("What its tables refused, the ledger refuses")
    chat = next(chat["conversation"] for chat in chats if "endedAt" not in chat)
    person = play.json("show", chat)["conversation"]["people"][0]["account"]
    message = {"conversation": chat, "author": person, "body": "x"}
    past = "2000-01-01T00:00:00Z"
    nowhere = dict(message, conversation="00000000-0000-7000-8000-000000000001")
    position = play.json("stats")["position"]
    play.refused("a third kind of sender", "INVALID_JSON", {"sendMessage": dict(message, sender="BOT")})
    play.refused("a message without a conversation", "UNKNOWN_CONVERSATION", {"sendMessage": nowhere})
    play.refused("a time of one's own choice", "IMPORT_CLOSED", {"sendMessage": dict(message, sentAt=past)})
    play.refused(
        "the first of two commands whose second is refused", "UNKNOWN_CONVERSATION",
        {"sendMessage": message, "actor": {"account": person}},
        {"sendMessage": nowhere}, options=["--atomic"],
    )  # fmt: skip
    play.expect("nothing of it was recorded", play.json("stats")["position"] - position, 0)

    play.step("The import taken back, and taken again")
    first = play.latest("beginImport")
    play.ours("revert", first, "--reason", "to try it", "--force", limit=5)
    play.expect("messages", play.json("stats")["tables"]["messages"], 0)
    again = play.last()
    play.ours("revert", again, "--reason", "it was not wrong", "--force", limit=5)
    play.expect_state("after both reverts", before)
    play.compare()
    play.expect_replay(before)
    play.verify()
    play.could_not(
        "prove that a message survives the end of its writer: it asked another connection of a living process",
        "show that nothing was changed afterwards: it looked at the tables as they are, not at how they came to be",
        "compare with another copy, row by row",
    )
