public import ChatDomain
import LedgerSupport

extension Command: Codable {
  private static let envelopeNames = [
    "id", "actor", "origin", "reason", "correlation", "causation", "traceparent", "expectedRevision",
  ]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: JSONName.self)
    let defaults = CodingUserInfoKey.commandDefaults.flatMap { decoder.userInfo[$0] as? CommandDefaults }
    // The action first, so that a misspelt name is what the error is about.
    let action = try Action.read(container, besides: Self.envelopeNames, in: "the command")
    func field<T: Decodable>(_ name: String, or value: @autoclosure () -> T?) throws -> T {
      let key = JSONName(name)
      if let value = try container.decodeIfPresent(T.self, forKey: key) ?? value() { return value }
      return try container.decode(T.self, forKey: key)
    }
    func optional<T: Decodable>(_ name: String) throws -> T? {
      try container.decodeIfPresent(T.self, forKey: JSONName(name))
    }
    self.init(
      id: try field("id", or: defaults?.makeID()), actor: try field("actor", or: defaults?.actor),
      origin: try field("origin", or: defaults?.origin), reason: try optional("reason") ?? defaults?.reason,
      correlation: try optional("correlation"), causation: try optional("causation"),
      trace: try optional("traceparent"), expectedRevision: try optional("expectedRevision"), action: action)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try container.encode(id, forKey: JSONName("id"))
    try container.encode(actor, forKey: JSONName("actor"))
    try container.encode(origin, forKey: JSONName("origin"))
    try container.encodeIfPresent(reason, forKey: JSONName("reason"))
    try container.encodeIfPresent(correlation, forKey: JSONName("correlation"))
    try container.encodeIfPresent(causation, forKey: JSONName("causation"))
    try container.encodeIfPresent(trace, forKey: JSONName("traceparent"))
    try container.encodeIfPresent(expectedRevision, forKey: JSONName("expectedRevision"))
    try action.write(&container)
  }
}

/// `{"account":"…"}` or `{"operator":"anna"}`.
extension CommandActor: Codable, JSONUnion {
  static let jsonKind = "actor"
  static let jsonCases: [JSONCase<CommandActor>] = [
    .init("account", CommandActor.account) { if case .account(let value) = $0 { value } else { nil } },
    .init("operator", CommandActor.operator) { if case .operator(let value) = $0 { value } else { nil } },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the actor")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}

/// A `traceparent` of version 00, as W3C Trace Context writes it: `00-<trace>-<span>-<flags>`.
extension TraceContext: Codable {
  /// Reads the 55 characters in lower case; nil for anything else, and for a trace or span of zero.
  public init?(traceparent: String) {
    guard let (traceID, spanID, flags) = Traceparent.parse(traceparent) else { return nil }
    self.init(traceID: traceID, spanID: spanID, flags: flags)
  }

  public var traceparent: String { Traceparent.header(traceID: traceID, spanID: spanID, flags: flags) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = TraceContext(traceparent: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is not a W3C traceparent of version 00")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(traceparent)
  }
}
