/// Walks the trees of a data file page by page, to see whether every page in use is there.
///
/// Layout of LMDB 0.9 on 64-bit machines. A page: u64 number, u16 pad, u16 flags, u16 lower, u16 upper, then u16
/// offsets of its nodes up to `lower`; an overflow page has a u32 count of pages instead of lower and upper. A node:
/// u16 low and u16 high half of the value's size, u16 flags, u16 key size, key, value; in a branch page the three first
/// are the child's page number.
struct TreeWalk {
  let file: PageFile
  let pageSize: Int
  let lastPage: UInt64
  let sizeBytes: Int
  /// Whether what only a writer looks at is held against the rest: where the free room of a page ends.
  var isStrict = false

  private static let branchFlag: UInt16 = 0x01
  private static let leafFlag: UInt16 = 0x02
  private static let headBytes = 16
  private static let nodeBytes = 8
  /// The value is on overflow pages, and the node has the number of the first.
  private static let bigDataFlag: UInt16 = 0x01
  /// The value is a table: 48 bytes, the last eight being its root.
  private static let tableFlag: UInt16 = 0x02
  private static let noPage = UInt64.max

  /// The first page that is in use but missing, or that is not what it must be. O(pages of the tree).
  ///
  /// - Throws: ``LMDBError`` when a page cannot be read, which says nothing of what it is.
  func firstFault(roots: [UInt64]) throws(LMDBError) -> LMDBError? {
    var waiting = roots.filter { $0 != TreeWalk.noPage }
    var visited: UInt64 = 0
    while let number = waiting.popLast() {
      visited += 1
      // More visits than pages: the tree bites its tail.
      guard visited <= lastPage + 1 else { return damaged("The pages form a circle.") }
      guard isPresent(number, count: 1) else { return missing(number) }
      let page = try file.read(pageSize, at: Int(number) * pageSize)
      guard page.count == pageSize else { return missing(number) }
      if let fault = visit(page.span.bytes, number, &waiting) { return fault }
    }
    return nil
  }

  private func visit(_ page: RawSpan, _ number: UInt64, _ waiting: inout [UInt64]) -> LMDBError? {
    let flags = page.unsafeLoadUnaligned(fromByteOffset: 10, as: UInt16.self)
    let lower = Int(page.unsafeLoadUnaligned(fromByteOffset: 12, as: UInt16.self))
    guard page.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == number, lower >= TreeWalk.headBytes,
      lower <= pageSize, flags & (TreeWalk.branchFlag | TreeWalk.leafFlag) != 0
    else { return damaged("Page \(number) is not a page of a tree.") }
    var lowest = pageSize
    for index in 0..<(lower - TreeWalk.headBytes) / 2 {
      let offset = Int(page.unsafeLoadUnaligned(fromByteOffset: TreeWalk.headBytes + 2 * index, as: UInt16.self))
      guard offset >= lower, offset + TreeWalk.nodeBytes <= pageSize else {
        return damaged("Page \(number) has a node outside of itself.")
      }
      lowest = min(lowest, offset)
      let node = page.extracting(offset..<pageSize)
      if flags & TreeWalk.branchFlag != 0 {
        waiting.append(child(of: node))
      } else if let fault = visitLeaf(node, number, &waiting) {
        return fault
      }
    }
    // Nodes are added downwards from the end of the page, and moved together when one goes.
    let upper = Int(page.unsafeLoadUnaligned(fromByteOffset: 14, as: UInt16.self))
    if isStrict, upper != lowest { return damaged("Page \(number) does not say where its free room ends.") }
    return nil
  }

  private func child(of node: RawSpan) -> UInt64 {
    UInt64(node.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self))
      | UInt64(node.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt16.self)) << 16
      | UInt64(node.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt16.self)) << 32
  }

  private func visitLeaf(_ node: RawSpan, _ number: UInt64, _ waiting: inout [UInt64]) -> LMDBError? {
    let flags = node.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt16.self)
    guard flags & (TreeWalk.bigDataFlag | TreeWalk.tableFlag) != 0 else { return nil }
    let keyCount = Int(node.unsafeLoadUnaligned(fromByteOffset: 6, as: UInt16.self))
    let isTable = flags & TreeWalk.tableFlag != 0
    let offset = TreeWalk.nodeBytes + keyCount + (isTable ? 40 : 0)
    guard offset + 8 <= node.byteCount else { return damaged("Page \(number) has a node outside of itself.") }
    let target = node.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    if isTable {
      if target != TreeWalk.noPage { waiting.append(target) }
      return nil
    }
    let low = Int(node.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self))
    let high = Int(node.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt16.self))
    let count = (TreeWalk.headBytes - 1 + (low | high << 16)) / pageSize + 1
    return isPresent(target, count: count) ? nil : missing(target)
  }

  private func isPresent(_ number: UInt64, count: Int) -> Bool {
    number <= lastPage && (Int(number) + count) * pageSize <= sizeBytes
  }

  private func missing(_ number: UInt64) -> LMDBError {
    LMDBError(
      .truncated, operation: "check size", path: file.path,
      message: "The file has \(sizeBytes) bytes, but page \(number) of \(pageSize) bytes is in use.")
  }

  private func damaged(_ message: String) -> LMDBError {
    LMDBError(.corrupted, operation: "check size", path: file.path, message: message)
  }
}
