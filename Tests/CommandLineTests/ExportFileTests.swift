import TestSupport
import Testing

@Suite("Exports into files", .ownThread)
struct ExportFileTests {
  @Test(
    "A device, a pipe, a link or a directory is never replaced", arguments: ["device", "pipe", "link", "directory"],
    ["", "--force"])
  func refuses(_ target: String, _ force: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      """
      echo precious > victim; ln -s victim link; mkfifo pipe; mkdir directory; ln -s /dev/null device
      timeout 20 '\(program)' export mattermost \(target) \(force)
      """)
    #expect(result.status == 2 && result.errors.contains("\(target) is a"), "\(result)")
    let left = try runner.shell("cat victim; readlink link; test -p pipe && test -d directory && ls")
    #expect(left.output.hasPrefix("precious\nvictim\n") && !left.output.contains("partial"), "\(left)")
  }

  @Test(
    "Nothing else goes into a ledger",
    arguments: [
      "export mattermost ledger/log/data.mdb --force", "export mattermost ledger/projection.state --force",
      "export mattermost ledger/new.jsonl", "export mattermost ledger/log/../snapshots/new.jsonl",
      "export mattermost link/new.jsonl", "replay --into ledger/state", "replay --into ledger/log/state",
      "init --ledger ledger/log", "init --ledger ledger/another/one", "init --ledger link/another",
    ])
  func intoALedger(_ call: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let bytes = "find ledger -type f ! -name lock.mdb -exec sha256sum {} + | sort"
    let before = try runner.shell("ln -s ledger/log link; mkdir -p ledger/another; \(bytes)").output
    let result = try runner.shell("'\(program)' \(call)")
    #expect(result.status == 2 && result.errors.contains("is in the ledger at "), "\(result)")
    #expect(try runner.shell(bytes).output == before)
  }

  @Test("A file is replaced only when that is asked for")
  func replaces() throws {
    let runner = try SmallLedger.make()
    let path = "\(runner.folder)/out.jsonl"
    #expect(try runner.run("export", "mattermost", path).status == 0)
    let first = try runner.read(path)
    #expect(first.contains("text 12"))
    #expect(try runner.run("export", "mattermost", path).status == 2)
    try runner.write("old", to: path)
    #expect(try runner.run("export", "mattermost", path, "--force").status == 0)
    #expect(try runner.read(path) == first)
    #expect(try runner.shell("ls").output.contains("partial") == false)
  }

  @Test("A target that fails ends with 4 and leaves nothing", arguments: ["> /dev/full", "full.jsonl"])
  func fails(_ target: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    // A limit on the size of files stands for a full disk.
    let limit = target.hasPrefix(">") ? "true" : "trap '' XFSZ; ulimit -f 0"
    let result = try runner.shell(
      "(\(limit); '\(program)' export mattermost --quiet \(target)) 2>&1 | cat; exit ${PIPESTATUS[0]}")
    #expect(result.status == 4, "\(result)")
    #expect(try runner.shell("ls *partial* full.jsonl 2>/dev/null").output.isEmpty)
  }

  @Test("An input that is a directory, or is not there, is told", arguments: [".", "nothing"])
  func inputs(_ path: String) throws {
    let runner = try SmallLedger.make()
    for verb in [["exec"], ["import", "mattermost"]] {
      let result = try runner.shell("'\(try CommandRunner.program())' \(verb.joined(separator: " ")) \(path)")
      #expect(result.status == 2, "\(result)")
      #expect(result.errors.contains(path == "." ? "directory" : "No such file"), "\(result)")
    }
  }
}
