#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks at a data file before LMDB maps it, because LMDB itself would die of SIGBUS on a page that is missing.
///
/// The layout is that of LMDB 0.9 on 64-bit machines (`lmdb/libraries/liblmdb/mdb.c`: `MDB_page`, `MDB_meta`,
/// `MDB_db`), in the machine's byte order: pages 0 and 1 are meta pages, of which the one with the higher transaction
/// number counts.
///
/// The file must not be open in this process: closing the descriptor used here would drop its POSIX locks.
struct MetaPages {
  /// One of the two meta pages.
  struct Meta: Equatable {
    var pageSize = 0
    var freeRoot = UInt64.max
    var mainRoot = UInt64.max
    var lastPage: UInt64 = 0
    var transactionID: UInt64 = 0
  }

  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let version: UInt32 = 1
  private static let metaFlag: UInt16 = 0x08
  private static let headBytes = 152

  let file: PageFile

  /// Checks the meta pages and the size of a data file.
  ///
  /// A file can be shorter than its last page number says and still be whole: LMDB does not write pages at the end
  /// that were allocated and freed in one transaction. (Seen after 47 of 12,000 random commits, up to 23 pages.) So
  /// when it is short, the trees are walked: only a page that is missing *and* in use is a fault.
  ///
  /// - Throws: ``LMDBError`` with the code `corrupted`, `truncated`, `versionMismatch`, `io`, `notPermitted`.
  static func checkFile(at path: String) throws(LMDBError) {
    guard let file = try PageFile(path: path) else { return }
    defer { file.close() }
    let pages = MetaPages(file: file)
    // A process that writes meanwhile may reuse the pages that are being walked: then look again.
    for _ in 0..<5 {
      let meta = try pages.newest()
      let size = try file.sizeBytes()
      if size == 0 || size / meta.pageSize > Int(clamping: meta.lastPage) { return }
      let walk = TreeWalk(file: file, pageSize: meta.pageSize, lastPage: meta.lastPage, sizeBytes: size)
      guard let fault = try walk.firstFault(roots: [meta.mainRoot, meta.freeRoot]) else { return }
      if try pages.newest() == meta { throw fault }
    }
  }

  /// Looks at every page that is in use in one transaction, which keeps them from being used again meanwhile.
  ///
  /// - Parameter transactionID: That of the transaction.
  /// - Returns: The first fault; nil when there is none.
  /// - Throws: ``LMDBError`` `busy` when the meta page of the transaction has been written over by now.
  static func firstFault(at path: String, transactionID: UInt64) throws(LMDBError) -> LMDBError? {
    guard let file = try PageFile(path: path) else { return nil }
    defer { file.close() }
    // A commit meanwhile leaves this transaction's meta page as it was; the second one writes over it.
    guard let meta = try MetaPages(file: file).both().first(where: { $0.transactionID == transactionID }) else {
      throw LMDBError(.busy, operation: "check pages", path: path, message: "Another process writes to it.")
    }
    var walk = TreeWalk(
      file: file, pageSize: meta.pageSize, lastPage: meta.lastPage, sizeBytes: try file.sizeBytes())
    walk.isStrict = true
    return try walk.firstFault(roots: [meta.mainRoot, meta.freeRoot])
  }

  /// The meta page that counts. Both must be whole: LMDB opens no file with one of them damaged.
  private func newest() throws(LMDBError) -> Meta {
    let pages = try both()
    return pages[0].transactionID >= pages[1].transactionID ? pages[0] : pages[1]
  }

  private func both() throws(LMDBError) -> [Meta] {
    let first = try meta(0, at: 0)
    return [first, try meta(1, at: first.pageSize)]
  }

  private func meta(_ number: Int, at offset: Int) throws(LMDBError) -> Meta {
    let head = try file.read(MetaPages.headBytes, at: offset)
    guard head.count == MetaPages.headBytes else {
      throw LMDBError(
        .truncated, operation: "check meta pages", path: file.path,
        message: "The file ends inside of meta page \(number).")
    }
    let bytes = head.span.bytes
    if !head.contains(where: { $0 != 0 }) { throw damaged(number, "is all zeros") }
    let flags = bytes.unsafeLoadUnaligned(fromByteOffset: 10, as: UInt16.self)
    guard flags & MetaPages.metaFlag != 0,
      bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt32.self) == MetaPages.magic
    else { throw damaged(number, "has no magic number") }
    let version = bytes.unsafeLoadUnaligned(fromByteOffset: 20, as: UInt32.self)
    guard version == MetaPages.version else {
      throw LMDBError(
        .versionMismatch, operation: "check meta pages", path: file.path,
        message: "The file has format version \(version); version \(MetaPages.version) is supported.")
    }
    var meta = Meta()
    meta.pageSize = Int(bytes.unsafeLoadUnaligned(fromByteOffset: 40, as: UInt32.self))
    meta.freeRoot = bytes.unsafeLoadUnaligned(fromByteOffset: 80, as: UInt64.self)
    meta.mainRoot = bytes.unsafeLoadUnaligned(fromByteOffset: 128, as: UInt64.self)
    meta.lastPage = bytes.unsafeLoadUnaligned(fromByteOffset: 136, as: UInt64.self)
    meta.transactionID = bytes.unsafeLoadUnaligned(fromByteOffset: 144, as: UInt64.self)
    guard (256...65_536).contains(meta.pageSize), meta.pageSize.nonzeroBitCount == 1, meta.lastPage < 1 << 48 else {
      throw damaged(number, "has a page size or page count that cannot be")
    }
    return meta
  }

  private func damaged(_ number: Int, _ what: String) -> LMDBError {
    LMDBError(
      .corrupted, operation: "check meta pages", path: file.path, message: "Meta page \(number) \(what).",
      remedy: "Keep the file for examination. Restore a backup, or rebuild it if it is derived from another file.")
  }
}
