"""What all parts share: running the command, and counting what came of it."""

import concurrent.futures
import os
import pathlib
import random
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time

LIMIT_SECONDS = 120
LIMIT_BYTES = 200_000_000


def compiler():
    """Where a C compiler is; nothing where there is none. Swift brings one along."""
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and shutil.which(name):
            return name
    return None


class Fault(Exception):
    """A promise that was broken. `kind` is lost, signal, silent or fault."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Endless(Exception):
    pass


def gathered(process, timeout):
    """What a process writes until its end; not for ever, and not without end."""
    parts, ends, size = {process.stdout: [], process.stderr: []}, time.monotonic() + timeout, 0
    with selectors.DefaultSelector() as waiting:
        for stream in parts:
            waiting.register(stream, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _ in waiting.select(max(0, ends - time.monotonic())):
                data = os.read(key.fd, 1 << 16)
                parts[key.fileobj].append(data)
                size += len(data)
                if not data:
                    waiting.unregister(key.fileobj)
            if time.monotonic() >= ends:
                raise Endless(f"did not end in {timeout} s")
            if size > LIMIT_BYTES:
                raise Endless(f"wrote more than {LIMIT_BYTES} bytes and went on")
    try:
        process.wait(max(1, ends - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Endless(f"closed its output and did not end in {timeout} s") from error
    return b"".join(parts[process.stdout]), b"".join(parts[process.stderr])


class Outcome:
    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    @property
    def signal(self):
        return -self.code if self.code < 0 else None

    @property
    def words(self):
        return self.err.decode("utf-8", "replace").strip()

    def said(self):
        verb = " ".join(a for a in self.arguments if not a.startswith("/"))
        if self.signal:
            return f"`{verb}` ended by {signal.Signals(self.signal).name}: {self.words[:160]!r}"
        return f"`{verb}` ended with {self.code}: {self.words[-300:]!r}"


class Torture:
    """One run: the command, the seed, where the files are, how much of everything."""

    def __init__(self, cli, folder, seed, is_long, scale, only_case=None, jobs=2, verbose=False):
        self.cli, self.folder, self.seed, self.is_long = cli, pathlib.Path(folder), seed, is_long
        self.scale, self.only_case, self.jobs, self.verbose = scale, only_case, jobs, verbose
        self.work, self.kept = self.folder / "work", self.folder / "kept"
        self.templates, self.build = self.folder / "templates", self.folder / "build"
        self.scratch = self.folder / "scratch"
        for path in (self.work, self.kept, self.templates, self.build, self.scratch):
            path.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TMPDIR": str(self.scratch),
            "USER": "torture", "LOGNAME": "torture", "HOME": str(self.folder),
            "SWIFT_BACKTRACE": "enable=no",  # a crash is told by its signal; the trace takes seconds
        }

    def count(self, short, long):
        return max(1, int((long if self.is_long else short) * self.scale))

    def random(self, part, case):
        return random.Random(f"{self.seed}/{part}/{case}")

    def run(self, *arguments, env=None, stdin=None, timeout=LIMIT_SECONDS, prefix=(), cwd=None):
        """Runs the command to its end."""
        environment, said = dict(self.environment, **(env or {})), " ".join(map(str, arguments))
        with tempfile.TemporaryFile(dir=self.scratch) as source:
            source.write(stdin or b"")
            source.seek(0)
            process = subprocess.Popen(
                [*prefix, self.cli, *map(str, arguments)], env=environment, cwd=cwd, stdin=source,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = gathered(process, timeout)
        except Endless as error:
            raise Fault("fault", f"`{said}` {error}") from error
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()
        return Outcome(list(map(str, arguments)), process.returncode, out, err)

    def must(self, *arguments, **options):
        """Runs the command where nothing is in its way."""
        outcome = self.run(*arguments, **options)
        if outcome.code != 0:
            raise Fault("signal" if outcome.signal else "fault", outcome.said())
        return outcome

    def start(self, *arguments, env=None, **options):
        environment = dict(self.environment, **(env or {}))
        return subprocess.Popen([self.cli, *map(str, arguments)], env=environment, **options)

    def shim(self):
        """The library that makes calls fail, compiled when it is needed first."""
        library = self.build / "shim.so"
        if not library.exists():
            sources = sorted(map(str, pathlib.Path(__file__).parent.glob("shim*.c")))
            subprocess.run(
                [compiler(), "-O1", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", str(library), *sources,
                 "-ldl", "-lpthread"], check=True)
        return str(library)


class Tally:
    """What came of one part."""

    def __init__(self, name):
        self.name, self.tries, self.faults, self.seconds = name, 0, [], 0.0
        self.kinds = {"fault": 0, "lost": 0, "signal": 0, "silent": 0}
        self.notes, self.skipped = {}, []
        self.lock = threading.Lock()

    def note(self, words):
        with self.lock:
            self.notes[words] = self.notes.get(words, 0) + 1

    def skip(self, words):
        self.skipped.append(words)


def run_cases(torture, tally, cases, function):
    """Calls `function(case, folder)` for each case, a few at a time; a `Fault` is counted, told, and its files kept."""
    began = time.monotonic()
    cases = list(cases)
    if torture.only_case is not None:
        cases = [case for case in cases if case == torture.only_case]

    def one(case):
        folder = torture.work / f"{tally.name}-{case}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fault = None
        try:
            function(case, folder)
        except Fault as error:
            fault = error
        except Exception as error:  # a test that trips is a failure, and the others go on
            fault = Fault("fault", f"the test could not go on: {type(error).__name__}: {error}")
        with tally.lock:
            tally.tries += 1
            if fault:
                tally.kinds[fault.kind] += 1
                tally.faults.append((case, fault))
                line = (f"FAILED {tally.name} [{fault.kind}] {fault}\n    again: Tests/torture/torture.py "
                        f"--seed {torture.seed} --folder {torture.folder} --part {tally.name} --case {case}")
                print(line, flush=True)
        if fault and len(tally.faults) <= 20 or torture.only_case is not None:
            target = torture.kept / folder.name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder, target, symlinks=True, ignore_dangling_symlinks=True)
            (target / "case.txt").write_text(f"{fault}\nseed {torture.seed}, part {tally.name}, case {case}\n")
        shutil.rmtree(folder, ignore_errors=True)

    with concurrent.futures.ThreadPoolExecutor(torture.jobs) as pool:
        list(pool.map(one, cases))
    tally.seconds += time.monotonic() - began
