#!/usr/bin/env python3
"""Compares two Mattermost bulk JSONL archives as sets.

Teams, channels, users with their memberships, posts, replies with the post that they answer, reactions, direct channels
and direct posts have to be the same, with all their fields; the order of lines, of replies and of fields may differ.
Archives may be gzipped. Exit code 0: equal; 1: different; 2: wrong use or not an archive.

    compare_archives.py [--rooms] [--limit N] FIRST SECOND

--rooms  also compares, for each room, the messages sorted by time, and requires the second archive to list the posts
         of each room, and the replies of each post, in the order of their times.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter, defaultdict


def digest(value):
    """A short stand-in for a value, so that the archives need not be held in memory."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def excerpt(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "..."


def without_empty(thing, *names):
    """The fields of an object; those that mean nothing when empty, null or false count as absent."""
    return {
        key: value
        for key, value in thing.items()
        if key not in names and value is not None and value != [] and value != "" and value is not False
    }


class Archive:
    def __init__(self, path):
        self.path = path
        self.things = defaultdict(Counter)  # kind -> digest -> how many
        self.rooms = defaultdict(list)  # room -> [(time, digest of author and text)]
        self.disorder = []
        self.read()

    def lines(self):
        opener = gzip.open if self.path.endswith(".gz") else open
        with opener(self.path, "rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield number, json.loads(line)
                    except ValueError as error:
                        sys.exit(fail(f"{self.path}: line {number} is not JSON: {error}"))

    def read(self):
        for number, line in self.lines():
            kind = line.get("type")
            handler = getattr(self, "read_" + str(kind), None)
            if handler:
                handler(line.get(kind), number)

    def add(self, kind, value):
        self.things[kind][digest(value)] += 1

    def read_version(self, version, number):
        self.add("version", version)

    def read_team(self, team, number):
        self.add("team", without_empty(team))

    def read_channel(self, channel, number):
        self.add("channel", without_empty(channel))

    def read_user(self, user, number):
        self.add("user", without_empty(user, "teams"))
        for team in user.get("teams") or []:
            self.add("team membership", [user["username"], without_empty(team, "channels")])
            for channel in team.get("channels") or []:
                self.add("membership", [user["username"], team["name"], without_empty(channel)])

    def read_post(self, post, number):
        room = [post["team"], post["channel"]]
        self.read_message("post", room, post, None, number, ("team", "channel"))

    def read_direct_channel(self, channel, number):
        members = sorted(set(channel.get("members") or [p["username"] for p in channel["participants"]]))
        self.add("direct channel", [members, without_empty(channel, "members")])

    def read_direct_post(self, post, number):
        room = sorted(set(post["channel_members"]))
        self.read_message("direct post", room, post, None, number, ("channel_members",))

    def read_message(self, kind, room, message, root, number, place):
        fields = without_empty(message, "replies", "reactions", *place)
        identity = digest([room, message["user"], message["create_at"], message["message"], str(root)])
        self.add(kind, [room, str(root), fields])
        self.rooms[tuple(room)].append((message["create_at"], identity, root is None, number))
        for reaction in message.get("reactions") or []:
            self.add("reaction", [str(identity), reaction])
        times = []
        for reply in message.get("replies") or []:
            times.append(reply["create_at"])
            self.read_message("reply", room, reply, identity, number, ())
        if times != sorted(times):
            self.disorder.append(f"line {number}: the replies are not in the order of their times")

    def find(self, kind, wanted):
        """Values of a kind by their digests: a second reading, for the few that are printed."""
        finder = Finder(self, kind, wanted)
        for number, line in self.lines():
            handler = getattr(finder, "read_" + str(line.get("type")), None)
            if handler:
                handler(line.get(line["type"]), number)
            if not finder.wanted:
                break
        return finder.found

    def post_disorder(self):
        for room, messages in self.rooms.items():
            posts = [(time, number) for time, _, is_post, number in messages if is_post]
            for (before, _), (time, number) in zip(posts, posts[1:]):
                if time < before:
                    yield f"line {number}: a post of {'/'.join(room)} is not in the order of the times"


class Finder(Archive):
    def __init__(self, archive, kind, wanted):
        self.rooms = defaultdict(list)
        self.disorder = []
        self.kind = kind
        self.wanted = set(wanted)
        self.found = []

    def add(self, kind, value):
        key = digest(value)
        if kind == self.kind and key in self.wanted:
            self.wanted.discard(key)
            self.found.append(value)


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    return 2


def compare_kind(first, second, kind, limit):
    one, other = first.things[kind], second.things[kind]
    # Sets: a thing that an archive says twice is one thing.
    missing = [key for key in one if key not in other]
    added = [key for key in other if key not in one]
    mark = "same" if not missing and not added else "DIFFERENT"
    print(f"{kind:16} {len(one):>9} {len(other):>9}  {mark}")
    for archive, keys, sign in ((first, missing, "-"), (second, added, "+")):
        if keys:
            for value in archive.find(kind, keys[:limit]):
                print(f"  {sign} {excerpt(value)}")
            if len(keys) > limit:
                print(f"  {sign} and {len(keys) - limit} more")
    return len(missing) + len(added)


def compare_rooms(first, second, limit):
    differences = 0
    for room in sorted(set(first.rooms) | set(second.rooms)):
        one, other = (sorted({entry[:2] for entry in archive.rooms.get(room, [])}) for archive in (first, second))
        if one != other:
            differences += 1
            if differences <= limit:
                at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
                print(f"  room {'/'.join(room)}: {len(one)} and {len(other)} messages, different from the {at + 1}. on")
    disorder = list(second.post_disorder()) + second.disorder
    for line in disorder[:limit]:
        print(f"  {second.path}: {line}")
    print(f"{'rooms in order':16} {len(first.rooms):>9} {len(second.rooms):>9}  "
          + ("same" if not differences and not disorder else "DIFFERENT"))
    return differences + len(disorder)


def main():
    parser = argparse.ArgumentParser(description="Compares two Mattermost bulk JSONL archives as sets.")
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--rooms", action="store_true", help="also compare the order of each room's messages")
    parser.add_argument("--limit", type=int, default=5, help="differences to print of each kind (default 5)")
    options = parser.parse_args()
    try:
        first, second = Archive(options.first), Archive(options.second)
    except OSError as error:
        return fail(str(error))
    except (KeyError, TypeError, AttributeError) as error:
        return fail(f"not a bulk JSONL archive: {error!r}")
    differences = 0
    for kind in sorted(set(first.things) | set(second.things)):
        differences += compare_kind(first, second, kind, options.limit)
    if options.rooms:
        differences += compare_rooms(first, second, options.limit)
    print("equal" if differences == 0 else f"{differences} differences")
    return 0 if differences == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
