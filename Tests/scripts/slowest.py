#!/usr/bin/env python3
"""Prints the ten slowest tests of a run.

    slowest.py EVENTS    EVENTS is what `swift test --event-stream-output-path EVENTS` wrote

A test counts from the start of its body to its end. The line `passed after` that `swift test` prints counts from the
start of the run for most tests: it includes the wait for a turn. The cases of a test with arguments are added up.
"""
import collections
import json
import sys

SHOWN = 10


def durations(path):
    """Seconds and number of cases by the identifier of the test. Tests that did not end are left out."""
    seconds = collections.Counter()
    cases = collections.Counter()
    running = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            try:
                record = json.loads(line)
            except ValueError:
                continue  # The last line of a run that crashed may be cut off.
            event = record.get("payload", {})
            kind, test = event.get("kind"), event.get("testID")
            if record.get("kind") != "event" or kind not in ("testCaseStarted", "testCaseEnded"):
                continue
            # Cases that run beside each other cannot be told apart, but the sum of all ends less all starts can be had.
            sign = 1 if kind == "testCaseEnded" else -1
            seconds[test] += sign * event["instant"]["absolute"]
            running[test] -= sign
            cases[test] += sign == 1
    return {test: (seconds[test], cases[test]) for test in seconds if running[test] == 0}


def name(test):
    """`Module.Suite/test()` of an identifier, which goes on with the place in the source."""
    return test.rsplit("/", 1)[0]


def main():
    found = durations(sys.argv[1])
    for test, (seconds, cases) in sorted(found.items(), key=lambda item: -item[1][0])[:SHOWN]:
        count = f" ({cases} cases)" if cases > 1 else ""
        print(f"slowest {seconds:7.1f} s  {name(test)}{count}")


main()
