#!/usr/bin/env python3
"""What the script of incident 3 did: finds demo users by their addresses and names, and deletes all that hangs on them.

Made anew from what is known of that day; it is not the original.

    script.py FILE [--verify]    --verify only looks
"""

import re
import sqlite3
import sys

TABLES = [
    "messages", "conversation_participants", "conversations", "business_reports", "payments", "sessions", "users",
]  # fmt: skip
# Demo users, but never an admin.
DEMO = "SELECT id FROM demo"
STEPS = {
    "messages": f"conversation_id IN (SELECT conversation_id FROM conversation_participants WHERE user_id IN ({DEMO}))",
    "conversation_participants": "conversation_id IN "
    f"(SELECT conversation_id FROM conversation_participants WHERE user_id IN ({DEMO}))",
    "conversations": "id NOT IN (SELECT conversation_id FROM conversation_participants)",
    "business_reports": f"user_id IN ({DEMO})",
    "payments": f"payer_id IN ({DEMO})",
    "sessions": f"client_id IN ({DEMO}) OR consultant_id IN ({DEMO})",
    "users": f"id IN ({DEMO})",
}


def look(database):
    """What the verification of that script looked for: addresses, names, and many users in one second."""
    rows = database.execute("SELECT email, username, role, substr(created_at, 1, 19) FROM users").fetchall()
    email = [r for r in rows if re.fullmatch(r"user\d*@test\.com|.*@test\.com", r[0])]
    name = [r for r in rows if re.fullmatch(r"(user|demo_\w+?_?)\d+", r[1])]
    seconds = {}
    for row in rows:
        seconds[row[3]] = seconds.get(row[3], 0) + 1
    crowded = {second: n for second, n in seconds.items() if n > 5}
    print(f"e-mails like user@test.com: {len(email)}")
    print(f"user names like user1, demo_x_1: {len(name)}")
    for second, n in sorted(crowded.items()):
        print(f"users made in one second: {n} at {second}")
    if not crowded:
        print("users made in one second: 0")
    return len(name) + len(crowded)


def main(path, only_looks):
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    if only_looks:
        return 1 if look(database) else 0
    count = lambda table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    before = {table: count(table) for table in TABLES}
    database.execute(
        "CREATE TEMP TABLE demo AS SELECT id FROM users WHERE role <> 'admin' AND "
        "(email LIKE '%@test.com' OR username LIKE 'demo\\_%' ESCAPE '\\')"
    )
    try:
        with database:
            for table, which in STEPS.items():
                database.execute(f"DELETE FROM {table} WHERE {which}")
    except sqlite3.Error as error:
        print(f"STOPPED at {table}: {error}")
        return 1
    for table in TABLES:
        after = count(table)
        print(f"{table}: {before[table]} -> {after} ({after - before[table]})")
    admins = database.execute("SELECT count(*) FROM users WHERE role = 'admin'").fetchone()[0]
    print(f"protected admins: {admins}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--verify" in sys.argv[2:]))
