import TestSupport
import Testing

/// LMDB ends a process that meets an impossible page, and the system one that reads beyond a file's end.
@Suite("Damaged data files", .ownThread)
struct DamagedFileTests {
  /// Ways to spoil the page at `$((page * 4096))` of `$file`.
  static let damages = [
    "dd if=/dev/zero of=$file bs=4096 seek=$page count=1 conv=notrunc status=none",
    "printf '\\377\\377\\377\\377' | dd of=$file bs=1 seek=$((page * 4096 + 12)) conv=notrunc status=none",
    "printf '\\377\\177\\001\\200' | dd of=$file bs=1 seek=$((page * 4096 + 16)) conv=notrunc status=none",
  ]

  @Test("No verb ends by a signal; what failed names the file", arguments: ["log", "projection"], damages)
  func ends(_ part: String, _ damage: String) throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    let result = try runner.shell(
      """
      pages=$(($(stat -c %s ledger/\(part)/data.mdb) / 4096))
      for ((page = 2; page < pages; page += 2)); do
        rm -rf damaged; cp -a ledger damaged; file=damaged/\(part)/data.mdb; \(damage)
        for verb in verify 'verify log' 'messages general'; do
          timeout 60 '\(program)' $verb --ledger damaged > said 2>&1; code=$?
          test $code -le 4 || echo "page $page: $verb ended with $code: $(tail -3 said)"
          test $code -ne 4 || grep -q 'log\\|projection' said || echo "page $page: $verb names nothing: $(cat said)"
          ! grep -q 'transaction' said || echo "page $page: $verb speaks of itself: $(cat said)"
        done
      done
      """)
    #expect(result.output.isEmpty && result.errors.isEmpty, "\(result)")
  }

  @Test("Verify finds damage in a page of the log that reading does not meet")
  func unreadParts() throws {
    let runner = try SmallLedger.make()
    let program = try CommandRunner.program()
    // Where the free room of a page ends: only who writes looks at it.
    let result = try runner.shell(
      """
      pages=$(($(stat -c %s ledger/log/data.mdb) / 4096))
      for ((page = 2; page < pages; page++)); do
        rm -rf damaged; cp -a ledger damaged
        printf '\\377\\017' | dd of=damaged/log/data.mdb bs=1 seek=$((page * 4096 + 14)) conv=notrunc status=none
        '\(program)' verify log --ledger damaged > said 2>&1; echo "$? $(grep -c 'free room' said)"
      done
      """)
    // Some pages are free, or the rest of a large value.
    #expect(result.lines.contains("1 1") && result.lines.allSatisfy { $0 == "0 0" || $0 == "1 1" }, "\(result)")
  }

  @Test(
    "A damaged projection says rebuild, a damaged log says backup",
    arguments: [("log", "backup"), ("projection", "rebuild")])
  func remedies(_ part: String, _ word: String) throws {
    let runner = try SmallLedger.make()
    // Both meta pages.
    _ = try runner.shell("dd if=/dev/zero of=ledger/\(part)/data.mdb bs=4096 count=2 conv=notrunc")
    let result = try runner.run("stats")
    if result.status != 0 {
      #expect(result.status == 4 && result.errors.contains(word), "\(result)")
      #expect(result.errors.contains("ledger/\(part)"), "\(result)")
    } else {
      #expect(part == "projection", "only what is derived may be made anew: \(result)")
    }
  }
}
