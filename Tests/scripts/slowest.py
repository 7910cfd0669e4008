#!/usr/bin/env python3
"""Prints the ten slowest tests of a run.

    CHAT_LEDGER_TEST_TIMES=$PWD/times swift test
    slowest.py times

A test counts from the start of its body to its end. The cases of a test with arguments are added up.
"""
import collections
import sys

SHOWN = 10

seconds = collections.Counter()
cases = collections.Counter()
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        fields = line.rstrip("\n").split("\t")
        # The last line of a run that crashed may be cut off.
        if line.endswith("\n") and len(fields) == 3:
            seconds[(fields[1], fields[2])] += float(fields[0])
            cases[(fields[1], fields[2])] += 1

for test, total in seconds.most_common(SHOWN):
    several = f", {cases[test]} cases" if cases[test] > 1 else ""
    print(f"slowest {total:6.1f} s  {test[0]} {test[1]}{several}")
