/// Writes the codec: for each message its size, how it is written, and how it is read, on the runtime in
/// `Sources/ChatWire/Codec`.
struct CodecWriter {
  let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  private static let folder = "Sources/ChatWire/Generated"

  func files() -> [GeneratedFile] {
    [
      codec(of: ["common", "content"], in: "Codec+Values", "What commands and events are made of, as bytes."),
      codec(of: ["command"], in: "Codec+Commands", "What commands ask for, as bytes."),
      codec(of: ["event"], in: "Codec+Events", "What happened, as bytes."),
    ]
  }

  private func codec(of files: [String], in name: String, _ about: String) -> GeneratedFile {
    var code = Code(imports: ["import ChatDomain"], about: about)
    for enumeration in schema.enumerations where files.contains(enumeration.file) { write(enumeration, &code) }
    if files.contains("common") {
      code.space()
      for name in schema.identifiers { code += "extension \(name): WireValue {}" }
    }
    for message in schema.messages where files.contains(message.file) {
      guard !message.isList, !message.isEntry, !message.isByHand else { continue }
      if let type = message.storedAs { writeStruct(type, message, &code) }
      if message.isTexts {
        writeTextReader(message, &code)
        writeTextWriting(message, &code)
        continue
      }
      if let sum = message.sum { writeSum(sum, isMessage: message.isSum, &code) }
      if !message.isSum { writeMessage(message, &code) }
    }
    return GeneratedFile(path: "\(Self.folder)/\(name).swift", text: code.text)
  }

  // MARK: Enums

  private func write(_ enumeration: Enumeration, _ code: inout Code) {
    code.space()
    code.block("extension \(enumeration.name): WireEnum") { code in
      code.block("var wireNumber: UInt64") { code in
        code += "switch self {"
        for value in enumeration.cases { code += "case .\(value.name): \(value.number)" }
        code += "}"
      }
      code.space()
      code.block("init?(wireNumber: UInt64)") { code in
        code += "switch wireNumber {"
        for value in enumeration.cases { code += "case \(value.number): self = .\(value.name)" }
        code += "default: return nil"
        code += "}"
      }
    }
  }

  // MARK: Structs that are only stored

  private func writeStruct(_ type: String, _ message: SchemaMessage, _ code: inout Code) {
    code.space()
    code.doc(message.doc)
    code.block("struct \(type): Equatable") { code in
      for property in message.properties {
        code.doc(property.doc)
        let initial = property.initial.map { " = \($0)" } ?? ""
        code += "\(property.isText ? "@Bytewise " : "")var \(property.name): \(property.type)\(initial)"
      }
    }
  }

  /// The texts are read one by one, where they are asked for: most entries have one of them.
  private func writeTextReader(_ message: SchemaMessage, _ code: inout Code) {
    code.space()
    code.block("extension TextReader") { code in
      for field in message.fields {
        code.space()
        code.doc(field.doc)
        let call = "value(\(field.tag), \"\(field.name)\")"
        let body =
          switch (field.presence, field.kind) {
          case (.optional, _): "try \(call)"
          case (_, .entry): "try entries(\(field.tag), \"\(field.name)\")"
          default: "try \(call) ?? \(field.kind.empty ?? "nil")"
          }
        code += "var \(field.property): \(field.type) { get throws(WireFault) { \(body) } }"
      }
    }
  }

  private func writeTextWriting(_ message: SchemaMessage, _ code: inout Code) {
    code.space()
    code.block("extension \(message.type): WireWritable") { code in
      writeSize(message, &code)
      code.space()
      writeWriting(message, &code)
    }
  }

  // MARK: Sums

