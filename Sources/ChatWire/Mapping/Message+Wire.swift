import SwiftProtobuf

extension SwiftProtobuf.Message {
  /// The encoded message.
  ///
  /// Encoding fails for proto2's required fields and for messages beyond 2 GiB only. The schema is proto3, and the
  /// limits of the domain keep every message below that, so a failure is a programmer error and traps.
  var wireBytes: [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      preconditionFailure("a message of the schema cannot be encoded: \(error)")
    }
  }

  /// - Throws: ``WireError`` with the code `malformed`, naming `what`.
  init(wire bytes: RawSpan, _ what: String) throws(WireError) {
    do {
      try self.init(serializedBytes: bytes.withUnsafeBytes { [UInt8]($0) })
    } catch {
      throw .malformed(what, cause: error)
    }
  }
}
