import Files
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory of its own, which goes with the value.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/files-tests-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  deinit { remove(path) }

  private func remove(_ path: String) {
    if FileIdentity.of(path: path)?.kind == .directory {
      chmod(path, 0o700)
      for name in Files.names(in: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  subscript(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String = "x") throws {
    let file = try #require(fopen(self[name], "w"))
    fputs(text, file)
    fclose(file)
  }

  func text(_ name: String) -> String? {
    (try? Files.contents(of: self[name], limitBytes: 4_096)).flatMap(\.self).map { String(decoding: $0, as: UTF8.self) }
  }

  func mode(_ name: String) -> UInt32? { FileIdentity.of(path: self[name])?.permissions }
}

/// Runs something under another umask. It is the process's: tests that use it run one after the other.
func withUmask<R>(_ mask: mode_t, _ body: () throws -> R) rethrows -> R {
  let before = umask(mask)
  defer { umask(before) }
  return try body()
}
