public import ChatDomain
import SwiftProtobuf

/// Events in storage: the message `chatledger.v1.Events`.
public enum EventCoding {
  /// Encodes the events of one entry; the same events give the same bytes. O(size).
  public static func encode(_ events: [Event]) -> [UInt8] {
    if events.count == 1 { return encode(events[0]) }
    return events.reduce(into: []) { $0 += encode($1) }
  }

  /// Encodes the events of one command for as many entries as they need, in order.
  ///
  /// - Parameter limitBytes: the most that one part may have. An event that is larger on its own gets a part on its
  ///   own; by the limits of the domain none but that of a schema has more than 8 KiB.
  /// - Returns: at least one part, which is empty when there are no events.
  /// - Complexity: O(size).
  public static func encodeParts(_ events: [Event], limitBytes: Int) -> [[UInt8]] {
    if events.count == 1 { return [encode(events[0])] }
    var parts: [[UInt8]] = [[]]
    for event in events {
      let bytes = encode(event)
      let last = parts.count - 1
      if !parts[last].isEmpty, parts[last].count + bytes.count > limitBytes {
        parts.append(bytes)
      } else {
        parts[last] += bytes
      }
    }
    return parts
  }

  /// Decodes the events of one entry. O(size).
  ///
  /// - Parameter version: the format version of the entry.
  /// - Throws: ``WireError`` that names the field, for bytes that are no events, and for an event of an unknown kind.
  public static func decode(
    _ bytes: RawSpan, version: UInt16 = WireFormat.currentVersion
  ) throws(WireError) -> [Event] {
    try WireFormat.check(version)
    if version == WireFormat.currentVersion, let event = decodeMessageSent(bytes) { return [event] }
    return try decodeAny(bytes, version: version)
  }

  /// One event as a whole `Events` message: such messages joined are the message of all of their events.
  private static func encode(_ event: Event) -> [UInt8] {
    if case .messageSent(let sent) = event { return encodeMessageSent(sent) }
    return encodeAny([event])
  }

  /// By the generated code, for every kind of event.
  static func encodeAny(_ events: [Event]) -> [UInt8] {
    ProtoEvents.with { $0.events = events.map(ProtoEvent.init) }.wireBytes
  }

  static func decodeAny(_ bytes: RawSpan, version: UInt16) throws(WireError) -> [Event] {
    let proto = try ProtoEvents(wire: bytes, "events")
    guard proto.unknownFields.data.isEmpty else {
      throw WireError.invalid("events", "are followed by an unknown field")
    }
    let upcasters = Upcaster.path(from: version)
    var events: [Event] = []
    events.reserveCapacity(proto.events.count)
    for var event in proto.events {
      for upcaster in upcasters { try upcaster.event(&event) }
      events.append(try Event(wire: event))
    }
    return events
  }
}
