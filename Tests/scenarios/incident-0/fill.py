#!/usr/bin/env python3
"""Incident 0: the chat of a tutoring platform, 74 rows in the ten tables that the script cleared."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(folder, "..", "support"))
from filling import Filling, Moment  # noqa: E402

data = Filling("incident-0", folder)
start = Moment("2025-03-03 08:00:00")

# Who there is: two tutors, four students, two parents, an admin.
PEOPLE = [
    ("marta.lind", "Marta", "Lind", "tutor"),
    ("joel.okafor", "Joel", "Okafor", "tutor"),
    ("emil.strand", "Emil", "Strand", "student"),
    ("nora.haile", "Nora", "Haile", "student"),
    ("yusuf.demir", "Yusuf", "Demir", "student"),
    ("lea.moreau", "Léa", "Moreau", "student"),
    ("sara.strand", "Sara", "Strand", "parent"),
    ("dawit.haile", "Dawit", "Haile", "parent"),
    ("office", "Ines", "Costa", "admin"),
]
user = {name: data.id("users", name) for name, *_ in PEOPLE}
for number, (name, first, last, role) in enumerate(PEOPLE):
    at = start.plus(days=-40 + number, minutes=number * 7).plain()
    data.add(
        "users", id=user[name], email=f"{name}@lernhaus.example", username=name, first_name=first, last_name=last,
        role=role, is_active=True, created_at=at, updated_at=at,
    )  # fmt: skip
student, tutor = {}, {}
for number, name in enumerate(["emil.strand", "nora.haile", "yusuf.demir", "lea.moreau"]):
    student[name] = data.add(
        "students", id=data.id("students", name), user_id=user[name], grade_level=7 + number, school="Nordhof School"
    )
for name, subjects, rate in [("marta.lind", "mathematics,physics", 32.5), ("joel.okafor", "english", 28.0)]:
    tutor[name] = data.add(
        "tutors", id=data.id("tutors", name), user_id=user[name], subjects=subjects, hourly_rate=rate, is_verified=True
    )
for name, child, phone in [("sara.strand", "emil.strand", "+49 30 5550101"), ("dawit.haile", "nora.haile", None)]:
    data.add("parents", id=data.id("parents", name), user_id=user[name], student_id=student[child], phone=phone)
CONNECTIONS = [
    ("emil.strand", "marta.lind", "accepted"),
    ("nora.haile", "marta.lind", "accepted"),
    ("yusuf.demir", "joel.okafor", "accepted"),
    ("lea.moreau", "joel.okafor", "pending"),
    ("nora.haile", "joel.okafor", "declined"),
]
for number, (learner, teacher, status) in enumerate(CONNECTIONS):
    data.add(
        "connections", id=data.id("connections", number), student_id=student[learner], tutor_id=tutor[teacher],
        status=status, created_at=start.plus(days=-20 + number).plain(),
    )  # fmt: skip
for number, (name, *_) in enumerate(PEOPLE[:6]):
    data.add(
        "chat_settings", user_id=user[name], read_receipts_enabled=number != 2, typing_indicators_enabled=True,
        notifications_enabled=number != 3, last_seen_visibility=["contacts", "everyone", "nobody"][number % 3],
        updated_at=start.plus(days=-3, hours=number).plain(),
    )  # fmt: skip
for number, name in enumerate(["marta.lind", "nora.haile"]):
    at = start.plus(days=-2, hours=number).plain()
    data.add(
        "chat_two_step_verification", user_id=user[name], is_enabled=True, pin_hash=f"argon2id$made-up${number}",
        recovery_email=f"{name}@post.example", created_at=at, updated_at=at,
    )  # fmt: skip
whiteboard = data.add(
    "whiteboards", id=data.id("whiteboards", 1), title="Linear equations", tutor_id=tutor["marta.lind"],
    created_at=start.plain(),
)  # fmt: skip

# What was said: (conversation, title, members, lines). 6 + 13 + 31 rows.
CHATS = [
    ("emil-marta", None, ["marta.lind", "emil.strand"], [
        ("marta.lind", "Hello Emil, how was the test?"),
        ("emil.strand", "Better than I feared, question 4 was odd"),
        ("marta.lind", "Send me a photo of it, we look at it on Tuesday"),
        ("emil.strand", "Done. Is Tuesday at four fine?"),
        ("marta.lind", "Four is fine"),
        ("emil.strand", "Thank you!"),
        ("marta.lind", "Bring the exercise book, please"),
        ("emil.strand", "I will"),
    ]),
    ("nora-marta", None, ["marta.lind", "nora.haile"], [
        ("nora.haile", "I do not understand why the sign changes"),
        ("marta.lind", "Because you multiply both sides by -1"),
        ("nora.haile", "Ah. So it is the same for every inequality?"),
        ("marta.lind", "For every one, yes: < becomes >"),
        ("nora.haile", "Then I have it now 🎉"),
        ("marta.lind", "Exercises 12 to 15 until Friday"),
    ]),
    ("yusuf-joel", None, ["joel.okafor", "yusuf.demir"], [
        ("joel.okafor", "Your essay reads well, the second part is the best"),
        ("yusuf.demir", "Should I shorten the first?"),
        ("joel.okafor", "By half. Begin with the storm"),
        ("yusuf.demir", "New version is in the folder"),
        ("joel.okafor", "Read it: much better"),
    ]),
    ("lea-joel", None, ["joel.okafor", "lea.moreau"], [
        ("lea.moreau", "Bonjour, do you have time in April?"),
        ("joel.okafor", "From the 7th on, Mondays and Thursdays"),
        ("lea.moreau", "Monday the 7th, then"),
    ]),
    ("sara-marta", None, ["sara.strand", "marta.lind"], [
        ("sara.strand", "Emil is ill, he cannot come today"),
        ("marta.lind", "No problem, we move it to Thursday"),
        ("sara.strand", "You are kind, thank you"),
    ]),
    ("mathematics", "Mathematics, spring group", ["marta.lind", "emil.strand", "nora.haile"], [
        ("marta.lind", "Welcome to the group. The plan is pinned"),
        ("emil.strand", "👋"),
        ("nora.haile", "Hello everyone"),
        ("marta.lind", "Plan: fractions, equations, inequalities, a test on the 28th"),
        ("emil.strand", "Is the test open book?"),
        ("marta.lind", "One page of your own notes"),
    ]),
]  # fmt: skip
# Which line answers which, in one conversation, counted from 0.
REPLIES = {("emil-marta", 4): 3, ("nora-marta", 1): 0, ("yusuf-joel", 2): 1, ("mathematics", 5): 4}

message = {}
for number, (chat, title, members, lines) in enumerate(CHATS):
    at = start.plus(days=number, hours=number % 3)
    last = at.plus(minutes=6 * (len(lines) - 1))
    conversation = data.add(
        "conversations", id=data.id("conversations", chat), type="group" if title else "direct", title=title,
        created_by=user[members[0]], created_at=at.plus(minutes=-1).plain(), updated_at=last.plain(),
    )  # fmt: skip
    for member in members:
        data.add(
            "conversation_participants", id=data.id("conversation_participants", f"{chat}/{member}"),
            conversation_id=conversation, user_id=user[member],
            role="admin" if title and member == members[0] else "member", joined_at=at.plus(minutes=-1).plain(),
        )  # fmt: skip
    for line, (sender, text) in enumerate(lines):
        answered = REPLIES.get((chat, line))
        is_edited = (chat, line) == ("yusuf-joel", 4)
        message[chat, line] = data.add(
            "chat_messages", id=data.id("chat_messages", f"{chat}/{line}"), conversation_id=conversation,
            sender_id=user[sender], content=text, message_type="text",
            reply_to_message_id=message[chat, answered] if answered is not None else None,
            edited_at=at.plus(minutes=6 * line + 2).plain() if is_edited else None, deleted_at=None,
            created_at=at.plus(minutes=6 * line).plain(),
        )  # fmt: skip

REACTIONS = [
    ("emil-marta", 4, "emil.strand", "👍"), ("nora-marta", 4, "marta.lind", "🎉"),
    ("nora-marta", 4, "marta.lind", "👏"), ("yusuf-joel", 0, "yusuf.demir", "🙏"),
    ("sara-marta", 1, "sara.strand", "❤️"), ("mathematics", 0, "nora.haile", "👋"),
    ("mathematics", 3, "emil.strand", "👍"),
]  # fmt: skip
for number, (chat, line, name, emoji) in enumerate(REACTIONS):
    data.add(
        "message_reactions", id=data.id("message_reactions", number), message_id=message[chat, line],
        user_id=user[name], emoji=emoji, created_at=start.plus(days=7, minutes=number).plain(),
    )  # fmt: skip
# One receipt for each reader and conversation: the newest message that was read.
RECEIPTS = [
    ("emil-marta", 6, "emil.strand"), ("emil-marta", 7, "marta.lind"), ("nora-marta", 5, "nora.haile"),
    ("nora-marta", 4, "marta.lind"), ("yusuf-joel", 4, "yusuf.demir"), ("lea-joel", 1, "lea.moreau"),
    ("sara-marta", 2, "marta.lind"), ("mathematics", 5, "emil.strand"), ("mathematics", 3, "nora.haile"),
]  # fmt: skip
for number, (chat, line, name) in enumerate(RECEIPTS):
    data.add(
        "message_read_receipts", id=data.id("message_read_receipts", number), message_id=message[chat, line],
        user_id=user[name], read_at=start.plus(days=7, hours=1, minutes=number).plain(),
    )  # fmt: skip
for number, (chat, line) in enumerate([("mathematics", 3), ("nora-marta", 5)]):
    data.add(
        "pinned_messages", id=data.id("pinned_messages", number), conversation_id=data.id("conversations", chat),
        message_id=message[chat, line], pinned_by=user["marta.lind"],
        pinned_at=start.plus(days=7, hours=2, minutes=number).plain(),
    )  # fmt: skip
data.add(
    "blocked_chat_contacts", id=data.id("blocked_chat_contacts", 1), blocker_id=user["nora.haile"],
    blocked_id=user["joel.okafor"], reason="declined connection", created_at=start.plus(days=8).plain(),
)  # fmt: skip
DEVICES = [("marta.lind", "Laptop"), ("emil.strand", "Phone"), ("nora.haile", "Tablet")]
for number, (name, device) in enumerate(DEVICES):
    at = start.plus(days=8, hours=number)
    data.add(
        "chat_active_sessions", id=data.id("chat_active_sessions", number), user_id=user[name], device_name=device,
        user_agent="Mozilla/5.0", ip_address=f"192.0.2.{10 + number}", created_at=at.plain(),
        last_active_at=at.plus(minutes=25).plain(),
    )  # fmt: skip
data.add(
    "chat_privacy_reports", id=data.id("chat_privacy_reports", 1), reporter_id=user["nora.haile"],
    reported_user_id=user["emil.strand"], conversation_id=data.id("conversations", "mathematics"),
    message_id=message["mathematics", 1], reason="spam", details="waves at everybody, all day", status="open",
    created_at=start.plus(days=9).plain(),
)  # fmt: skip
data.add(
    "whiteboard_chat_messages", id=data.id("whiteboard_chat_messages", 1), whiteboard_id=whiteboard,
    sender_id=user["emil.strand"], content="Can you draw the second line again?",
    created_at=start.plus(days=9, hours=1).plain(),
)  # fmt: skip

CLEARED = {
    "chat_messages": 31, "conversations": 6, "conversation_participants": 13, "message_reactions": 7,
    "message_read_receipts": 9, "pinned_messages": 2, "blocked_chat_contacts": 1, "chat_active_sessions": 3,
    "chat_privacy_reports": 1, "whiteboard_chat_messages": 1,
}  # fmt: skip
assert sum(CLEARED.values()) == 74
data.expect(**CLEARED)
data.expect(
    users=9, students=4, tutors=2, parents=2, connections=5, chat_settings=6, chat_two_step_verification=2,
    whiteboards=1,
)  # fmt: skip
if __name__ == "__main__":
    data.main()
