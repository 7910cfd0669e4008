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

@Suite("Links, pipes and other things that are no files", .ownThread)
struct LinkTests {
  @Test("Of a directory that is a link only the link is removed")
  func removesLink() throws {
    let scratch = try Scratch()
    mkdir(scratch["away"], 0o755)
    try scratch.write("away/precious")
    symlink(scratch["away"], scratch["projection.next"])
    try Files.removeDirectory(scratch["projection.next"])
    #expect(!Files.exists(scratch["projection.next"]))
    #expect(scratch.text("away/precious") == "x")
  }

  @Test("A link inside of a directory goes, what it leads to stays")
  func removesLinkInside() throws {
    let scratch = try Scratch()
    mkdir(scratch["projection"], 0o755)
    try scratch.write("precious")
    symlink(scratch["precious"], scratch["projection/data.mdb"])
    try Files.removeDirectory(scratch["projection"])
    #expect(!Files.exists(scratch["projection"]))
    #expect(scratch.text("precious") == "x")
  }

  @Test("What is no file stays, and is named")
  func keepsOthers() throws {
    let scratch = try Scratch()
    mkdir(scratch["projection"], 0o755)
    mkdir(scratch["projection/mine"], 0o755)
    let error = #expect(throws: FileError.self) { try Files.removeDirectory(scratch["projection"]) }
    #expect(error?.path == scratch["projection/mine"])
    #expect(error?.message.contains("is a directory") == true)
  }

  @Test("A directory that is not there is removed already; a file is not a directory")
  func removesNothing() throws {
    let scratch = try Scratch()
    try Files.removeDirectory(scratch["nothing"])
    try scratch.write("file")
    #expect(throws: FileError.self) { try Files.removeDirectory(scratch["file"]) }
    #expect(scratch.text("file") == "x")
  }

  @Test("Replacing writes through no link, neither the file's nor that of its temporary name")
  func replacesLinks() throws {
    let scratch = try Scratch()
    try scratch.write("victim", "precious")
    symlink(scratch["victim"], scratch["state"])
    symlink(scratch["victim"], scratch["state.new"])
    try Files.replace(scratch["state"], with: Array("open".utf8))
    #expect(scratch.text("victim") == "precious")
    #expect(scratch.text("state") == "open")
    #expect(FileIdentity.of(path: scratch["state"])?.kind == .file)
    #expect(!Files.exists(scratch["state.new"]))
  }

  @Test("A pipe in the place of a file is refused at once", .timeLimit(.minutes(1)))
  func refusesPipe() throws {
    let scratch = try Scratch()
    mkfifo(scratch["state"], 0o600)
    let error = #expect(throws: FileError.self) { try Files.contents(of: scratch["state"], limitBytes: 256) }
    #expect(error?.message.contains("a named pipe") == true)
    #expect(throws: FileError.self) {
      try OpenFile(plain: scratch["state"], .readWriteOrMake(.inherited))
    }
  }

  @Test("A link in the place of a file is refused, wherever it leads", arguments: ["there", "nowhere"])
  func refusesLink(_ target: String) throws {
    let scratch = try Scratch()
    try scratch.write("there")
    symlink(scratch[target], scratch["writer.lock"])
    for access in [OpenFile.Access.read, .readWrite, .readWriteOrMake(.inherited), .make(.inherited)] {
      #expect(throws: FileError.self) { try OpenFile(plain: scratch["writer.lock"], access) }
    }
    #expect(!Files.exists(scratch["nowhere"]))
  }

  @Test("A directory cannot be read as input, and says so")
  func directoryAsInput() throws {
    let scratch = try Scratch()
    let error = #expect(throws: FileError.self) { try OpenFile(input: scratch.path) }
    #expect(error?.number == EISDIR)
  }

  @Test("An identity tells a file from the one that takes its place")
  func identity() throws {
    let scratch = try Scratch()
    try scratch.write("a")
    let first = try #require(FileIdentity.of(path: scratch["a"]))
    #expect(first.kind == .file)
    #expect(first.sizeBytes == 1)
    #expect(first.modificationNanoseconds > 0 && first.changeNanoseconds > 0)
    try scratch.write("b")
    try Files.rename(scratch["b"], to: scratch["a"])
    let second = try #require(FileIdentity.of(path: scratch["a"]))
    #expect(!first.isSameFile(as: second))
    #expect(first.mountID == second.mountID)
    #expect(FileIdentity.of(path: scratch["b"]) == nil)
    #expect(try FileIdentity.find(path: scratch["b"]) == nil)
    let file = try OpenFile(plain: scratch["a"], .read)
    #expect(try file.identity() == second)
    #if os(Linux)
      #expect(first.mountID != 0)
    #endif
  }

  @Test("A name that is taken is not taken again")
  func renamesToNew() throws {
    let scratch = try Scratch()
    try scratch.write("a", "a")
    try scratch.write("b", "b")
    let error = #expect(throws: FileError.self) { try Files.renameToNew(scratch["a"], to: scratch["b"]) }
    #expect(error?.number == EEXIST)
    try Files.renameToNew(scratch["a"], to: scratch["c"])
    #expect(scratch.text("b") == "b" && scratch.text("c") == "a" && !Files.exists(scratch["a"]))
  }
}
