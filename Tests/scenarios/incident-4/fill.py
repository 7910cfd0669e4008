#!/usr/bin/env python3
"""Incident 4: 150 lessons, 95 active bookings, 42 rooms (38 with messages), 8 active bookings without a room."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(folder, "..", "support"))
from filling import Filling, Moment  # noqa: E402

data = Filling("incident-4", folder)
start = Moment("2025-08-04 07:00:00")
TEACHERS, STUDENTS, LESSONS = 12, 60, 150


def add_user(key, email, name, role, at):
    return data.add(
        "users", id=data.id("users", key), email=email, name=name, role=role, created_at=at.zoned(), deleted_at=None
    )


add_user("admin", "office@lektion.example", "Office", "admin", start.plus(days=-200))
FIRST = ["Anna", "Ben", "Carla", "Dario", "Elif", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Kaya", "Lars"]
LAST = ["Arndt", "Bruun", "Conti", "Diaz", "Eriksen", "Fontana", "Gruber", "Holm", "Ibsen", "Jansen"]
teachers, students = [], []
for n in range(TEACHERS):
    name = f"{FIRST[n]} {LAST[n % 10]}"
    at = start.plus(days=-190 + n, minutes=13 * n)
    teachers.append(add_user(f"teacher/{n}", f"teacher.{n + 1}@lektion.example", name, "teacher", at))
for n in range(STUDENTS):
    name = f"{FIRST[(n * 5) % 12]} {LAST[(n * 7 + n // 12) % 10]}"
    at = start.plus(days=-150 + n, minutes=29 * n)
    students.append(add_user(f"student/{n}", f"student.{n + 1}@lektion.example", name, "student", at))

# Lesson n is of teacher n mod 12. Lessons 145 to 149 are those whose active bookings have no room yet.
SUBJECTS = ["Piano", "Algebra", "Spanish", "Chess", "Drawing"]
lessons = []
for n in range(LESSONS):
    at = start.plus(days=-100, hours=9 * n)
    lessons.append(
        data.add(
            "lessons", id=data.id("lessons", n), teacher_id=teachers[n % TEACHERS],
            title=f"{SUBJECTS[n % 5]} {1 + n // 5}", status="cancelled" if 141 <= n < 145 else "scheduled",
            scheduled_at=at.plus(days=30).zoned(), duration_minutes=45, created_at=at.zoned(), deleted_at=None,
        )  # fmt: skip
    )


def add_booking(lesson, student, status, at):
    data.add(
        "bookings", id=data.id("bookings", f"{lesson}/{student}"), lesson_id=lessons[lesson],
        student_id=students[student], status=status, created_at=at.zoned(), updated_at=at.plus(hours=1).zoned(),
        deleted_at=None,
    )  # fmt: skip


# 40 pairs with a room and 87 active bookings: 40 + 40 + 7. Pair p is of teacher p mod 12 and student p.
for p in range(40):
    for repeat in range(3 if p < 7 else 2):
        lesson = p % TEACHERS + TEACHERS * ((p // TEACHERS) + 4 * repeat)
        add_booking(lesson, p, "active", start.plus(days=-80 + p, hours=repeat))
# Two more rooms whose bookings are over, one of them cancelled.
add_booking(40 % TEACHERS, 40, "completed", start.plus(days=-60))
add_booking(41 % TEACHERS, 41, "cancelled", start.plus(days=-59))
# Eight active bookings without a room, over five lessons: 2 + 2 + 2 + 1 + 1. They came before rooms were made.
for number, lesson in enumerate([145, 145, 146, 146, 147, 147, 148, 149]):
    add_booking(lesson, 50 + number, "active", start.plus(days=-20, hours=number))
# Others that want no room: pending, completed, cancelled.
for number in range(30):
    status = ["pending", "completed", "cancelled"][number % 3]
    add_booking(100 + number, 42 + number % 8, status, start.plus(days=-15, hours=number))


def add_room(teacher, student, at, deleted=None):
    return data.add(
        "chat_rooms", id=data.id("chat_rooms", f"{teacher}/{student}"), teacher_id=teachers[teacher],
        student_id=students[student], created_at=at.zoned(), updated_at=at.zoned(),
        deleted_at=deleted.zoned() if deleted else None,
    )  # fmt: skip


SAID = ["Hello!", "When do we begin?", "At four, as always", "I practised 😀", "Very good", "See you then"]
count = 0


def add_message(room, key, sender, content, at, reply=None, deleted=None):
    return data.add(
        "chat_messages", id=data.id("chat_messages", key), chat_room_id=room, sender_id=sender, content=content,
        reply_to_message_id=reply, created_at=at.zoned(), deleted_at=deleted.zoned() if deleted else None,
    )  # fmt: skip


# 42 rooms; the last four of the 40 with active bookings are empty. Room p has 3 to 6 messages; in every
# sixth room one of them is a deleted one, and the third message answers the second.
for p in range(42):
    at = start.plus(days=-79 + p)
    room = add_room(p % TEACHERS, p, at)
    if 36 <= p < 40:
        continue
    said = []
    for n in range(3 + p % 4):
        sender = teachers[p % TEACHERS] if n % 2 == 0 else students[p]
        when = at.plus(hours=1, minutes=5 * n)
        said.append(
            add_message(
                room, f"{p}/{n}", sender, SAID[n], when, reply=said[1] if n == 2 else None,
                deleted=when.plus(minutes=1) if n == 0 and p % 6 == 0 else None,
            )  # fmt: skip
        )
# A room that was deleted with all that was said in it; its booking was cancelled. It counts for nothing.
gone = start.plus(days=-30)
room = add_room(3, 58, start.plus(days=-40), deleted=gone)
add_booking(111, 58, "cancelled", start.plus(days=-41))
for n in range(3):
    sender = teachers[3] if n % 2 == 0 else students[58]
    add_message(room, f"gone/{n}", sender, SAID[n], start.plus(days=-40, minutes=5 * n), deleted=gone)

live = [room for room in data.tables["chat_rooms"] if room["deleted_at"] is None]
active = [booking for booking in data.tables["bookings"] if booking["status"] == "active"]
teacher_of = {lesson["id"]: lesson["teacher_id"] for lesson in data.tables["lessons"]}
pairs = {(room["teacher_id"], room["student_id"]) for room in live}
without = [b for b in active if (teacher_of[b["lesson_id"]], b["student_id"]) not in pairs]
talking = {message["chat_room_id"] for message in data.tables["chat_messages"] if message["deleted_at"] is None}
numbers = {
    "lessons": len(data.tables["lessons"]),
    "active bookings": len(active),
    "rooms": len(live),
    "with messages": len(talking),
    "empty": len(live) - len(talking),
    "candidates": len(without),
    "pairs of candidates": len({(teacher_of[b["lesson_id"]], b["student_id"]) for b in without}),
    "lessons of candidates": len({b["lesson_id"] for b in without}),
}
if list(numbers.values()) != [150, 95, 42, 38, 4, 8, 8, 5]:
    sys.exit(f"incident-4: other numbers than wanted: {numbers}")
if __name__ == "__main__":
    data.main()
