#!/usr/bin/env python3
"""What the script of incident 0 did: empties ten tables of a chat, for good.

Made anew from what is known of that day; it is not the original.

    script.py FILE [--force]    asks first, unless --force
"""

import sqlite3
import sys

# Children before parents.
TABLES = [
    "message_reactions", "message_read_receipts", "pinned_messages", "chat_privacy_reports", "chat_messages",
    "conversation_participants", "conversations", "blocked_chat_contacts", "chat_active_sessions",
    "whiteboard_chat_messages",
]  # fmt: skip
KEPT = ["chat_settings", "chat_two_step_verification", "users", "students", "tutors", "parents", "connections"]
# The order in which it reported.
REPORTED = [
    "chat_messages", "conversations", "conversation_participants", "message_reactions", "message_read_receipts",
    "pinned_messages", "blocked_chat_contacts", "chat_active_sessions", "chat_privacy_reports",
    "whiteboard_chat_messages",
]  # fmt: skip


def main(path, is_forced):
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    count = lambda table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    total = sum(count(table) for table in TABLES)
    print(f"WARNING: this deletes {total} rows of {len(TABLES)} tables. It is irreversible.")
    if not is_forced and input("Type DELETE to go on: ") != "DELETE":
        return 1
    with database:
        for table in TABLES:
            database.execute(f"DELETE FROM {table}")
    left = 0
    for table in REPORTED:
        rows = count(table)
        left += rows
        print(f"[{'OK' if rows == 0 else 'FAIL'}] {table}: {rows} rows")
    for table in KEPT:
        print(f"[KEPT] {table}: {count(table)} rows")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--force" in sys.argv[2:]))
