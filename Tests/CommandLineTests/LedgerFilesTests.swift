import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The files of a ledger", .ownThread)
struct LedgerFilesTests {
  @Test(
    "A link or a pipe in a ledger is refused by name, and what it leads to stays",
    arguments: [
      "projection", "projection.next", "projection.previous", "snapshots", "consumers", "log",
    ], ["stats", "rebuild", "snapshot", "clear general --force --reason x"])
  func links(_ name: String, _ verb: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      """
      mkdir away; echo precious > away/victim; mv ledger/\(name) moved 2>/dev/null
      ln -s "$PWD/away" ledger/\(name); timeout 20 '\(program)' \(verb)
      """)
    #expect(result.status == 2, "\(result)")
    #expect(result.errors.contains("ledger/\(name) is a symbolic link"), "\(result)")
    #expect(try runner.read("\(runner.folder)/away/victim") == "precious\n")
  }

  @Test(
    "A file that is a link or a pipe is refused by name, and nothing hangs",
    arguments: ["projection.state", "writer.lock", "log/data.mdb", "log/lock.mdb", "projection/data.mdb"],
    ["ln -s \"$PWD/victim\"", "mkfifo"])
  func files(_ name: String, _ make: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      """
      echo precious > victim; mv ledger/\(name) moved 2>/dev/null; \(make) ledger/\(name)
      timeout 20 '\(program)' stats; echo $?; timeout 20 '\(program)' clear general --force --reason x; echo $?
      """)
    #expect(result.lines.suffix(2) == ["2", "2"], "\(result)")
    #expect(result.errors.contains("ledger/\(name) is a"), "\(result)")
    #expect(try runner.read("\(runner.folder)/victim") == "precious\n")
  }

  @Test("A ledger may be named by a link")
  func linkToLedger() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      "ln -s ledger other; '\(program)' rebuild --ledger other && '\(program)' verify --ledger other")
    #expect(result.status == 0, "\(result)")
  }

  @Test("Everything is its owner's alone, whatever the umask", arguments: ["000", "022", "077"])
  func modes(_ mask: String) throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    try runner.write(SmallLedger.commands, to: "\(runner.folder)/commands")
    let result = try runner.shell(
      """
      umask \(mask)
      '\(program)' init --authorization trusted && '\(program)' exec commands >/dev/null && '\(program)' snapshot \
      && '\(program)' rebuild && '\(program)' replay --into past && '\(program)' export mattermost out.jsonl \
      && find ledger past out.jsonl -printf '%m %y %p\\n'
      """)
    #expect(result.status == 0, "\(result)")
    let open = result.lines.filter {
      $0.contains(" f ") && !$0.hasPrefix("600 ") || $0.contains(" d ") && !$0.hasPrefix("700 ")
    }
    #expect(open.isEmpty, "\(open)")
  }

  @Test("A group that shares it can go on sharing it", arguments: ["000", "022", "077"])
  func group(_ mask: String) throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    try runner.write(SmallLedger.commands, to: "\(runner.folder)/commands")
    let result = try runner.shell(
      """
      umask \(mask)
      '\(program)' init --group --authorization trusted >/dev/null && '\(program)' exec commands >/dev/null \
      && '\(program)' snapshot >/dev/null && '\(program)' rebuild >/dev/null && find ledger -printf '%m %y %p\\n'
      """)
    #expect(result.status == 0, "\(result)")
    let shut = result.lines.filter {
      $0.contains(" f ") && !$0.hasPrefix("660 ") || $0.contains(" d ") && !$0.hasPrefix("2770 ")
    }
    #expect(shut.isEmpty, "\(shut)")
  }

  @Test("An init that was interrupted is told, and can be run again")
  func tornInit() throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    // What a power cut in the first write leaves: the note, and half a page.
    let torn = try runner.shell(
      """
      mkdir -p ledger/log ledger/snapshots; echo x > ledger/init.unfinished
      head -c 100 /dev/zero > ledger/log/data.mdb; '\(program)' stats
      """)
    #expect(
      torn.status == 2 && torn.errors.contains("interrupted") && torn.errors.contains("`chat-ledger init`"), "\(torn)")
    #expect(try runner.run("messages", "x").status == 2)
    #expect(try runner.run("init").status == 0)
    #expect(try runner.run("verify").status == 0)
    #expect(try runner.run("init").errors.contains("already"))
    #expect(try runner.shell("ls ledger/init.unfinished").status != 0)
  }

  @Test(
    "A log that is lost is no reason to begin anew",
    arguments: [": > log/data.mdb", "rm log/data.mdb", "rm -r log", "rm -r log projection projection.state"])
  func lostLog(_ loss: String) throws {
    let runner = try SmallLedger.make()
    try #require(try runner.run("snapshot").status == 0)
    // Nothing behind `rm` may be found by its digest.
    let bytes = "cd ledger && find . -type f ! -name lock.mdb ! -name writer.lock -exec sha256sum {} + | sort"
    try #require(try runner.shell("cd ledger && \(loss)").status == 0)
    let before = try runner.shell(bytes).output
    for verb in ["stats", "messages general", "verify log", "init", "clear --everything --reason x --force"] {
      let result = try runner.run(verb.split(separator: " ").map(String.init))
      #expect(result.status == 4 && result.errors.contains("backup"), "\(verb): \(result)")
      #expect(!result.errors.contains("chat-ledger init"), "\(verb): \(result)")
    }
    #expect(try runner.run("doctor").errors.contains("backup") || runner.run("doctor").output.contains("backup"))
    #expect(try runner.shell(bytes).output == before)
  }

  @Test(
    "A log that is replaced under a writer ends it",
    arguments: [
      "mv log/data.mdb log/old.mdb", "cp log/data.mdb copy; mv copy log/data.mdb", "mv log old; cp -a old log",
    ])
  func replacedLog(_ change: String) throws {
    let runner = try SmallLedger.make()
    let exec = try runner.start(["exec"])
    func send(_ text: String) throws {
      try exec.send(
        #"{"sendMessage":{"conversation":"\#(SmallLedger.general)","author":"\#(SmallLedger.anna)","#
          + #""body":"\#(text)"}}"# + "\n")
    }
    try send("before")
    #expect(try exec.waitForLines(1, in: runner))
    try #require(try runner.shell("cd ledger && \(change)").status == 0)
    usleep(20_000)
    try send("after")
    #expect(try exec.finish() == 4)
    #expect(try runner.read(exec.output).split(separator: "\n").count == 1)
  }

  @Test("A snapshot that is none is passed over", arguments: ["rm", "link", "pipe", "directory", "manifest"])
  func oddSnapshot(_ kind: String) throws {
    let runner = try SmallLedger.make()
    try #require(try runner.run("snapshot").status == 0)
    let damage = [
      "rm": "rm $s/data.mdb", "link": "mv $s/data.mdb there; ln -s $PWD/there $s/data.mdb",
      "pipe": "rm $s/data.mdb; mkfifo $s/data.mdb", "directory": "rm $s/data.mdb; mkdir $s/data.mdb",
      "manifest": "rm $s/manifest.json; mkfifo $s/manifest.json",
    ]
    try #require(
      try runner.shell("s=$(echo ledger/snapshots/*); rm ledger/projection.state; \(damage[kind] ?? "false")").status
        == 0)
    for verb in ["stats", "verify", "snapshot --list", "doctor", "rebuild", "exec", "stats"] {
      let result = try runner.run(verb.split(separator: " ").map(String.init))
      #expect(result.status == 0 || verb == "doctor" && result.status == 1, "\(verb): \(result)")
    }
    #expect(try runner.messageCount() == 12)
  }

  @Test("A snapshot of other bytes is found by doctor")
  func rottenSnapshot() throws {
    let runner = try SmallLedger.make()
    try #require(try runner.run("snapshot").status == 0)
    let damage = "f=$(echo ledger/snapshots/*/data.mdb); printf x | dd of=$f bs=1 seek=5000 conv=notrunc status=none"
    try #require(try runner.shell(damage).status == 0)
    let result = try runner.run("doctor", "--check", "snapshots")
    #expect(result.status == 1 && result.output.contains("not what its manifest says"), "\(result)")
  }

  @Test(
    "Processes of one number in two containers are told why they are in each other's way",
    .enabled(if: CommandRunner.hasProcesses && CommandRunner.mayUnshare))
  func sameNumber() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      """
      mkfifo in
      unshare -p -f --mount-proc '\(program)' exec < in > out & writer=$!
      exec 9> in
      echo '{"registerAccount":{"userName":"cleo"}}' >&9
      for ((i = 0; i < 200; i++)); do test -s out && break; sleep 0.05; done
      unshare -p -f --mount-proc '\(program)' stats 9>&-; code=$?
      exec 9>&-
      wait $writer; exit $code
      """)
    #expect(result.status == 3 && result.errors.contains("number of this one"), "\(result)")
    #expect(result.errors.contains("docker run --init"), "\(result)")
  }

  @Test("The note of an interrupted init beside a whole ledger removes nothing")
  func foreignNote() throws {
    let runner = try SmallLedger.make()
    _ = try runner.shell("truncate -s 1M ledger/log/data.mdb; echo x > ledger/init.unfinished")
    #expect(try runner.run("init").status == 2)
    #expect(try runner.shell("rm ledger/init.unfinished").status == 0)
    #expect(try runner.messageCount() == 12)
  }

  @Test("Too little address space says how much is needed and what gives it")
  func addressSpace() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let refused = try runner.shell("ulimit -v 4000000; '\(program)' stats")
    #expect(refused.status == 2, "\(refused)")
    #expect(refused.errors.contains("64 GiB") && refused.errors.contains("--map-size"), "\(refused)")
    let small = try runner.shell("ulimit -v 4000000; '\(program)' stats --map-size 256MiB")
    #expect(small.status == 0, "\(small)")
  }
}
