import ArgumentParser

/// A number of bytes as people write it: `2GiB`, `512MiB`, `1048576`.
struct ByteSize: ExpressibleByArgument {
  let bytes: Int

  /// From 1 MiB to 64 TiB.
  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = Self.units[argument.dropFirst(digits.count).lowercased()] else {
      return nil
    }
    let (bytes, isOver) = number.multipliedReportingOverflow(by: unit)
    guard !isOver, (1 << 20...1 << 46).contains(bytes) else { return nil }
    self.bytes = bytes
  }

  private static let units = [
    "": 1, "b": 1, "k": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mib": 1 << 20, "g": 1 << 30, "gib": 1 << 30,
    "t": 1 << 40, "tib": 1 << 40,
  ]
}
