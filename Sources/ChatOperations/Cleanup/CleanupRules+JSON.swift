import ChatLedger
import ChatWire

// Rules as JSON: `{"rules":[{"name":"demo-email","weight":60,"emails":["*@test.com"]}],"certain":100,"likely":60,
// "realActivity":-40}`. A rule has one of `emails`, `userNames`, `origins`, or `accounts` with `withinMilliseconds`.

extension CleanupRules {
  /// Reads rules from JSON.
  ///
  /// - Throws: ``LedgerError`` `usage` that names the missing, unknown or invalid field.
  public init(json: [UInt8]) throws {
    do { self = try JSONText.decode(CleanupRules.self, from: json) } catch {
      throw Self.refused(
        error.message, "There are rules to begin with: write yours like those.", steps: [.showCleanupRules])
    }
    try check()
  }

  /// The rules as indented JSON, which ``init(json:)`` reads.
  public func json() throws -> [UInt8] { try JSONText.encode(self, pretty: true) }
}

private struct FieldName: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<FieldName> {
  /// A misspelt name must not go unnoticed: the rule would find other accounts than it says.
  fileprivate func requireNames(_ known: Set<String>, in what: String) throws {
    guard let unknown = allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) else { return }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath,
        debugDescription: "\(what) has no field “\(unknown)”; it has \(known.sorted().joined(separator: ", "))"))
  }
}

extension CleanupRules: Codable {
  /// Reads the shape above; unknown fields are errors. ``init(json:)`` also checks the values.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldName.self)
    try container.requireNames(["rules", "certain", "likely", "realActivity"], in: "The object")
    self.init(rules: try container.decode([CleanupRule].self, forKey: FieldName("rules")))
    certainScore = try container.decodeIfPresent(Int.self, forKey: FieldName("certain")) ?? certainScore
    likelyScore = try container.decodeIfPresent(Int.self, forKey: FieldName("likely")) ?? likelyScore
    realActivityWeight =
      try container.decodeIfPresent(Int.self, forKey: FieldName("realActivity")) ?? realActivityWeight
  }

  /// Writes the shape above.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldName.self)
    try container.encode(rules, forKey: FieldName("rules"))
    try container.encode(certainScore, forKey: FieldName("certain"))
    try container.encode(likelyScore, forKey: FieldName("likely"))
    try container.encode(realActivityWeight, forKey: FieldName("realActivity"))
  }
}

extension CleanupRule: Codable {
  /// Reads a rule, which has exactly one condition.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldName.self)
    try container.requireNames(
      ["name", "weight", "emails", "userNames", "origins", "accounts", "withinMilliseconds"], in: "A rule")
    func texts(_ name: String) throws -> [String]? {
      try container.decodeIfPresent([String].self, forKey: FieldName(name))
    }
    var conditions: [Condition] = []
    if let patterns = try texts("emails") { conditions.append(.emails(patterns)) }
    if let patterns = try texts("userNames") { conditions.append(.userNames(patterns)) }
    if let origins = try texts("origins") { conditions.append(.origins(origins)) }
    if container.contains(FieldName("accounts")) || container.contains(FieldName("withinMilliseconds")) {
      conditions.append(
        .madeTogether(
          accounts: try container.decode(Int.self, forKey: FieldName("accounts")),
          withinMilliseconds: try container.decode(Int64.self, forKey: FieldName("withinMilliseconds"))))
    }
    guard conditions.count == 1, let condition = conditions.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription:
            "A rule has one of emails, userNames, origins, or accounts with withinMilliseconds; this has "
            + "\(conditions.isEmpty ? "none" : "\(conditions.count)")"))
    }
    self.init(
      try container.decode(String.self, forKey: FieldName("name")),
      weight: try container.decode(Int.self, forKey: FieldName("weight")), condition)
  }

  /// Writes the name, the weight and the fields of the condition.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldName.self)
    try container.encode(name, forKey: FieldName("name"))
    try container.encode(weight, forKey: FieldName("weight"))
    switch condition {
    case .emails(let patterns): try container.encode(patterns, forKey: FieldName("emails"))
    case .userNames(let patterns): try container.encode(patterns, forKey: FieldName("userNames"))
    case .origins(let origins): try container.encode(origins, forKey: FieldName("origins"))
    case .madeTogether(let accounts, let milliseconds):
      try container.encode(accounts, forKey: FieldName("accounts"))
      try container.encode(milliseconds, forKey: FieldName("withinMilliseconds"))
    }
  }
}
