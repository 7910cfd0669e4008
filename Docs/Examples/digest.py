#!/usr/bin/env python3
"""Digests a table of messages from the database alone: python3 digest.py chat.sqlite

It prints the figure that `chat-ledger import sql chat.sqlite --mapping digest.json --compare --digests` prints of the
table. digest.json beside it is the mapping, and Format.md (“Records of a comparison”) the rule."""
import datetime, hashlib, sqlite3, sys

SOURCE = "chat"  # what the mapping calls it
AUTHORS, ROOMS, MESSAGES = ("account", "users"), ("conversation", "rooms"), ("message", "messages")


def text(value):  # behind its length
    return len(value.encode()).to_bytes(4, "big") + value.encode()


def identifier(thing, key):  # of a row; sixteen zeros for none
    if key is None:
        return bytes(16)
    kind, table = thing
    name = b"".join(map(text, (f"chat-ledger/sql/{kind}/v1", SOURCE, table, str(key))))
    value = bytearray(hashlib.sha256(name).digest()[:16])
    value[6], value[8] = value[6] & 0x0F | 0x80, value[8] & 0x3F | 0x80
    return bytes(value)


def microseconds(sent):  # "2024-03-01 08:00:00.123456", in UTC
    since = datetime.datetime.fromisoformat(sent) - datetime.datetime(1970, 1, 1)
    return since // datetime.timedelta(microseconds=1)


total = 0
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for key, room, author, body, answers, sent, gone in rows.execute(
    "SELECT m.id, room_id, user_id, body, reply_to, sent_at, coalesce(m.deleted_at, r.deleted_at) "
    "FROM messages m JOIN rooms r ON r.id = room_id"
):
    kept = {"sourceKey": f"messages:{key}"} | ({"sourceNull": "body"} if body is None else {})
    record = text("there" if gone is None else "deleted") + text("message") + identifier(MESSAGES, key)
    record += identifier(ROOMS, room) + identifier(AUTHORS, author) + text("USER") + text(body or "")
    record += len(kept).to_bytes(4, "big") + b"".join(text(n) + text(v) for n, v in sorted(kept.items()))
    record += identifier(MESSAGES, answers) + microseconds(sent).to_bytes(8, "big", signed=True)
    total += int.from_bytes(hashlib.sha256(record).digest()[:16], "big")
print(f"{total % 2**128:032x}")
