#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the files of a directory, down to a few levels. Links are not followed: they may lead anywhere.
final class DirectoryArchive: ArchiveReader {
  /// Deeper than this nothing is looked for.
  private static let depthLimit = 4

  private let root: String
  private let limits: ArchiveLimits
  private(set) var entries: [ArchiveEntry] = []
  private(set) var refused: [(path: ArchivePath, error: ExchangeError)] = []
  private var count = 0
  private var totalBytes: UInt64 = 0

  init(_ root: String, limits: ArchiveLimits) throws(ExchangeError) {
    self.root = root
    self.limits = limits
    try list([], depth: 1)
    entries.sort { $0.path < $1.path }
  }

  func read(_ entry: ArchiveEntry) throws(ExchangeError) -> [UInt8] {
    let name = entry.path.description
    // Opening a pipe would wait for its other end.
    let descriptor = open(systemPath(entry.path.bytes), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system("open", name) }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ExchangeError(.io, "\(name) is no file any more.", remedy: "Leave the directory alone meanwhile.")
    }
    guard status.st_size <= limits.fileBytes else {
      throw .fileTooLarge(bytes: status.st_size, limit: limits.fileBytes)
    }
    let source = DescriptorSource(descriptor: descriptor, name: name)
    // One more than there should be, so that the end is seen.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var filled = 0
    while true {
      var failure: ExchangeError?
      let received = bytes.withUnsafeMutableBytes { buffer -> Int in
        do throws(ExchangeError) {
          return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if received == 0 { break }
      filled += received
      guard filled < bytes.count else {
        throw ExchangeError(.io, "\(name) grew while it was read.", remedy: "Leave the directory alone meanwhile.")
      }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  // MARK: Listing

  private func list(_ folder: [UInt8], depth: Int) throws(ExchangeError) {
    let name = folder.isEmpty ? root : String(decoding: folder, as: UTF8.self)
    guard let directory = opendir(systemPath(folder)) else { throw .system("read the directory", name) }
    defer { _ = closedir(directory) }
    while true {
      errno = 0
      guard let found = readdir(directory) else {
        if errno != 0 { throw .system("read the directory", name) }
        return
      }
      let child = Self.name(of: found)
      if child.elementsEqual(".".utf8) || child.elementsEqual("..".utf8) { continue }
      count += 1
      guard count <= limits.entries else { throw .tooManyEntries("too many", in: root, limit: limits.entries) }
      try take(folder.isEmpty ? child : folder + [UInt8(ascii: "/")] + child, depth: depth)
    }
  }

  private func take(_ path: [UInt8], depth: Int) throws(ExchangeError) {
    var status = stat()
    guard lstat(systemPath(path), &status) == 0 else { throw .system("look at", String(decoding: path, as: UTF8.self)) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR where depth < Self.depthLimit: try list(path, depth: depth + 1)
    case S_IFDIR: refuse(path, "The folder stands too deep.", "Move its files up if they belong to the export.")
    case S_IFREG:
      totalBytes += UInt64(clamping: status.st_size)
      guard totalBytes <= limits.totalBytes else { throw .totalTooLarge(root, limit: limits.totalBytes) }
      entries.append(ArchiveEntry(path: ArchivePath(path), sizeBytes: UInt64(clamping: status.st_size), index: 0))
    case S_IFLNK: refuse(path, "It is a link, and links are not followed.", "Put the file itself there.")
    default: refuse(path, "It is neither a file nor a folder.", "Take it out of the directory.")
    }
  }

  private func refuse(_ path: [UInt8], _ message: String, _ remedy: String) {
    refused.append((ArchivePath(path), ExchangeError(.invalid, message, remedy: remedy)))
  }

  /// The name up to its end: an entry may be shorter in memory than its type says.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
    var length = 0
    while start.load(fromByteOffset: length, as: UInt8.self) != 0 { length += 1 }
    return Array(UnsafeRawBufferPointer(start: start, count: length))
  }

  /// The bytes of a path for the system; a `String` might not give back what is no UTF-8.
  private func systemPath(_ path: [UInt8]) -> [CChar] {
    let bytes = path.isEmpty ? Array(root.utf8) : Array(root.utf8) + [UInt8(ascii: "/")] + path
    return bytes.map { CChar(bitPattern: $0) } + [0]
  }
}
