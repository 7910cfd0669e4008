extension [String: String] {
  /// In the order of the bytes of their names.
  package var sortedByBytes: [(key: String, value: String)] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}
