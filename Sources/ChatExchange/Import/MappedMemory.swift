internal import Dispatch
import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Pages of the ledger's files that this process holds in view.
///
/// LMDB maps whole files. Whatever was looked at counts as resident until memory is scarce, though it is the system's
/// cache and nobody's own; a job that walks over everything lets go of it now and then, so that its size says what it
/// needs.
package enum MappedMemory {
  /// What may be held of files before it is let go of. The process's own memory does not count: where that alone was
  /// over a limit, every look would let go of everything, and it would be brought in again at once.
  package static let limitBytes = 80 << 20

  /// Lets go of the pages when there are many. Asking takes microseconds: often is right, for a look at one page brings
  /// the 15 around it.
  fileprivate static func keepSmall() {
    #if os(Linux)
      guard let bytes = try? Files.contents(of: "/proc/self/statm", limitBytes: 256) else { return }
      // Size, resident, and what of that belongs to files, in pages: proc(5).
      let fields = bytes.split(separator: UInt8(ascii: " "), maxSplits: 3)
      guard fields.count > 2 else { return }
      let pages = fields[2].reduce(0) { $0 * 10 + Int($1 & 15) }
      if pages * Int(getpagesize()) > limitBytes { release() }
    #endif
  }

  /// Lets go of all pages of read-only mappings of LMDB's files. They stay in the system's cache and come back when
  /// they are looked at, in whatever thread: nothing is lost, and nobody has to wait. Does nothing but on Linux.
  package static func release() {
    #if os(Linux)
      guard let maps = try? Files.contents(of: "/proc/self/maps", limitBytes: 4 << 20) else { return }
      for bytes in maps.split(separator: UInt8(ascii: "\n")) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasSuffix("/data.mdb"), let range = range(text) else { continue }
        _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
      }
    #endif
  }

  /// The addresses of a line such as `7f00-7f80 r--s 00000000 08:01 1234 /ledger/log/data.mdb`; nil where it is
  /// private or can be written, for then pages may hold what no file has.
  package static func range(_ line: String) -> Range<UInt>? {
    let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    guard fields.count == 6, fields[1] == "r--s" else { return nil }
    let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
  }
}

/// Keeps the process small while it lasts: looks two hundred times a second, for one batch of a large ledger can bring
/// hundreds of megabytes into view.
final class MemoryWatch: Sendable {
  private let queue = DispatchQueue(label: "chat-ledger.import.memory")

  init() { look() }

  /// Looks, and again in a moment, until nobody needs it any more.
  private func look() {
    queue.asyncAfter(deadline: .now() + .milliseconds(5)) { [weak self] in
      MappedMemory.keepSmall()
      self?.look()
    }
  }
}
