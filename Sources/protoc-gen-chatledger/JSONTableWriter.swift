/// Writes the JSON of every message and sum, as tables for `JSONObject` and `JSONUnion`.
struct JSONTableWriter {
  let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  func files() -> [GeneratedFile] {
    [
      json(of: ["common", "content"], in: "JSON+Values", "What commands and events are made of, as JSON."),
      json(of: ["command"], in: "JSON+Commands", "What commands ask for, as JSON."),
      json(of: ["event"], in: "JSON+Events", "What happened, as JSON."),
    ]
  }

  private func json(of files: [String], in name: String, _ about: String) -> GeneratedFile {
    var code = Code(imports: ["public import ChatDomain"], about: about)
    for message in schema.messages where files.contains(message.file) {
      guard !message.isList, !message.isEntry, !message.isByHand else { continue }
      if let sum = message.sum {
        write(sum, &code)
        for value in sum.cases { if let wrapper = value.wrapper { writeObject(wrapper, value, &code) } }
      }
      if !message.isSum, message.storedAs == nil { writeObject(message, &code) }
    }
    return GeneratedFile(path: "Sources/ChatWire/Generated/\(name).swift", text: code.text)
  }

  private func write(_ sum: Sum, _ code: inout Code) {
    let words = sum.name.words.split(separator: " ").map(String.init)
    code.space()
    code.block("extension \(sum.name): Codable, JSONUnion") { code in
      code += "static let jsonKind = \"\(words.last ?? "")\""
      code += "static let jsonCases: [JSONCase<\(sum.name)>] = ["
      for value in sum.cases {
        let make = value.label.map { "\(value.name)(\($0):)" } ?? value.name
        code += "  .init(\"\(value.field.jsonName)\", \(sum.name).\(make)) {"
        code += "    if case .\(value.name)(let value) = $0 { value } else { nil }"
        code += "  },"
      }
      code += "]"
      code.space()
      code.block("public init(from decoder: any Decoder) throws") { code in
        code +=
          "self = try Self.read(decoder.container(keyedBy: JSONName.self), in: \"the \(words.first ?? "")\")"
      }
      code.space()
      code.block("public func encode(to encoder: any Encoder) throws") { code in
        code += "var container = encoder.container(keyedBy: JSONName.self)"
        code += "try write(&container)"
      }
    }
  }

  private func writeObject(_ wrapper: (type: String, property: String), _ value: Sum.Case, _ code: inout Code) {
    code.space()
    code.block("extension \(wrapper.type): JSONObject") { code in
      code += "public static let jsonDefault = \(wrapper.type)(\(wrapper.property): .jsonDefault)"
      code += "public static let jsonFields: [JSONField<\(wrapper.type)>] = JSONField.inlined(\\.\(wrapper.property))"
    }
  }

  private func writeObject(_ message: SchemaMessage, _ code: inout Code) {
    let fields = message.fields.filter { $0.saysPresent == nil }
    code.space()
    code.block("extension \(message.name): JSONObject") { code in
      var placeholders = fields.filter { $0.initial == nil || $0.absent != nil }.map {
        "\($0.property): \($0.absent ?? placeholder(for: $0))"
      }
      if let sum = message.sum { placeholders.append("\(sum.field.camelCase): \(placeholder(for: sum))") }
      code.list("public static let jsonDefault = \(message.name)(", placeholders, ")")
      var parts: [String] = []
      var group: [String] = []
      for field in fields {
        guard field.isInlined else {
          group.append(entry(field))
          continue
        }
        if !group.isEmpty { parts.append("[\(group.joined(separator: ", "))]") }
        group = []
        parts.append("JSONField.inlined(\\.\(field.property))")
      }
      if let sum = message.sum {
        group.append(".required(\"\(sum.field.camelCase)\", \\.\(sum.field.camelCase))")
      }
      if !group.isEmpty { parts.append("[\(group.joined(separator: ", "))]") }
      if parts.isEmpty { parts = ["[]"] }
      code.list("public static let jsonFields: [JSONField<\(message.name)>] = joined(", parts, ")")
    }
  }

  private func entry(_ field: Field) -> String {
    let form = field.jsonForm.map { ", as: \($0).self" } ?? ""
    return ".\(rule(of: field))(\"\(field.jsonName)\", \\.\(field.property)\(form))"
  }

  /// Whether the field has to be there, and when it shows.
  private func rule(of field: Field) -> String {
    if field.presence == .optional { return "optional" }
    if field.absent != nil { return "defaulted" }
    if field.preset != nil { return "preset" }
    return field.initial == nil ? "required" : "defaulted"
  }

  /// Stands in the table for what has to be there; its value does not matter.
  private func placeholder(for field: Field) -> String {
    switch field.presence {
    case .repeated: return field.initial ?? (field.type == "[String: String]" ? "[:]" : "[]")
    case .optional: return "nil"
    case .plain: return placeholder(for: field.kind)
    }
  }

  private func placeholder(for kind: Kind) -> String {
    switch kind {
    case .identifier: ".zero"
    case .position: ".start"
    case .time: "Timestamp(microseconds: 0)"
    case .enumeration(let name): ".\(schema.enumerations.first { $0.name == name }?.cases.first?.name ?? "")"
    case .message: ".jsonDefault"
    case .sum(let name): schema.sum(name).map { placeholder(for: $0) } ?? ""
    case .adapted(let name, _, _): "\(name).jsonDefault"
    default: kind.empty ?? ""
    }
  }

  private func placeholder(for sum: Sum) -> String {
    guard let first = sum.cases.first else { return "" }
    return ".\(first.name)(\(first.label.map { "\($0): " } ?? "")\(placeholder(for: first.field.kind)))"
  }
}
