#!/usr/bin/env python3
"""What the checker and the backfill of incident 4 did: rooms for active bookings that came before rooms were made.

Made anew from what is known of that day; it is not the original.

    script.py FILE [--backfill]    only counts, unless --backfill
"""

import sqlite3
import sys
import uuid

CANDIDATES = """
  SELECT b.id, b.lesson_id, l.teacher_id, b.student_id FROM bookings b JOIN lessons l ON l.id = b.lesson_id
  WHERE b.status = 'active' AND b.deleted_at IS NULL AND l.deleted_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM chat_rooms r
    WHERE r.teacher_id = l.teacher_id AND r.student_id = b.student_id AND r.deleted_at IS NULL)
"""


def main(path, does_backfill):
    database = sqlite3.connect(path)
    one = lambda sql: database.execute(sql).fetchone()[0]
    if does_backfill:
        with database:
            for _, _, teacher, student in database.execute(CANDIDATES).fetchall():
                database.execute(
                    "INSERT INTO chat_rooms (id, teacher_id, student_id) VALUES (?, ?, ?) "
                    "ON CONFLICT (teacher_id, student_id) DO NOTHING",
                    (str(uuid.uuid4()), teacher, student),
                )
    rooms = one("SELECT count(*) FROM chat_rooms WHERE deleted_at IS NULL")
    said = one(
        "SELECT count(*) FROM chat_rooms r WHERE r.deleted_at IS NULL AND EXISTS "
        "(SELECT 1 FROM chat_messages m WHERE m.chat_room_id = r.id AND m.deleted_at IS NULL)"
    )
    candidates = database.execute(CANDIDATES).fetchall()
    print(f"lessons: {one('SELECT count(*) FROM lessons')}")
    active = one("SELECT count(*) FROM bookings WHERE status = 'active' AND deleted_at IS NULL")
    print(f"active bookings: {active}")
    print(f"rooms: {rooms} ({said} with messages, {rooms - said} empty)")
    print(f"candidates: {len(candidates)} over {len({row[1] for row in candidates})} lessons")
    return 1 if candidates and not does_backfill else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--backfill" in sys.argv[2:]))
