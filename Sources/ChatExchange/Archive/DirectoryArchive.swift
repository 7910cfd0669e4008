import Files

/// Reads the files of a directory, down to a few levels. Links are not followed: they may lead anywhere.
final class DirectoryArchive: ArchiveReader {
  /// Deeper than this nothing is looked for.
  private static let depthLimit = 6

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
    let name = entry.path.visible
    let (file, sizeBytes) = try open(at: entry.path)
    guard sizeBytes <= limits.fileBytes else { throw .fileTooLarge(bytes: sizeBytes, limit: limits.fileBytes) }
    // One more than there should be, so that the end is seen.
    let bytes = try DescriptorSource(file, name: name).bytes(atMost: sizeBytes + 1)
    guard bytes.count <= sizeBytes else {
      throw ExchangeError(.io, "\(name) grew while it was read.", remedy: "Leave the directory alone meanwhile.")
    }
    return bytes
  }

  func beginning(of entry: ArchiveEntry, bytes: Int) throws(ExchangeError) -> [UInt8] {
    let (file, sizeBytes) = try open(at: entry.path)
    return try DescriptorSource(file, name: entry.path.visible).bytes(atMost: min(bytes, sizeBytes))
  }

  private func open(at path: ArchivePath) throws(ExchangeError) -> (file: OpenFile, sizeBytes: Int) {
    do throws(FileError) {
      let file = try OpenFile(plainBytes: systemPath(path.bytes))
      return (file, Int(clamping: try file.identity().sizeBytes))
    } catch {
      guard error.number == 0 else { throw ExchangeError(.io, error.message, remedy: error.remedy) }
      throw ExchangeError(.io, "\(path.visible) is no file any more.", remedy: "Leave the directory alone meanwhile.")
    }
  }

  // MARK: Listing

  private func list(_ folder: [UInt8], depth: Int) throws(ExchangeError) {
    let children = try files { () throws(FileError) in
      try Files.entries(of: systemPath(folder), limit: limits.entries - count + 1)
    }
    for child in children {
      count += 1
      guard count <= limits.entries else { throw .tooManyEntries("too many", in: root, limit: limits.entries) }
      try take(folder.isEmpty ? child : folder + [UInt8(ascii: "/")] + child, depth: depth)
    }
  }

  private func take(_ path: [UInt8], depth: Int) throws(ExchangeError) {
    let found = try files { () throws(FileError) in try FileIdentity.find(bytes: systemPath(path)) }
    switch found.kind {
    case .directory where depth < Self.depthLimit: try list(path, depth: depth + 1)
    case .directory: refuse(path, "The folder stands too deep.", "Move its files up if they belong to the export.")
    case .file:
      totalBytes += found.sizeBytes
      guard totalBytes <= limits.totalBytes else { throw .totalTooLarge(root, limit: limits.totalBytes) }
      entries.append(ArchiveEntry(path: ArchivePath(path), sizeBytes: found.sizeBytes, index: 0))
    case .link: refuse(path, "It is a link, and links are not followed.", "Put the file itself there.")
    default: refuse(path, "It is neither a file nor a folder.", "Take it out of the directory.")
    }
  }

  private func files<R>(_ body: () throws(FileError) -> R) throws(ExchangeError) -> R {
    do throws(FileError) { return try body() } catch { throw ExchangeError(error) }
  }

  private func refuse(_ path: [UInt8], _ message: String, _ remedy: String) {
    refused.append((ArchivePath(path), ExchangeError(.invalid, message, remedy: remedy)))
  }

  /// The bytes of a path for the system; a `String` might not give back what is no UTF-8.
  private func systemPath(_ path: [UInt8]) -> [UInt8] {
    path.isEmpty ? Array(root.utf8) : Array(root.utf8) + [UInt8(ascii: "/")] + path
  }
}
