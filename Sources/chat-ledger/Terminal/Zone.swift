import ChatDomain
import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The zone in which times are printed and read: that of whoever looks (`TZ`), or UTC with `--utc`.
///
/// A printed time carries its offset, `2026-11-24 03:00:01+01:00`, or `Z` in UTC, so that a line that is pasted
/// elsewhere still says when. What is printed is read again as the same second.
struct Zone: Sendable {
  /// Times end with `Z` instead of an offset.
  let isUTC: Bool
  /// Seconds east of Greenwich at a moment, given in seconds since 1970.
  private let offsetAt: @Sendable (Int64) -> Int64

  /// The zone of this run of the program.
  @TaskLocal static var shown = Zone.local

  static let utc = Zone(isUTC: true) { _ in 0 }

  /// The zone that `TZ` names; the one of the machine without it. What it names and nobody knows is UTC, as the system
  /// has it, and is printed so (see ``unknownName``).
  static let local = {
    tzset()
    if unknownName != nil { return utc }
    return Zone(isUTC: isMachineUTC(), offsetAt: machineOffset)
  }()

  init(isUTC: Bool = false, offsetAt: @escaping @Sendable (Int64) -> Int64) {
    self.isUTC = isUTC
    self.offsetAt = offsetAt
  }

  func offset(at seconds: Int64) -> Int64 { offsetAt(seconds) }

  // MARK: Printing

  /// A time to the second: `2026-11-24 03:00:01+01:00`.
  func text(_ time: Timestamp) -> String {
    guard time >= .earliest, time <= .latest else { return time.description }
    let seconds = time.seconds
    let offset = offset(at: seconds)
    let civil = Timestamp(microseconds: (seconds + offset) * 1_000_000)
    guard civil >= .earliest, civil <= .latest else { return time.description }
    return civil.description.dropLast().replacing("T", with: " ", maxReplacements: 1)
      + (isUTC ? "Z" : Self.text(ofOffset: offset))
  }

  /// The width of most printed times, for output that is not aligned by a table.
  var width: Int { isUTC ? 20 : 25 }

  /// `+01:00`; with seconds where an offset has some, as those of the nineteenth century.
  static func text(ofOffset offset: Int64) -> String {
    let amount = offset.magnitude
    func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let minutes = "\(two(amount / 3_600)):\(two(amount / 60 % 60))"
    return (offset < 0 ? "-" : "+") + minutes + (amount % 60 == 0 ? "" : ":\(two(amount % 60))")
  }

  // MARK: The machine's zone

  /// What `TZ` says where the system does not know it: it takes that for UTC without a word.
  static let unknownName: String? = {
    guard let name = System.environment("TZ"), !isKnown(name) else { return nil }
    return name
  }()

  /// Whether `TZ` means a zone: a file of the system's zones, or a rule like `CET-1CEST`.
  static func isKnown(_ name: String) -> Bool {
    let name = name.hasPrefix(":") ? String(name.dropFirst()) : name
    if name.isEmpty || ["UTC", "GMT", "Etc/UTC", "Etc/GMT"].contains(name) { return true }
    if name.firstMatch(of: /^(<[A-Za-z0-9+-]+>|[A-Za-z]{3,})[+-]?[0-9]/) != nil { return true }
    if name.hasPrefix("/") { return isZoneFile(name) }
    let folders = [
      System.environment("TZDIR") ?? "", "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/share/zoneinfo", "/etc/zoneinfo",
      "/var/db/timezone/zoneinfo",
    ]
    return folders.contains { !$0.isEmpty && isZoneFile("\($0)/\(name)") }
  }

  private static func isZoneFile(_ path: String) -> Bool {
    guard let file = try? OpenFile(input: path) else { return false }
    var head = [UInt8](repeating: 0, count: 4)
    return (try? head.withUnsafeMutableBytes { try file.read(into: $0) }) == 4 && head == Array("TZif".utf8)
  }

  @Sendable private static func machineOffset(at seconds: Int64) -> Int64 {
    var moment = time_t(seconds)
    var parts = tm()
    guard localtime_r(&moment, &parts) != nil else { return 0 }
    return Int64(timegm(&parts)) - seconds
  }

  private static func isMachineUTC() -> Bool {
    var moment = time(nil)
    var parts = tm()
    guard localtime_r(&moment, &parts) != nil else { return true }
    var name = [CChar](repeating: 0, count: 16)
    let length = strftime(&name, name.count, "%Z", &parts)
    return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) == "UTC"
  }
}

extension Timestamp {
  /// Whole seconds since 1970, rounded towards the past.
  var seconds: Int64 {
    let quotient = microseconds / 1_000_000
    return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
  }
}
