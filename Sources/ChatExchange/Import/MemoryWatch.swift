internal import Dispatch
import Files

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Keeps the process small while an import lasts: looks two hundred times a second, for one batch of a large ledger can
/// bring hundreds of megabytes into view.
///
/// The ledger's files are mapped whole. Whatever was looked at counts as resident until memory is scarce, though it is
/// the system's cache and nobody's own; a job that walks over everything lets go of it now and then, so that its size
/// says what it needs.
final class MemoryWatch: Sendable {
  /// What the process may hold of files before it lets go of the ledger's. Its own memory does not count: where that
  /// alone was over a limit, every look would let go of everything, and it would be brought in again at once.
  private static let limitBytes = 80 << 20

  private let target: ImportTarget
  private let queue = DispatchQueue(label: "chat-ledger.import.memory")

  init(_ target: ImportTarget) {
    self.target = target
    look()
  }

  /// Looks, and again in a moment, until nobody needs it any more. Asking takes microseconds: often is right, for a
  /// look at one page brings the 15 around it.
  private func look() {
    queue.asyncAfter(deadline: .now() + .milliseconds(5)) { [weak self] in
      guard let self else { return }
      if Self.mappedFileBytes > Self.limitBytes { target.releasePages() }
      look()
    }
  }

  /// What this process holds of files in memory; 0 where nobody can say.
  private static var mappedFileBytes: Int {
    #if os(Linux)
      guard let bytes = try? Files.contents(of: "/proc/self/statm", limitBytes: 256) else { return 0 }
      // Size, resident, and what of that belongs to files, in pages: proc(5).
      let fields = bytes.split(separator: UInt8(ascii: " "), maxSplits: 3)
      guard fields.count > 2 else { return 0 }
      return fields[2].reduce(0) { $0 * 10 + Int($1 & 15) } * Int(getpagesize())
    #else
      return 0
    #endif
  }
}
