#!/usr/bin/env python3
"""Writes the golden entries of format version 2 and prints their leaf hashes, from Docs/Format.md alone.

A second program, so that the files do not say what the first one happens to do. They are made once:
    Tests/scripts/make_golden_entries.py Tests/EventLogTests/Golden/Format2
"""
import hashlib
import pathlib
import struct
import sys

COMMAND = bytes.fromhex("0190163d8694739fa5b7c7e8f9a0b1c2")
ACTOR = bytes(range(0x10, 0x20))
CORRELATION = bytes(range(0x20, 0x30))
SALT = bytes(range(0xA0, 0xB0))
TRACE = bytes.fromhex("4bf92f3577b34da6a3ce929d0e0e473600f067aa0ba902b701")

CONTINUATION, HAS_ACTOR, HAS_CORRELATION, HAS_CAUSATION, HAS_PARTS, HAS_TRACE, IMPLIED, LAST = (1 << n for n in range(8))
PLAIN, ERASED = 1 << 8, 2 << 8


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def commitment(content):
    return hashlib.sha256(b"chat-ledger/content/v1" + SALT + content).digest()


def entry(position, time, rules, command, events=None, content=None, erase=False, actor=None, correlation=None,
          causation=None, parts=None, trace=None, continuation=False, last=True):
    """The fields with their bytes, in order, and the leaf hash."""
    flags = (CONTINUATION * continuation | HAS_ACTOR * bool(actor) | HAS_CORRELATION * bool(correlation)
             | HAS_CAUSATION * bool(causation) | HAS_PARTS * bool(parts) | HAS_TRACE * bool(trace)
             | IMPLIED * (events is None) | LAST * last)
    form = 0 if content is None else ERASED if erase else PLAIN
    fields = [("time, microseconds", struct.pack("<q", time)), ("command id", COMMAND)]
    if actor:
        fields.append(("actor", actor))
    if correlation:
        fields.append(("correlation id", correlation))
    fields += [(f"position {position}", varint(position)), (f"rules {rules}", varint(rules))]
    if causation:
        fields.append((f"causation position {causation}", varint(causation)))
    if parts:
        fields += [(f"part {parts[0]}", varint(parts[0])), (f"of {parts[1]} parts", varint(parts[1]))]
    if trace:
        fields.append(("trace id, span id, trace flags", trace))
    fields.append(("command length", varint(len(command))))
    if events is not None:
        fields.append(("events length", varint(len(events))))
    fields.append((f"command {command!r}", command))
    if events is not None:
        fields.append((f"events {events!r}", events))
    kept = b"".join(data for _, data in fields)
    seal = b"\0" * 32 if content is None else commitment(content)
    leaf = hashlib.sha256(
        b"\0" + struct.pack("<HH", 2, flags | (PLAIN if content is not None else 0)) + kept + seal).hexdigest()
    if content is not None and erase:
        fields.append(("commitment: SHA-256 of tag, salt, content", seal))
    elif content is not None:
        fields += [("salt", SALT), (f"content {content.decode()!r}, UTF-8", content)]
    head = struct.pack("<HH", 2, flags | form)
    rest = b"".join(data for _, data in fields)
    fields = [("format version 2", head[:2]), (f"flags {flags | form:#06x}", head[2:]),
              ("CRC-32C of all other bytes", struct.pack("<I", crc32c(head + rest)))] + fields
    return fields, leaf


def write(folder, name, title, **arguments):
    fields, leaf = entry(**arguments)
    offset, lines = 0, [f"# {title}"]
    for meaning, data in fields:
        if data:
            lines.append(f"{data.hex(' ')}  # {offset}: {meaning}")
        offset += len(data)
    lines.append(f"# {offset} bytes, leaf hash {leaf}")
    (folder / name).write_text("\n".join(lines) + "\n")
    print(name, offset, leaf)


folder = pathlib.Path(sys.argv[1])
message = dict(position=1_234_567, time=1_700_000_000_123_456, rules=2, actor=ACTOR, command=b"hello",
               content="Grüße".encode())
full = dict(position=0x0102030405060708, time=-1, rules=300, actor=ACTOR, correlation=CORRELATION, causation=7,
            parts=(1, 3), trace=TRACE, continuation=True, last=False, command=b"cmd", events=b"events",
            content="Grüße".encode())
write(folder, "minimal.hex", "A command of an operator that decided nothing, without trace context or content.",
      position=1, time=1_700_000_000_123_456, rules=2, command=b"hello", events=b"")
write(folder, "message.hex", "A command of an account with content, whose events it implies.", **message)
write(folder, "message-erased.hex", "The same after its content has been erased.", erase=True, **message)
write(folder, "full.hex", "A continuation with every field there is, in the middle of a batch.", **full)
write(folder, "full-erased.hex", "The same after its content has been erased.", erase=True, **full)
