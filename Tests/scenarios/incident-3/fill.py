#!/usr/bin/env python3
"""Incident 3: a hundred demo users made within half a second, beside real ones, in a production database."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(folder, "..", "support"))
from filling import Filling, Moment  # noqa: E402

data = Filling("incident-3", folder)
opened = Moment("2024-11-04 09:00:00")
seeded = Moment("2025-09-14 03:12:07")

# Real people, days apart. The names of the last three look a little like those of demo users, and are not.
REAL = [
    ("lindqvist", "astrid@lindqvist.example", "Astrid Lindqvist", "consultant"),
    ("p.bauer", "peter.bauer@werft.example", "Peter Bauer", "consultant"),
    ("imani", "imani@oyelaran.example", "Imani Oyelaran", "consultant"),
    ("r.castel", "romain@castel.example", "Romain Castel", "client"),
    ("sofie_k", "sofie.k@hafen.example", "Sofie Kjær", "client"),
    ("tomasz", "tomasz@wrona.example", "Tomasz Wrona", "client"),
    ("un.park", "unha.park@studio.example", "Un-ha Park", "client"),
    ("vera.m", "vera@mihailova.example", "Vera Mihailova", "client"),
    ("bakery.zoe", "zoe@bakery.example", "Zoe Adler", "client"),
    ("democratis", "maria@democratis.example", "Maria Democratis", "client"),
    ("j.tester", "jonas.tester@tischlerei.example", "Jonas Tester", "client"),
    ("usera.nagy", "usera@nagy.example", "Usera Nagy", "client"),
]
user = {}


def add_user(username, email, name, role, at):
    user[username] = data.add(
        "users", id=data.id("users", username), email=email, username=username, full_name=name, role=role,
        created_at=at.plain(),
    )  # fmt: skip


# The account of whoever runs the place: made by hand, with an address such as demo users have.
add_user("admin", "admin@test.com", "Administrator", "admin", opened)
for number, (username, email, name, role) in enumerate(REAL):
    add_user(username, email, name, role, opened.plus(days=1 + 19 * number, hours=number, minutes=7 * number))
# user1 … user60, demo_client_1 … 25, demo_consultant_1 … 15: four milliseconds apart.
DEMO = [(f"user{n}", f"user{n}@test.com", f"Test User {n}", "client") for n in range(1, 61)]
DEMO += [(f"demo_client_{n}", f"demo_client_{n}@example.com", f"Demo Client {n}", "client") for n in range(1, 26)]
DEMO += [
    (f"demo_consultant_{n}", f"demo_consultant_{n}@example.com", f"Demo Consultant {n}", "consultant")
    for n in range(1, 16)
]
for number, (username, email, name, role) in enumerate(DEMO):
    add_user(username, email, name, role, seeded.plus(milliseconds=3 + 4 * number))
consultants = [f"demo_consultant_{n}" for n in range(1, 16)]
clients = [username for username, _, _, role in DEMO if role == "client"]


def add_session(key, client, consultant, topic, at, status="completed"):
    return data.add(
        "sessions", id=data.id("sessions", key), client_id=user[client], consultant_id=user[consultant], topic=topic,
        status=status, starts_at=at.plus(days=3).plain(), duration_minutes=60, created_at=at.plain(),
    )  # fmt: skip


def add_payment(key, session, payer, cents, at):
    data.add(
        "payments", id=data.id("payments", key), session_id=session, payer_id=user[payer], amount_cents=cents,
        currency="EUR", status="paid", created_at=at.plain(),
    )  # fmt: skip


def add_report(key, author, session, title, at):
    data.add(
        "business_reports", id=data.id("business_reports", key), user_id=user[author], session_id=session, title=title,
        summary=None, status="final", created_at=at.plain(),
    )  # fmt: skip


# Demo: 60 sessions, 45 payments, 20 reports, all in the same second. Real: 6, 5, 3.
after = seeded.plus(milliseconds=420)
for number in range(60):
    session = add_session(
        f"demo/{number}", clients[number % len(clients)], consultants[number % 15], f"Demo session {number + 1}",
        after.plus(milliseconds=number),
    )  # fmt: skip
    if number < 45:
        payer = clients[number % len(clients)]
        add_payment(f"demo/{number}", session, payer, 4900 + 100 * number, after.plus(milliseconds=100 + number))
    if number < 20:
        at = after.plus(milliseconds=200 + number)
        add_report(f"demo/{number}", consultants[number % 15], session, f"Demo report {number + 1}", at)
REAL_SESSIONS = [
    ("r.castel", "lindqvist", "Market entry"), ("sofie_k", "p.bauer", "Cash flow"), ("tomasz", "imani", "Hiring"),
    ("vera.m", "lindqvist", "Pricing"), ("bakery.zoe", "p.bauer", "Second shop"), ("j.tester", "imani", "Handover"),
]  # fmt: skip
for number, (client, consultant, topic) in enumerate(REAL_SESSIONS):
    at = opened.plus(days=240 + 3 * number, hours=2)
    session = add_session(f"real/{number}", client, consultant, topic, at)
    if number < 5:
        add_payment(f"real/{number}", session, client, 18000, at.plus(days=4))
    if number < 3:
        add_report(f"real/{number}", consultant, session, f"{topic}: findings", at.plus(days=6))


def add_chat(key, title, members, lines, at):
    conversation = data.add(
        "conversations", id=data.id("conversations", key), title=title, session_id=None, created_at=at.plain()
    )
    for member in members:
        data.add(
            "conversation_participants", id=data.id("conversation_participants", f"{key}/{member}"),
            conversation_id=conversation, user_id=user[member], joined_at=at.plain(),
        )  # fmt: skip
    for number, (sender, content) in enumerate(lines):
        data.add(
            "messages", id=data.id("messages", f"{key}/{number}"), conversation_id=conversation,
            sender_id=user[sender], content=content,
            created_at=at.plus(seconds=number * 40, milliseconds=number).plain(),
        )  # fmt: skip


# Ten chats among demo users of three messages, one of a real person whom a demo user wrote to, three real ones.
for number in range(10):
    client, consultant = f"demo_client_{number + 1}", f"demo_consultant_{number + 1}"
    lines = [(client, "Hello, this is a demo message"), (consultant, "Lorem ipsum"), (client, "Thank you, demo over")]
    add_chat(f"demo/{number}", f"Demo chat {number + 1}", [client, consultant], lines, seeded.plus(milliseconds=700))
add_chat(
    "mixed", None, ["user1", "sofie_k"],
    [("user1", "Hi! Welcome to the platform"), ("sofie_k", "Hello, who is this?"), ("sofie_k", "Is anybody there?")],
    seeded.plus(days=1),
)  # fmt: skip
for number, (client, consultant, topic) in enumerate(REAL_SESSIONS[:3]):
    lines = [(client, f"About {topic.lower()}: the figures are attached"), (consultant, "Read them, see you Monday")]
    add_chat(f"real/{number}", topic, [client, consultant], lines, opened.plus(days=241 + 3 * number))

data.expect(
    users=113, sessions=66, payments=50, business_reports=23, conversations=14, conversation_participants=28,
    messages=39,
)  # fmt: skip
if __name__ == "__main__":
    data.main()
