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

@Suite("Files that are written beside their place", .ownThread)
struct PendingFileTests {
  private func write(_ text: String, to file: PendingFile) {
    let bytes = Array(text.utf8)
    #expect(writeAll(file.descriptor, bytes) == bytes.count)
  }

  @Test("Nothing is there under the name before it is whole")
  func finishes() throws {
    let scratch = try Scratch()
    let file = try PendingFile(scratch["out"], replaces: false)
    write("whole", to: file)
    #expect(!Files.exists(scratch["out"]))
    try file.finish()
    #expect(scratch.text("out") == "whole")
    #expect(scratch.mode("out") == 0o600)
    #expect(Files.names(in: scratch.path) == ["out"])
  }

  @Test("What is not finished leaves nothing")
  func discards() throws {
    let scratch = try Scratch()
    do {
      let file = try PendingFile(scratch["out"], replaces: false)
      write("half", to: file)
    }
    #expect(Files.names(in: scratch.path) == [])
  }

  @Test("A file is replaced only when that is asked for, even one that comes meanwhile")
  func replaces() throws {
    let scratch = try Scratch()
    let late = try PendingFile(scratch["out"], replaces: false)
    try scratch.write("out", "first")
    #expect(throws: FileError.self) { try late.finish() }
    #expect(throws: FileError.self) { try PendingFile(scratch["out"], replaces: false) }
    #expect(scratch.text("out") == "first")
    let file = try PendingFile(scratch["out"], replaces: true)
    write("second", to: file)
    try file.finish()
    #expect(scratch.text("out") == "second")
  }

  @Test("Links, pipes and directories are never replaced", arguments: ["link", "pipe", "directory"], [true, false])
  func refuses(_ name: String, _ replaces: Bool) throws {
    let scratch = try Scratch()
    try scratch.write("victim", "precious")
    symlink(scratch["victim"], scratch["link"])
    mkfifo(scratch["pipe"], 0o600)
    mkdir(scratch["directory"], 0o700)
    let before = Files.names(in: scratch.path)
    #expect(throws: FileError.self) { try PendingFile(scratch[name], replaces: replaces) }
    #expect(Files.names(in: scratch.path) == before)
    #expect(scratch.text("victim") == "precious")
  }
}

private func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Int { write(descriptor, bytes, bytes.count) }