  private func writeSum(_ sum: Sum, isMessage: Bool, _ code: inout Code) {
    code.space()
    // An alternative says by being there which one it is: it is written even where it has its default.
    code.block("extension \(sum.name): \(isMessage ? "WireMessage" : "WireWritable")") { code in
      code.block("var wireSize: Int") { code in
        code += "switch self {"
        for value in sum.cases {
          code +=
            "case .\(value.name)(let value): Wire.size(\(value.field.number), Optional(value\(property(of: value))))"
        }
        code += "}"
      }
      code.space()
      code += "@_lifetime(output: copy output)"
      code.block("func write(to output: inout OutputRawSpan)") { code in
        code += "switch self {"
        for value in sum.cases {
          let written = "Optional(value\(property(of: value)))"
          code += "case .\(value.name)(let value): Wire.write(\(value.field.number), \(written), to: &output)"
        }
        code += "}"
      }
      if isMessage {
        code.space()
        code += "@_lifetime(reader: copy reader)"
        code.block("init(wire reader: inout WireReader) throws(WireFault)") { code in
          if sum.isKind { code += "var hasUnknownFields = false" }
          code.block("while let tag = try reader.nextTag()") { code in
            code += "switch tag {"
            for value in sum.cases {
              code += "case \(value.field.tag): self = .\(value.name)(\(readExpression(of: value, texts: false)))"
            }
            code += "default:"
            if sum.isKind { code += "  hasUnknownFields = true" }
            code += "  try reader.skip(tag)"
            code += "  continue"
            code += "}"
            code += "try reader.skipRest(but: Self.tags, \"\(sum.field)\")"
            code += "return"
          }
          code += "throw \(missing(sum))"
        }
        code.space()
        code += "/// The alternatives, of which one can be there."
        let numbers = sum.cases.map(\.field.number)
        code +=
          "private static let tags: ClosedRange<UInt64> = \(numbers.min()! << 3)...\(numbers.max()! << 3 | 7)"
      }
    }
    guard sum.cases.contains(where: { hasTexts($0) }) else { return }
    code.space()
    code.block("extension \(sum.name)") { code in
      code += "/// Puts its texts where they are kept."
      code.block("func gather(into texts: inout StoredTexts)") { code in
        code += "switch self {"
        for value in sum.cases {
          code +=
            hasTexts(value)
            ? "case .\(value.name)(let value): value.gather(into: &texts)" : "case .\(value.name): break"
        }
        code += "}"
      }
    }
  }

  private func hasTexts(_ value: Sum.Case) -> Bool { schema.message(value.field.kind.type)?.hasTexts == true }

  private func property(of value: Sum.Case) -> String { value.wrapper.map { ".\($0.property)" } ?? "" }

  private func writeCases(_ sum: Sum, to target: String, texts: Bool, _ code: inout Code) {
    for value in sum.cases {
      let expression = readExpression(of: value, texts: texts)
      code += "case \(value.field.tag):"
      code += "  guard \(target) == nil else { throw .twice(\"\(sum.field)\") }"
      code += "  \(target) = .\(value.name)(\(expression))"
    }
  }

  private func readExpression(of value: Sum.Case, texts: Bool) -> String {
    let argument = hasTexts(value) && texts ? ", texts" : ""
    var expression = "try \(value.field.kind.type)(value: &reader, \"\(value.field.name)\"\(argument))"
    if let wrapper = value.wrapper { expression = "\(wrapper.type)(\(wrapper.property): \(expression))" }
    return (value.label.map { "\($0): " } ?? "") + expression
  }

  /// What is thrown where no alternative is there.
  private func missing(_ sum: Sum) -> String {
    guard sum.isKind else { return "WireFault.missing(\"\(sum.field)\")" }
    return "WireFault.noKind(\"\(sum.name == "Action" ? "command" : "event")\", hasUnknownFields: hasUnknownFields)"
  }

  // MARK: Messages

  private func writeMessage(_ message: SchemaMessage, _ code: inout Code) {
    let protocolName = message.hasTexts ? "WireTextMessage" : "WireMessage"
    code.space()
    code.block("extension \(message.type): \(protocolName)") { code in
      if message.isAbsentWhenEmpty {
        code += "static var isAbsentWhenEmpty: Bool { true }"
        code.space()
      }
      writeSize(message, &code)
      code.space()
      writeWriting(message, &code)
      code.space()
      writeReading(message, &code)
      if message.hasTexts {
        code.space()
        writeGathering(message, &code)
      }
    }
  }

  /// The stored parts in the order of their numbers, which is the order of their bytes.
  private func storedParts(_ message: SchemaMessage) -> [(number: Int, size: String, write: String)] {
    var parts = message.fields.filter { $0.keptIn == nil }.map { field in
      let value = field.storedExpression
      return (
        field.number, "Wire.size(\(field.number), \(value))", "Wire.write(\(field.number), \(value), to: &output)"
      )
    }
    if let sum = message.sum {
      let property = sum.field.camelCase
      parts.append((sum.cases.map(\.field.number).min() ?? 0, "\(property).wireSize", "\(property).write(to: &output)"))
    }
    return parts.sorted { $0.0 < $1.0 }
  }

