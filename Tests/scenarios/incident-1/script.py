#!/usr/bin/env python3
"""What the checker of incident 1 did: looks at the assistant's tables from outside, and tries what they refuse.

Made anew from what is known of that day; it is not the original.

    script.py FILE
"""

import sqlite3
import sys

COLUMNS = {
    "users": ["id", "email", "name", "created_at"],
    "conversations": ["id", "user_id", "title", "status", "started_at", "ended_at"],
    "messages": ["id", "conversation_id", "sender", "content", "timestamp"],
}


def main(path):
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA foreign_keys = ON")
    one = lambda sql, *values: database.execute(sql, values).fetchone()[0]
    failures = 0

    def report(is_good, text):
        nonlocal failures
        failures += 0 if is_good else 1
        print(f"[{'OK' if is_good else 'FAIL'}] {text}")

    def refused(sql, *values):
        """Whether the database refuses a statement; whatever it does is taken back."""
        database.execute("BEGIN")
        try:
            database.execute(sql, values)
            return False
        except sqlite3.IntegrityError:
            return True
        finally:
            database.execute("ROLLBACK")

    found = {t: [row[1] for row in database.execute(f"PRAGMA table_info({t})")] for t in COLUMNS}
    report(found == COLUMNS, "schema is current")
    print(f"     conversations: {one('SELECT count(*) FROM conversations')}")
    print(f"     messages: {one('SELECT count(*) FROM messages')}")
    by_join = one("SELECT count(*) FROM conversations c JOIN messages m ON m.conversation_id = c.id")
    report(by_join == one("SELECT count(*) FROM messages"), "counts are consistent")
    orphans = one(
        "SELECT count(*) FROM messages WHERE NOT EXISTS "
        "(SELECT 1 FROM conversations c WHERE c.id = messages.conversation_id)"
    )
    report(orphans == 0, f"orphaned messages: {orphans}")
    insert = "INSERT INTO messages (conversation_id, sender, content) VALUES (?, ?, ?)"
    report(refused(insert, 999999, "user", "orphan"), "foreign keys are enforced")
    report(refused(insert, 1, "system", "no such sender"), "sender is user or ai")
    report(refused("UPDATE messages SET timestamp = '2000-01-01' WHERE id = 1"), "timestamps are immutable")

    before = one("SELECT count(*) FROM messages")
    database.execute("BEGIN")
    database.execute(insert, (1, "user", "first of two"))
    database.execute("ROLLBACK")
    report(one("SELECT count(*) FROM messages") == before, "a rolled back transaction leaves nothing")

    user = one("SELECT min(id) FROM users")
    chat = database.execute(
        "INSERT INTO conversations (user_id, title) VALUES (?, 'persistence test')", (user,)
    ).lastrowid
    database.execute(insert, (chat, "user", "ping"))
    other = sqlite3.connect(path)
    back = other.execute("SELECT content FROM messages WHERE conversation_id = ?", (chat,)).fetchone()
    other.close()
    database.execute("DELETE FROM conversations WHERE id = ?", (chat,))
    report(back == ("ping",), "persistence test: written, read back, removed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
