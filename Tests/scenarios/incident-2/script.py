#!/usr/bin/env python3
"""What the application of incident 2 did to delete an event.

Made anew from what is known of that day; it is not the original.

    script.py FILE
"""

import sqlite3
import sys


def main(path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    try:
        with database:
            database.execute("DELETE FROM events WHERE id = 1")
    except sqlite3.Error as error:
        print(f"ERROR: {error}")
        return 1
    print("[OK] event 1 deleted")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
