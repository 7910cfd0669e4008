internal import CZip
import Files

/// Reads the files of a zip, each in memory. What would be dangerous to unpack is refused as a whole.
final class ZipArchive: ArchiveReader {
  private let name: String
  private let limits: ArchiveLimits
  private let archive: OpaquePointer
  private(set) var entries: [ArchiveEntry] = []
  let refused: [(path: ArchivePath, error: ExchangeError)] = []

  init(_ path: String, limits: ArchiveLimits) throws(ExchangeError) {
    name = path
    self.limits = limits
    var code: Int32 = 0
    StandardDescriptors.occupy()
    guard let opened = zip_open(path, ZIP_RDONLY, &code) else { throw Self.openingFault(path, code) }
    archive = opened
    let count = zip_get_num_entries(archive, 0)
    guard count <= limits.entries else { throw .tooManyEntries("\(count)", in: name, limit: limits.entries) }
    try refuseComment()
    try list(UInt64(max(0, count)))
  }

  deinit { zip_discard(archive) }

  func read(_ entry: ArchiveEntry) throws(ExchangeError) -> [UInt8] {
    guard entry.sizeBytes <= limits.fileBytes else {
      throw .fileTooLarge(bytes: entry.sizeBytes, limit: limits.fileBytes)
    }
    guard let file = zip_fopen_index(archive, entry.index, 0) else {
      throw damaged(cause: String(cString: zip_strerror(archive)))
    }
    defer { _ = zip_fclose(file) }
    let size = Int(entry.sizeBytes)
    // One more than it says, so that a file that is larger than it says is seen.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var filled = 0
    while filled <= size {
      let received = bytes.withUnsafeMutableBytes { buffer in
        zip_fread(
          file, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress, UInt64(size + 1 - filled))
      }
      guard received >= 0 else { throw damaged(cause: String(cString: zip_file_strerror(file))) }
      if received == 0 { break }
      filled += Int(received)
    }
    guard filled == size else {
      throw damaged(cause: "it says that it has \(size) bytes, and has \(filled > size ? "more" : "fewer")")
    }
    bytes.removeLast()
    return bytes
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

  private func list(_ count: UInt64) throws(ExchangeError) {
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
      try check(path, status)
      let (packed, isOver) = packedBytes.addingReportingOverflow(status.comp_size)
      let (total, isTotalOver) = totalBytes.addingReportingOverflow(status.size)
      guard !isOver, !isTotalOver, total <= limits.totalBytes else {
        throw .totalTooLarge(name, limit: limits.totalBytes)
      }
      (packedBytes, totalBytes) = (packed, total)
      if !isFolder { entries.append(ArchiveEntry(path: path, sizeBytes: status.size, index: index)) }
    }
    entries.sort { $0.path < $1.path }
    try refuseTwins()
    try refuseOverlap(packedBytes)
  }

  private func check(_ path: ArchivePath, _ status: zip_stat_t) throws(ExchangeError) {
    guard path.staysInside else {
      throw ExchangeError(
        .invalid, "\(name) has an entry that leads out of it: “\(path)”.",
        remedy: "This is no export of Slack; do not unpack it.")
    }
    guard status.encryption_method == ZIP_EM_NONE else {
      throw ExchangeError(
        .unsupported, "The entry “\(path)” of \(name) is encrypted.",
        remedy: "Unpack the zip with its password and give the directory.")
    }
    guard Int32(status.comp_method) == ZIP_CM_STORE || Int32(status.comp_method) == ZIP_CM_DEFLATE else {
      throw ExchangeError(
        .unsupported, "The entry “\(path)” of \(name) is packed in a way that is not known (\(status.comp_method)).",
        remedy: "Unpack the zip and give the directory.")
    }
  }

  /// Two files of one name: which of them a program reads is chance.
  private func refuseTwins() throws(ExchangeError) {
    for index in entries.indices.dropFirst() where entries[index].path == entries[index - 1].path {
      throw ExchangeError(
        .invalid, "\(name) has two entries named “\(entries[index].path)”.", remedy: "Get the zip again.")
    }
  }

  /// Entries that share their bytes are how a small zip says that it holds much.
  private func refuseOverlap(_ packedBytes: UInt64) throws(ExchangeError) {
    let file = try DescriptorSource(path: name)
    guard let fileBytes = file.totalBytes, packedBytes <= fileBytes else {
      throw ExchangeError(
        .invalid, "The entries of \(name) overlap: they say that they take \(packedBytes) bytes.",
        remedy: "This is no export of Slack; get the zip again.")
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

  private func damaged(cause: String) -> ExchangeError {
    ExchangeError(.io, "The file cannot be unpacked.", remedy: "Get the zip again; it is damaged.", cause: cause)
  }

  private static func openingFault(_ path: String, _ code: Int32) -> ExchangeError {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    let cause = String(cString: zip_error_strerror(&error))
    return code == ZIP_ER_NOZIP
      ? ExchangeError(
        .invalid, "\(path) is no zip.",
        remedy: "Give the zip as it was downloaded, or the directory that it was unpacked to.", cause: cause)
      : ExchangeError(
        .io, "Could not open the zip \(path).", remedy: "Get it again if it is damaged; check the permissions.",
        cause: cause)
  }
}
