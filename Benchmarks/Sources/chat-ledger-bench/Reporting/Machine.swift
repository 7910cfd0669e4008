#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the figures were measured on.
enum Machine {
  static func description(scratch: String) -> [String: String] {
    var result = ["cores": String(sysconf(Int32(_SC_NPROCESSORS_ONLN))), "load before": load()]
    if let model = line(of: "/proc/cpuinfo", beginning: "model name") { result["processor"] = model }
    if let memory = line(of: "/proc/meminfo", beginning: "MemTotal") { result["memory"] = memory }
    var name = utsname()
    if uname(&name) == 0 { result["kernel"] = text(&name.release) }
    return result
  }

  /// The one-minute load average: above what the benchmark itself makes, somebody else was busy.
  static func load() -> String {
    var values = [0.0, 0.0, 0.0]
    guard getloadavg(&values, 3) > 0 else { return "unknown" }
    return Report.format(values[0])
  }

  private static func line(of path: String, beginning: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 4_096)
    while fgets(&buffer, Int32(buffer.count), file) != nil {
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let line = String(decoding: bytes, as: UTF8.self)
      guard line.hasPrefix(beginning), let colon = line.firstIndex(of: ":") else { continue }
      return line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return nil
  }

  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
