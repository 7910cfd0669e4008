import Files

/// What an archive of many files may hold, so that a small one cannot fill the memory.
public struct ArchiveLimits: Hashable, Sendable {
  /// Files in the archive, folders included. More than this are refused.
  public var entries = 1_000_000
  /// The largest file in bytes, unpacked. A larger one is reported and not read; one is held at a time.
  public var fileBytes = 256 << 20
  /// All files together in bytes, unpacked, as the archive says itself. More than this are refused.
  public var totalBytes: UInt64 = 1 << 40

  /// The usual limits.
  public init() {}
}

/// A file of an archive.
struct ArchiveEntry: Hashable, Sendable {
  var path: ArchivePath
  /// Unpacked.
  var sizeBytes: UInt64
  /// Where the archive keeps it.
  var index: UInt64
}

/// A directory or a zip, read a file at a time. Nothing is ever unpacked to disk.
protocol ArchiveReader: AnyObject {
  /// Every file, by path.
  var entries: [ArchiveEntry] { get }
  /// What is there and is not read at all, for example links that lead elsewhere.
  var refused: [(path: ArchivePath, error: ExchangeError)] { get }
  /// Reads a whole file.
  func read(_ entry: ArchiveEntry) throws(ExchangeError) -> [UInt8]
  /// Reads at most so many bytes from the start of a file, to see what it is.
  func beginning(of entry: ArchiveEntry, bytes: Int) throws(ExchangeError) -> [UInt8]
}

/// Opens a directory or a zip, whichever stands there.
func openArchive(_ path: String, limits: ArchiveLimits) throws(ExchangeError) -> any ArchiveReader {
  let kind: FileIdentity.Kind
  // Somebody named it, so a link is followed.
  do throws(FileError) { kind = try FileIdentity.following(path: path).kind } catch { throw ExchangeError(error) }
  switch kind {
  case .directory: return try DirectoryArchive(path, limits: limits)
  case .file: return try ZipArchive(path, limits: limits)
  default:
    throw ExchangeError(
      .invalid, "\(path) is neither a directory nor a zip.",
      remedy: "Give the zip as it was downloaded, or the directory that it was unpacked to.")
  }
}

extension ExchangeError {
  static func tooManyEntries(_ count: String, in name: String, limit: Int) -> ExchangeError {
    ExchangeError(
      .tooLarge, "\(name) has \(count) files and folders; at most \(limit) are read.",
      remedy: "Import it in parts.")
  }

  static func fileTooLarge(bytes: some BinaryInteger, limit: Int) -> ExchangeError {
    ExchangeError(
      .tooLarge, "The file has \(bytes) bytes; at most \(limit) are read.",
      remedy: "Split it, or allow more with --largest-file if it is meant to be that large.")
  }

  static func totalTooLarge(_ name: String, limit: UInt64) -> ExchangeError {
    ExchangeError(
      .tooLarge, "The files of \(name) have more than \(limit) bytes together.",
      remedy: "Import it in parts.")
  }
}