  private func writeSize(_ message: SchemaMessage, _ code: inout Code) {
    let parts = storedParts(message)
    guard !parts.isEmpty else {
      code += "var wireSize: Int { 0 }"
      return
    }
    code.block("var wireSize: Int") { code in
      if parts.count == 1 {
        code += parts[0].size
        return
      }
      code += "var size = \(parts[0].size)"
      for part in parts.dropFirst() { code += "size += \(part.size)" }
      code += "return size"
    }
  }

  private func writeWriting(_ message: SchemaMessage, _ code: inout Code) {
    code += "@_lifetime(output: copy output)"
    let parts = storedParts(message)
    guard !parts.isEmpty else {
      code.emptyBlock("func write(to output: inout OutputRawSpan)")
      return
    }
    code.block("func write(to output: inout OutputRawSpan)") { code in
      for part in parts { code += part.write }
    }
  }

  private func writeReading(_ message: SchemaMessage, _ code: inout Code) {
    let stored = message.fields.filter { $0.keptIn == nil }
    code += "@_lifetime(reader: copy reader)"
    let parameter = message.hasTexts ? ", _ texts: TextReader" : ""
    code.block("init(wire reader: inout WireReader\(parameter)) throws(WireFault)") { code in
      for field in stored { code += "var \(field.localName)\(field.localStart)" }
      if let sum = message.sum {
        code += "var \(sum.field.camelCase): \(sum.name)?"
        if sum.isKind { code += "var hasUnknownFields = false" }
      }
      if stored.isEmpty && message.sum == nil {
        code += "while let tag = try reader.nextTag() { try reader.skip(tag) }"
      } else {
        code.block("while let tag = try reader.nextTag()") { code in
          code += "switch tag {"
          for field in stored.sorted(by: { $0.number < $1.number }) { writeCase(field, &code) }
          if let sum = message.sum { writeCases(sum, to: sum.field.camelCase, texts: true, &code) }
          code += "default:"
          if message.sum?.isKind == true { code += "  hasUnknownFields = true" }
          code += "  try reader.skip(tag)"
          code += "}"
        }
      }
      for field in stored where field.canBeMissing {
        let value = field.isOrActor ? " = \(field.localName) ?? texts.actor" : ""
        code += "guard let \(field.localName)\(value) else { throw .missing(\"\(field.name)\") }"
      }
      if let sum = message.sum {
        code += "guard let \(sum.field.camelCase) else { throw \(missing(sum)) }"
      }
      let texts = message.fields.filter { $0.keptIn != nil }
      let byProperty = Dictionary(uniqueKeysWithValues: texts.map { ($0.property, $0) })
      let flags = Dictionary(uniqueKeysWithValues: stored.compactMap { field in field.saysPresent.map { ($0, field) } })
      let arguments = message.properties.map { property in
        guard let text = byProperty[property.name] else {
          let field = stored.first { $0.property == property.name }
          return "\(property.name): \(field?.finished ?? property.name)"
        }
        let value = "try texts.\(text.keptIn!.camelCase)"
        guard let flag = flags[property.name] else { return "\(property.name): \(value)" }
        return "\(property.name): \(flag.localName) ? \(value) : nil"
      }
      code.list("self.init(", arguments, ")")
    }
  }

  private func writeCase(_ field: Field, _ code: inout Code) {
    code += "case \(field.tag):"
    switch field.presence {
    case .repeated:
      if case .entry = field.kind {
        code += "  try reader.entry(\"\(field.name)\", into: &\(field.localName))"
      } else {
        code += "  \(field.localName).append(\(field.readExpression(texts: field.hasTextsInside)))"
      }
    case .plain, .optional:
      if field.isNested { code += "  guard \(field.localName) == nil else { throw .twice(\"\(field.name)\") }" }
      code += "  \(field.localName) = \(field.readExpression(texts: field.hasTextsInside))"
    }
  }

  private func writeGathering(_ message: SchemaMessage, _ code: inout Code) {
    code += "/// Puts its texts where they are kept."
    code.block("func gather(into texts: inout StoredTexts)") { code in
      for field in message.fields {
        if let keptIn = field.keptIn {
          let value = field.presence == .optional ? "\(field.property) ?? \(field.kind.type)()" : field.property
          code += "texts.\(keptIn.camelCase) = \(value)"
        } else if field.hasTextsInside {
          code += "\(field.property)\(field.presence == .optional ? "?" : "").gather(into: &texts)"
        }
      }
      if let sum = message.sum, sum.cases.contains(where: { hasTexts($0) }) {
        code += "\(sum.field.camelCase).gather(into: &texts)"
      }
    }
  }
}
