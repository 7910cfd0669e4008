#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written beside its place and put there when it is whole.
///
/// Nobody ever finds half of it under its name, and what is not a plain file is never written over. What is not
/// finished goes with the value.
package final class PendingFile {
  /// Where it will be.
  package let path: String
  private let replaces: Bool
  private let file: OpenFile
  private var isPending = true

  /// Begins a file of its owner alone.
  ///
  /// - Parameter replaces: whether a plain file that is there may be replaced.
  /// - Throws: ``FileError``; its number is `EEXIST` where there is a file and it must not be replaced.
  package init(_ path: String, replaces: Bool) throws(FileError) {
    try Self.requirePlain(path, replaces: replaces)
    self.path = path
    self.replaces = replaces
    file = try Self.makePartial(path)
  }

  deinit { discard() }

  /// Where to write.
  package var descriptor: Int32 { file.descriptor }
  /// The name that it has until it is whole.
  package var partialPath: String { file.path }

  private static func makePartial(_ path: String) throws(FileError) -> OpenFile {
    for _ in 0..<16 {
      let name = "\(path).partial-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
      do throws(FileError) { return try OpenFile(plain: name, .make(.onlyOwner)) } catch {
        if error.number != EEXIST { throw error }
      }
    }
    throw FileError("make", "\(path).partial-…", number: EEXIST)
  }

  private static func requirePlain(_ path: String, replaces: Bool) throws(FileError) {
    guard let found = try FileIdentity.find(path: path) else { return }
    guard found.kind == .file else {
      throw FileError(
        "write", path, message: "\(path) is \(found.kind.description); only a plain file is replaced.",
        remedy: found.kind == .directory
          ? "Name a file in it." : "Name another file, or send the output there: `- > \(path)`.")
    }
    guard replaces else {
      throw FileError(
        "write", path, message: "\(path) exists already.", remedy: "Choose another name.", number: EEXIST)
    }
  }

  /// Makes it durable and puts it in its place.
  package func finish() throws(FileError) {
    try file.synchronize()
    try file.close()
    try Self.requirePlain(path, replaces: replaces)
    if replaces { try Files.rename(partialPath, to: path) } else { try Files.renameToNew(partialPath, to: path) }
    isPending = false
    try Files.synchronizeDirectory(Files.parentDirectory(of: path))
  }

  /// Drops what was written.
  package func discard() {
    guard isPending else { return }
    isPending = false
    try? file.close()
    try? Files.removeFile(partialPath)
  }
}
