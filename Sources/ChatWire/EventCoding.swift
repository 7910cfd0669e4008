public import ChatDomain

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
    let upcasters = Upcaster.path(from: version)
    var events: [Event] = []
    do throws(WireFault) {
      var reader = WireReader(bytes)
      while let tag = try reader.nextTag() {
        guard tag == Self.tag else { throw .invalid("events", "are followed by an unknown field") }
        // Errors name the field in the event, and not the list.
        let outer = try reader.enter()
        // Mostly there is one. An array that is made of it is not grown, and the event not copied again.
        if events.isEmpty { events = [try Event(wire: &reader)] } else { events.append(try Event(wire: &reader)) }
        reader.leave(outer)
      }
    } catch {
      throw WireError(error, in: "events")
    }
    for upcaster in upcasters {
      for index in events.indices { try upcaster.event(&events[index]) }
    }
    return events
  }

  /// `repeated Event events = 1`.
  private static let tag: UInt64 = 0x0A

  /// One event as a whole `Events` message: such messages joined are the message of all of their events.
  private static func encode(_ event: Event) -> [UInt8] {
    Wire.bytes(Wire.size(1, event)) { (output: inout OutputRawSpan) in Wire.write(1, event, to: &output) }
  }
}
