#!/usr/bin/env python3
"""Incident 1: the chat with an assistant, 18 conversations and 24 messages."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(folder, "..", "support"))
from filling import Filling, Moment  # noqa: E402

data = Filling("incident-1", folder)
start = Moment("2025-05-12 09:00:00")

PEOPLE = ["Aino Virtanen", "Bram de Wit", "Chiara Neri", "Dilan Kaya", "Eoin Walsh"]
for number, name in enumerate(PEOPLE, 1):
    mail = name.lower().replace(" ", ".") + "@kontor.example"
    data.add("users", id=number, email=mail, name=name, created_at=start.plus(days=-30, hours=number).plain())

# A title as long as the column allows, counted in characters and not in bytes.
LONG = ("Wie viele Zeichen hat ein Titel? Größe zählt in Zeichen, nicht in Bytes: äöüß " * 3)[:199] + "…"
assert len(LONG) == 200
# Title, then pairs of a question and its answer. Seven conversations were opened and nothing was said in them.
CHATS = [
    ("Holiday in the Alps", [("Which passes are open in May?", "Most of the lower ones; the Stelvio opens in June.")]),
    ("Invoice wording", [
        ("How do I say 'net 30' politely?", "Payment is kindly requested within 30 days."),
        ("Shorter?", "Payable within 30 days."),
    ]),
    ("Regular expressions", [("Match a UUID", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]),
    ("New conversation", []),
    ("Birthday speech", [("Two sentences for a colleague, 40", "Forty years, and first to laugh. To many more!")]),
    (LONG, [("Passt der Titel?", "Genau 200 Zeichen: ja.")]),
    ("New conversation", []),
    ("Unit conversion", [("5 miles in km", "8.05 km")]),
    ("Sourdough", [("Why is it flat?", "Under-proofed, most likely: give it two more hours at 24 °C.")]),
    ("New conversation", []),
    ("SQL join", [("LEFT or INNER for optional rows?", "LEFT JOIN keeps the rows without a match.")]),
    ("New conversation", []),
    ("New conversation", []),
    ("Emoji", [("What does 🫡 mean?", "A salute: understood, or respect.")]),
    ("New conversation", []),
    ("Train to Oslo", [("Night train from Stockholm?", "No direct one; change in Göteborg.")]),
    ("New conversation", []),
    ("Thank-you note", [("One line, please", "Thank you: that helped more than you know.")]),
]  # fmt: skip

number = 0
for index, (title, exchanges) in enumerate(CHATS, 1):
    began = start.plus(days=index, minutes=11 * index)
    ended = began.plus(hours=1) if index % 3 == 0 else None
    data.add(
        "conversations", id=index, user_id=1 + index % len(PEOPLE), title=title, status="ended" if ended else "active",
        started_at=began.plain(), ended_at=ended.plain() if ended else None,
    )  # fmt: skip
    for turn, exchange in enumerate(exchanges):
        for sender, content in zip(("user", "ai"), exchange):
            number += 1
            at = began.plus(minutes=turn, seconds=0 if sender == "user" else 4, milliseconds=number)
            data.add(
                "messages", id=number, conversation_id=index, sender=sender, content=content, timestamp=at.plain()
            )

data.expect(users=5, conversations=18, messages=24)
if __name__ == "__main__":
    data.main()
