// What is kept beside a thing, by name.

extension [String: String] {
  /// All names and values, in bytes of UTF-8: what ``Limits/attributesBytes`` limits. O(*n*).
  package var sizeBytes: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }
}

extension Dictionary where Key == String {
  /// In the order of the bytes of the names.
  package var sortedByBytes: [(key: String, value: Value)] { sorted { $0.key.precedesBytewise($1.key) } }
}

/// Attributes are bounded as a whole, so that an entry's content stays bounded.
func checkAttributes(_ attributes: [String: String]) throws {
  let bytes = attributes.sizeBytes
  guard bytes <= Limits.attributesBytes else {
    throw Rejection(
      .tooLarge, "The attributes have \(bytes) bytes; at most \(Limits.attributesBytes) are allowed.",
      remedy: "Keep only the attributes that you need.")
  }
}
