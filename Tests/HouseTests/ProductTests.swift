import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The built program", .ownThread)
struct ProductTests {
  #if os(Linux)
    /// The command links it through the library that reads SQLite; who embeds the engine does not.
    @Test("A program that embeds the engine does not link all of Foundation")
    func foundationIsNotLinked() throws {
      let folder = try #require(Self.buildFolder())
      let program = "\(folder)/ledger-crasher"
      try #require(access(program, R_OK) == 0, "\(program) is not built")
      #expect(try Self.contains("libswiftCore.so", in: program), "the search must find what is linked")
      #expect(try Self.contains("libFoundation.so", in: program) == false)
      #expect(try Self.contains("lib_FoundationICU.so", in: program) == false)
    }
  #endif

  /// The folder of the running tests, which is where the products are, too.
  private static func buildFolder() -> String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return "/" + String(cString: path).split(separator: "/").dropLast().joined(separator: "/")
  }

  /// Whether the file holds the name with an end after it, as the table of an ELF file's dynamic strings does.
  private static func contains(_ name: String, in path: String) throws -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    try #require(file >= 0)
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    let map = try #require(mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0))
    defer { munmap(map, size) }
    let needle = Array(name.utf8) + [0]
    var at = map
    while let found = memchr(at, Int32(needle[0]), size - map.distance(to: at) - needle.count) {
      if memcmp(found, needle, needle.count) == 0 { return true }
      at = found + 1
    }
    return false
  }
}
