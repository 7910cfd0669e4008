import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Salts from the operating system's generator, drawn many at a time.
///
/// Drawn one by one they cost two system calls each, which was a third of the work of preparing a message.
final class SaltSource: @unchecked Sendable {
  static let shared = SaltSource()

  /// The most bytes that `getentropy` gives at once, in salts.
  private static let drawn = 256 / 16

  private let lock = Lock()
  private var salts: [UInt128] = []

  private init() {
    // A forked child draws its own: its parent will use those that were drawn.
    Fork.keep(lock) { [unowned self] in salts = [] }
  }

  /// A salt that nobody else gets.
  func next() -> UInt128 {
    lock.withLock {
      if salts.isEmpty { salts = Self.draw() }
      return salts.removeLast()
    }
  }

  private static func draw() -> [UInt128] {
    var salts = [UInt128](repeating: 0, count: drawn)
    let code = salts.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { getentropy($0, bytes.count) } ?? -1
    }
    // The standard library's generator knows other ways to ask, and traps when there is none.
    if code != 0 { salts = salts.map { _ in UInt128.random(in: .min ... .max) } }
    return salts
  }
}
