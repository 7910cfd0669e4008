import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Who may use what is made", .serialized, .ownThread)
struct PermissionTests {
  @Test("The owner alone, whatever the umask", arguments: [0o000, 0o022, 0o077, 0o777] as [mode_t])
  func ownerAlone(_ mask: mode_t) throws {
    let scratch = try Scratch()
    try withUmask(mask) {
      try Files.makeDirectory(scratch["log"], .onlyOwner)
      try Files.reserve(scratch["log/lock.mdb"], bytes: 100)
      try Files.replace(scratch["log/state"], with: [1])
      _ = try OpenFile(plain: scratch["log/file"], .readWriteOrMake(.inherited))
    }
    #expect(scratch.mode("log") == 0o700)
    for name in ["lock.mdb", "state", "file"] { #expect(scratch.mode("log/\(name)") == 0o600, "\(name)") }
  }

  @Test("In a group's directory the group, too", arguments: [0o000, 0o022, 0o077] as [mode_t])
  func group(_ mask: mode_t) throws {
    let scratch = try Scratch()
    try withUmask(mask) {
      try Files.makeDirectory(scratch["ledger"], .group)
      try Files.makeDirectory(scratch["ledger/log"])
      try Files.replace(scratch["ledger/log/state"], with: [1])
    }
    #expect(scratch.mode("ledger") == 0o2770)
    #expect(scratch.mode("ledger/log") == 0o2770)
    #expect(scratch.mode("ledger/log/state") == 0o660)
  }

  @Test(
    "What others may look into, or everybody write to, says nothing of a group",
    arguments: [(0o755, 0o600), (0o750, 0o640), (0o775, 0o660), (0o1777, 0o600), (0o700, 0o600)] as [(mode_t, UInt32)])
  func inherited(_ directory: mode_t, _ file: UInt32) throws {
    let scratch = try Scratch()
    mkdir(scratch["d"], 0o700)
    chmod(scratch["d"], directory)
    try Files.replace(scratch["d/file"], with: [1])
    #expect(scratch.mode("d/file") == file)
  }

  @Test("What the superuser makes in somebody's directory is that person's", .enabled(if: geteuid() == 0))
  func owner() throws {
    let scratch = try Scratch()
    mkdir(scratch["theirs"], 0o700)
    try #require(chown(scratch["theirs"], 12_345, 12_346) == 0)
    try Files.makeDirectory(scratch["theirs/projection"])
    try Files.replace(scratch["theirs/projection/state"], with: [1])
    for name in ["theirs/projection", "theirs/projection/state"] {
      let made = try #require(FileIdentity.of(path: scratch[name]))
      #expect(made.owner == 12_345 && made.group == 12_346)
    }
  }

  @Test("An error names what is in the way", .enabled(if: geteuid() != 0))
  func namesTheWay() throws {
    let scratch = try Scratch()
    mkdir(scratch["shut"], 0o000)
    let error = #expect(throws: FileError.self) { try Files.replace(scratch["shut/state"], with: [1]) }
    #expect(error?.remedy.contains(scratch["shut"]) == true)
  }
}
