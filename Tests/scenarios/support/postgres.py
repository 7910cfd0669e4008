"""A throw-away PostgreSQL on a socket of its own: no port, no password, gone afterwards."""

import glob
import os
import re
import shutil
import subprocess
import tempfile


class PostgreSQL:
    """`with PostgreSQL() as server:`; `server.is_there` is false, and `server.reason` says why, where it cannot run."""

    def __init__(self):
        self.folder = None
        self.is_there = False
        self.reason = ""

    def __enter__(self):
        try:
            self.start()
        except (OSError, LookupError, subprocess.SubprocessError) as error:
            output = getattr(error, "stderr", None) or getattr(error, "stdout", None) or str(error)
            # The last thing that initdb says is that it tidies up; why it failed stands before.
            lines = [line for line in str(output).strip().split("\n") if line.strip()] or [str(error)]
            telling = re.compile("error|fatal|panic|could not|cannot|no space", re.IGNORECASE)
            self.reason = next((line for line in lines if telling.search(line)), lines[0])
        return self

    def __exit__(self, *_):
        if self.is_there:
            self.tool("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", is_checked=False)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        places = sorted(glob.glob("/usr/lib/postgresql/*/bin")) + ["/opt/homebrew/bin", "/usr/local/bin"]
        self.binaries = next((p for p in places if os.path.exists(os.path.join(p, "initdb"))), None)
        if not self.binaries:
            self.reason = "initdb was not found (Debian: apt install postgresql)"
            return
        # A short path: a socket's name may have 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
        self.data = os.path.join(self.folder, "data")
        self.user = []
        if os.getuid() == 0:
            # initdb refuses to run as root.
            shutil.chown(self.folder, "postgres")
            self.user = ["runuser", "-u", "postgres", "--"]
        self.tool("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-k {self.folder} -p 5432 -c listen_addresses='' -c fsync=off"
        log = os.path.join(self.folder, "log")
        self.tool("pg_ctl", "-D", self.data, "-l", log, "-o", options, "-w", "start", is_quiet=True)
        self.is_there = True

    def tool(self, name, *arguments, is_checked=True, is_quiet=False):
        # The server inherits the pipes of what starts it, so they would never close.
        pipe = subprocess.DEVNULL if is_quiet else subprocess.PIPE
        return subprocess.run(
            [*self.user, os.path.join(self.binaries, name), *arguments],
            cwd="/", stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, timeout=60, check=is_checked,
        )  # fmt: skip

    def environment(self, database):
        return {"PGHOST": self.folder, "PGPORT": "5432", "PGUSER": "postgres", "PGDATABASE": database}

    def psql(self, database, sql, is_checked=True):
        return subprocess.run(
            [os.path.join(self.binaries, "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
            env=dict(os.environ, **self.environment(database)), input=sql, capture_output=True, text=True, timeout=60,
            check=is_checked,
        )  # fmt: skip

    def fill(self, database, sql):
        """A new database with this schema and these rows."""
        self.psql("postgres", f"CREATE DATABASE {database};")
        self.psql(database, sql)
