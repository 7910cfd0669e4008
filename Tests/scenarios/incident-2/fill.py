#!/usr/bin/env python3
"""Incident 2: an event with two chat rooms, replies to its messages from elsewhere, and rows deleted softly."""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(folder, "..", "support"))
from filling import Filling, Moment  # noqa: E402

data = Filling("incident-2", folder)
start = Moment("2025-06-02 10:00:00")

PEOPLE = ["ada", "bo", "cleo", "dev", "eli", "fay", "gus", "hana"]
for number, name in enumerate(PEOPLE, 1):
    data.add(
        "users", id=number, email=f"{name}@meetup.example", username=name, display_name=name.capitalize(),
        created_at=start.plus(days=-60, hours=number).plain(),
    )  # fmt: skip

# The event that could not be deleted is number 1.
EVENTS = [("Spring hackathon", "Hall 2"), ("Board games night", "Café Kupfer"), ("Cancelled picnic", None)]
for number, (title, location) in enumerate(EVENTS, 1):
    begins = start.plus(days=20 + number, hours=7)
    data.add(
        "events", id=number, title=title, location=location, status="cancelled" if number == 3 else "published",
        organizer_id=number, starts_at=begins.plain(), ends_at=begins.plus(hours=4).plain(),
        created_at=start.plus(days=-7 + number).plain(),
        deleted_at=start.plus(days=2).plain() if number == 3 else None,
    )  # fmt: skip
ROOMS = [(1, "hackathon"), (1, "hackathon-teams"), (2, "games"), (None, "lobby"), (3, "picnic")]
for number, (event, name) in enumerate(ROOMS, 1):
    data.add(
        "chat_rooms", id=number, event_id=event, name=name, created_at=start.plus(days=-5, minutes=number).plain(),
        deleted_at=start.plus(days=2).plain() if event == 3 else None,
    )  # fmt: skip

# Room, sender, text, the message that it answers, whether it was deleted.
LINES = [
    (1, "ada", "The hackathon has a room now", None, False),                        # 1
    (1, "bo", "Finally! Who brings the projector?", None, False),                    # 2
    (1, "cleo", "I do", 2, False),                                                   # 3
    (4, "dev", "Does anybody know when doors open?", None, False),                   # 4
    (1, "ada", "Doors open at five", None, False),                                   # 5
    (4, "eli", "At five, it says in the hackathon room", 5, False),                  # 6: from elsewhere
    (2, "fay", "Team Heron looks for somebody who draws", None, False),              # 7
    (2, "gus", "I draw, badly", 7, False),                                           # 8
    (2, "fay", "Badly is fine", 8, False),                                           # 9
    (2, "gus", "wrong room, sorry", None, True),                                     # 10: deleted
    (3, "hana", "We need a fourth for the long game", None, False),                  # 11
    (3, "bo", "After the projector is back: me", 3, False),                          # 12: from elsewhere
    (1, "dev", "Is there food?", None, False),                                       # 13
    (1, "ada", "Soup, and bread", 13, False),                                        # 14
    (1, "eli", "duplicate, please ignore", None, True),                              # 15: deleted
    (1, "ada", "Ignored", 15, False),                                                # 16: answers a deleted one
    (2, "cleo", "Team Otter is complete", None, False),                              # 17
    (4, "hana", "See you all there", 1, False),                                      # 18: from elsewhere
    (3, "hana", "The long game is on table 3", None, False),                         # 19
    (4, "gus", "typo", None, True),                                                  # 20: deleted
    (5, "cleo", "The picnic is off, it rains", None, True),                          # 21: deleted with its room
    (1, "bo", "Projector works", None, False),                                       # 22
    (2, "fay", "Heron presents first", None, False),                                 # 23
    (3, "eli", "I bring snacks", None, False),                                       # 24
]  # fmt: skip
for number, (room, name, content, answered, is_deleted) in enumerate(LINES, 1):
    at = start.plus(minutes=9 * number)
    data.add(
        "chat_messages", id=number, chat_room_id=room, user_id=PEOPLE.index(name) + 1, content=content,
        reply_to_message_id=answered, created_at=at.plain(),
        deleted_at=at.plus(minutes=3).plain() if is_deleted else None,
    )  # fmt: skip

data.expect(users=8, events=3, chat_rooms=5, chat_messages=24)
if __name__ == "__main__":
    data.main()
