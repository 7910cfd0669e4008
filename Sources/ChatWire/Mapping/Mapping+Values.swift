import ChatDomain
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// Identifiers, times and positions between the domain and the generated messages.

extension Identifier {
  /// The 16 bytes, most significant first.
  var wire: Data { withUnsafeBytes(of: rawValue.bigEndian) { Data($0) } }

  /// - Throws: ``WireError`` naming the field when there are not exactly 16 bytes.
  init(wire bytes: Data, _ field: String) throws(WireError) {
    guard !bytes.isEmpty else { throw .missing(field) }
    guard bytes.count == 16 else { throw .invalid(field, "has \(bytes.count) bytes instead of 16") }
    var value: UInt128 = 0
    for byte in bytes { value = value << 8 | UInt128(byte) }
    self.init(rawValue: value)
  }

  /// A list of identifiers.
  static func list(wire list: [Data], _ field: String) throws(WireError) -> [Self] {
    var result: [Self] = []
    result.reserveCapacity(list.count)
    for bytes in list { result.append(try Self(wire: bytes, field)) }
    return result
  }
}

extension Timestamp {
  /// - Throws: ``WireError`` naming the field when the time lies outside of the years 1 to 9999.
  init(wire microseconds: Int64, _ field: String) throws(WireError) {
    self.init(microseconds: microseconds)
    guard self >= .earliest, self <= .latest else {
      throw .invalid(field, "has the time \(microseconds), which is not in the years 1 to 9999")
    }
  }
}

extension LedgerSettings {
  var wire: ProtoLedgerSettings {
    .with {
      $0.maximumBodyBytes = UInt64(clamping: maximumBodyBytes)
      $0.registersUnknownAccounts = registersUnknownAccounts
      $0.digestKey = digestKey.wire
    }
  }

  init(wire proto: ProtoLedgerSettings, _ field: String) throws(WireError) {
    guard let maximumBodyBytes = Int(exactly: proto.maximumBodyBytes) else {
      throw .invalid("\(field).maximum_body_bytes", "is out of range")
    }
    self.init(
      maximumBodyBytes: maximumBodyBytes, registersUnknownAccounts: proto.registersUnknownAccounts,
      digestKey: try DigestKey(wire: proto.digestKey, "\(field).digest_key"))
  }
}
