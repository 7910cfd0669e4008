internal import CZip

/// Reads one file of a zip as a stream: it is unpacked piece by piece, and is never whole in memory or on disk.
final class ZipEntrySource: ByteSource {
  private let archive: ZipArchive
  private let entry: ArchiveEntry
  private let file: OpaquePointer
  private var bytesRead: UInt64 = 0

  init(_ archive: ZipArchive, _ entry: ArchiveEntry) throws(ExchangeError) {
    self.archive = archive
    self.entry = entry
    file = try archive.open(at: entry)
  }

  deinit { _ = zip_fclose(file) }

  var totalBytes: UInt64? { entry.sizeBytes }

  /// Unpacks the next bytes. At the end the checksum is verified.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    guard !buffer.isEmpty else { return 0 }
    let received = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
    guard received >= 0 else { throw ZipArchive.damaged(cause: String(cString: zip_file_strerror(file))) }
    bytesRead += UInt64(received)
    if received == 0, bytesRead < entry.sizeBytes { throw ZipArchive.wrongSize(of: entry, hasMore: false) }
    if bytesRead > entry.sizeBytes { throw ZipArchive.wrongSize(of: entry, hasMore: true) }
    return Int(received)
  }
}
