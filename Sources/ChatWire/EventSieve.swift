public import ChatDomain

/// Picks entries whose events are of certain kinds, without decoding the others: for scans of a whole log.
///
/// Which kinds those are is asked of an event of each kind when it is first met, so a new kind of event cannot be
/// forgotten here. A kind that does not matter costs some 10 ns an event, where decoding it takes 2,000 ns.
public struct EventSieve {
  private enum Verdict { case unknown, matters, other }

  private let matters: (Event) -> Bool
  /// By the tag of the event in its message.
  private var verdicts = [Verdict](repeating: .unknown, count: 1_024)
  private var implied = Verdict.unknown

  /// - Parameter matters: whether events of this kind matter; the answer may depend on nothing but the kind.
  public init(_ matters: @escaping (Event) -> Bool) { self.matters = matters }

  /// The events of one entry where any of them is of a kind that matters; none otherwise.
  ///
  /// - Throws: ``WireError`` as ``EventCoding/decode(_:version:)``, for entries that are decoded.
  public mutating func events(_ bytes: RawSpan) throws(WireError) -> [Event] {
    var isPlain = true
    var mayMatter = false
    for tag in tags(bytes, isPlain: &isPlain) {
      switch tag < UInt64(verdicts.count) ? verdicts[Int(tag)] : .unknown {
      case .matters: mayMatter = true
      case .other: break
      case .unknown: isPlain = false
      }
    }
    if isPlain, !mayMatter { return [] }
    let events = try EventCoding.decode(bytes)
    if !isPlain {
      for (tag, event) in zip(tags(bytes, isPlain: &isPlain), events) where tag < UInt64(verdicts.count) {
        verdicts[Int(tag)] = matters(event) ? .matters : .other
      }
    }
    return events.contains(where: matters) ? events : []
  }

  /// The same for an entry whose events its command implies.
  ///
  /// - Throws: ``WireError`` as ``EventCoding/implied(byCommand:id:by:at:)``, for entries that are decoded.
  public mutating func events(
    impliedBy command: RawSpan, id: CommandID, by actor: AccountID?, at time: Timestamp
  ) throws(WireError) -> [Event] {
    // Only sent messages are implied. With another kind, the verdict goes by the kind of command.
    if implied == .other { return [] }
    let events = try EventCoding.implied(byCommand: command, id: id, by: actor, at: time)
    implied = events.contains(where: matters) ? .matters : .other
    return implied == .matters ? events : []
  }

  /// The tag of each event; `isPlain` is set to false where the bytes are not the events that they should be.
  private func tags(_ bytes: RawSpan, isPlain: inout Bool) -> [UInt64] {
    let found = bytes.withUnsafeBytes { Self.tags($0) }
    if found == nil { isPlain = false }
    return found ?? []
  }

  private static func tags(_ bytes: UnsafeRawBufferPointer) -> [UInt64]? {
    var tags: [UInt64] = []
    var offset = 0
    while offset < bytes.count {
      // `repeated Event events = 1`, and in each the one field that it has.
      guard bytes[offset] == 0x0A else { return nil }
      offset += 1
      guard let length = varint(bytes, &offset), length <= UInt64(bytes.count - offset) else { return nil }
      let end = offset + Int(length)
      guard let tag = varint(bytes, &offset), offset <= end else { return nil }
      tags.append(tag)
      offset = end
    }
    return tags
  }

  private static func varint(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count, shift < 63 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
