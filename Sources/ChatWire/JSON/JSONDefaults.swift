import ChatDomain

// Stand-ins for fields that must be in the JSON, while an object is being read.

extension Identifier {
  static var zero: Self { Self(rawValue: 0) }
}
