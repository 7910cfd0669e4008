internal import CZip
import Files

/// Reads the files of a zip, each in memory. What would be dangerous to unpack is refused as a whole.
final class ZipArchive: ArchiveReader {
  private let name: String
  private let limits: ArchiveLimits
  private let archive: OpaquePointer
  private(set) var entries: [ArchiveEntry] = []
  let refused: [(path: ArchivePath, error: ExchangeError)] = []

  /// - Parameter keeps: which entries matter; the others are not looked at, whatever they are.
  init(
    _ path: String, limits: ArchiveLimits, keeping keeps: (ArchivePath) -> Bool = { _ in true }
  ) throws(ExchangeError) {
    name = path
    self.limits = limits
    var code: Int32 = 0
    StandardDescriptors.occupy()
    guard let opened = zip_open(path, ZIP_RDONLY, &code) else { throw Self.openingFault(path, code) }
    archive = opened
    let count = zip_get_num_entries(archive, 0)
    guard count <= limits.entries else { throw .tooManyEntries("\(count)", in: name, limit: limits.entries) }
    try refuseComment()
    try list(UInt64(max(0, count)), keeping: keeps)
  }

  deinit { zip_discard(archive) }

  func read(_ entry: ArchiveEntry) throws(ExchangeError) -> [UInt8] {
    guard entry.sizeBytes <= limits.fileBytes else {
      throw .fileTooLarge(bytes: entry.sizeBytes, limit: limits.fileBytes)
    }
    // One more than it says, so that a file that is larger than it says is seen.
    return try ZipEntrySource(self, entry).bytes(atMost: Int(entry.sizeBytes) + 1)
  }

  func beginning(of entry: ArchiveEntry, bytes: Int) throws(ExchangeError) -> [UInt8] {
    try ZipEntrySource(self, entry).bytes(atMost: Int(min(UInt64(bytes), entry.sizeBytes)))
  }

  /// Opens a file of the zip for ``ZipEntrySource``, which closes it.
  func open(at entry: ArchiveEntry) throws(ExchangeError) -> OpaquePointer {
    guard let file = zip_fopen_index(archive, entry.index, 0) else {
      throw Self.damaged(cause: String(cString: zip_strerror(archive)))
    }
    return file
  }

  // MARK: Listing

  /// Archives of Slack have no comment, and behind one the directory of a second archive can hide: programs then
  /// disagree about what is in the file.
  private func refuseComment() throws(ExchangeError) {
    var length: Int32 = 0
    guard zip_get_archive_comment(archive, &length, ZIP_FL_ENC_RAW) != nil, length > 0 else { return }
    throw ExchangeError(
      .invalid, "\(name) has a comment of \(length) bytes behind its directory.",
      remedy: "Take the comment off (`zip -z`), or unpack the zip and give the directory.")
  }

  private func list(_ count: UInt64, keeping keeps: (ArchivePath) -> Bool) throws(ExchangeError) {
    var packedBytes: UInt64 = 0
    var totalBytes: UInt64 = 0
    for index in 0..<count {
      var status = zip_stat_t()
      zip_stat_init(&status)
      guard zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &status) == 0,
        let text = zip_get_name(archive, index, ZIP_FL_ENC_RAW)
      else {
        throw ExchangeError(
          .invalid, "The directory of \(name) is damaged at entry \(index).", remedy: "Get the zip again.",
          cause: String(cString: zip_strerror(archive)))
      }
      var bytes = Self.bytes(of: text)
      let isFolder = bytes.last == UInt8(ascii: "/")
      if isFolder { bytes.removeLast() }
      let path = ArchivePath(bytes)
      let isKept = keeps(path)
      if isKept { try check(path, status) }
      let (packed, isOver) = packedBytes.addingReportingOverflow(status.comp_size)
      let (total, isTotalOver) = totalBytes.addingReportingOverflow(isKept ? status.size : 0)
      guard !isOver, !isTotalOver, total <= limits.totalBytes else {
        throw .totalTooLarge(name, limit: limits.totalBytes)
      }
      (packedBytes, totalBytes) = (packed, total)
      if !isFolder, isKept { entries.append(ArchiveEntry(path: path, sizeBytes: status.size, index: index)) }
    }
    entries.sort { $0.path < $1.path }
    try refuseTwins()
    try refuseOverlap(packedBytes)
  }

  private func check(_ path: ArchivePath, _ status: zip_stat_t) throws(ExchangeError) {
    guard path.staysInside else {
      throw ExchangeError(
        .invalid, "\(name) has an entry that leads out of it: “\(path.visible)”.",
        remedy: "No program exports such a zip; do not unpack it.")
    }
    guard status.encryption_method == ZIP_EM_NONE else {
      throw ExchangeError(
        .unsupported, "The entry “\(path.visible)” of \(name) is encrypted.",
        remedy: "Unpack the zip with its password and give the directory.")
    }
    guard Int32(status.comp_method) == ZIP_CM_STORE || Int32(status.comp_method) == ZIP_CM_DEFLATE else {
      throw ExchangeError(
        .unsupported,
        "The entry “\(path.visible)” of \(name) is packed in a way that is not known (\(status.comp_method)).",
        remedy: "Unpack the zip and give the directory.")
    }
  }

  /// Two files of one name: which of them a program reads is chance.
  private func refuseTwins() throws(ExchangeError) {
    for index in entries.indices.dropFirst() where entries[index].path == entries[index - 1].path {
      throw ExchangeError(
        .invalid, "\(name) has two entries named “\(entries[index].path.visible)”.", remedy: "Get the zip again.")
    }
  }

  /// Entries that share their bytes are how a small zip says that it holds much.
  private func refuseOverlap(_ packedBytes: UInt64) throws(ExchangeError) {
    let file = try DescriptorSource(path: name)
    guard let fileBytes = file.totalBytes, packedBytes <= fileBytes else {
      throw ExchangeError(
        .invalid, "The entries of \(name) overlap: they say that they take \(packedBytes) bytes.",
        remedy: "No program exports such a zip; get it again.")
    }
  }

  /// The name up to its end, byte by byte: a `String` would mend what is no UTF-8.
  private static func bytes(of name: UnsafePointer<CChar>) -> [UInt8] {
    var result: [UInt8] = []
    var next = name
    while next.pointee != 0 {
      result.append(UInt8(bitPattern: next.pointee))
      next += 1
    }
    return result
  }

  // MARK: Faults

  static func wrongSize(of entry: ArchiveEntry, hasMore: Bool) -> ExchangeError {
    damaged(cause: "it says that it has \(entry.sizeBytes) bytes, and has \(hasMore ? "more" : "fewer")")
  }

  static func damaged(cause: String) -> ExchangeError {
    ExchangeError(.io, "The file cannot be unpacked.", remedy: "Get the zip again; it is damaged.", cause: cause)
  }

  private static func openingFault(_ path: String, _ code: Int32) -> ExchangeError {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    let cause = String(cString: zip_error_strerror(&error))
    guard code == ZIP_ER_NOZIP else {
      return ExchangeError(
        .io, "Could not open the zip \(path).", remedy: "Get it again if it is damaged; check the permissions.",
        cause: cause)
    }
    let isLines = MattermostFile.isLines(path)
    return ExchangeError(
      .invalid, "\(path) is no zip.",
      remedy: isLines
        ? MattermostFile.hint : "Give the zip as it was downloaded, or the directory that it was unpacked to.",
      steps: isLines ? [MattermostFile.step(for: path)] : [], cause: cause)
  }
}
