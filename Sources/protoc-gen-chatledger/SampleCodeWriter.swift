/// Writes random values of every type, for tests of whatever reads or writes them.
struct SampleCodeWriter {
  let schema: Schema

  init(_ schema: Schema) { self.schema = schema }

  func files() -> [GeneratedFile] {
    var code = Code(imports: ["public import ChatDomain"], about: "Random values of every type of the schema.")
    for enumeration in schema.enumerations { code += "extension \(enumeration.name): Sampled {}" }
    for message in schema.messages
    where !message.isList && !message.isEntry && (!message.isByHand || message.sum != nil) {
      if let sum = message.sum { write(sum, &code) }
      if !message.isSum, message.storedAs == nil { write(message, &code) }
    }
    return [GeneratedFile(path: "Sources/ChatLedgerTesting/Generated/Samples.swift", text: code.text)]
  }

  private func write(_ sum: Sum, _ code: inout Code) {
    code.space()
    code.block("extension \(sum.name): Sampled") { code in
      code += "/// One of any kind."
      code.block("public static func sample(_ maker: inout SampleMaker) -> \(sum.name)") { code in
        code += "let all = samples(&maker)"
        code += "return all[maker.number(below: all.count)]"
      }
      code.space()
      code += "/// One of every kind, in the order of the schema."
      code.block("public static func samples(_ maker: inout SampleMaker) -> [\(sum.name)]") { code in
        code += "["
        for value in sum.cases {
          let label = value.label.map { "\($0): " } ?? ""
          let sample = value.wrapper.map { "\($0.type)(\($0.property): .sample(&maker))" } ?? ".sample(&maker)"
          code += "  .\(value.name)(\(label)\(sample)),"
        }
        code += "]"
      }
    }
  }

  private func write(_ message: SchemaMessage, _ code: inout Code) {
    code.space()
    code.block("extension \(message.name): Sampled") { code in
      code += "/// One with random parts."
      code.block("public static func sample(_ maker: inout SampleMaker) -> \(message.name)") { code in
        var arguments = message.fields.filter { $0.saysPresent == nil }.map {
          "\($0.property): \(sample(of: $0, in: message))"
        }
        if let sum = message.sum { arguments.append("\(sum.field.camelCase): .sample(&maker)") }
        code.list("\(message.name)(", arguments, ")")
      }
    }
  }

  private func sample(of field: Field, in message: SchemaMessage) -> String {
    if case .string = field.kind, field.presence == .plain, field.keptIn != nil || message.file == "content" {
      return "maker.text()"
    }
    if let form = field.jsonForm {
      let call = "\(form.prefix(1).lowercased() + form.dropFirst())()"
      return field.presence == .optional ? "maker.perhaps { $0.\(call) }" : "maker.\(call)"
    }
    switch field.presence {
    case .optional: return "maker.perhaps { maker in \(sample(of: field.kind)) }"
    case .repeated:
      if case .entry = field.kind { return sample(of: field.kind) }
      return "maker.list(3) { maker in \(sample(of: field.kind)) }"
    case .plain: return sample(of: field.kind)
    }
  }

  private func sample(of kind: Kind) -> String {
    if case .list(let element) = kind { return "maker.list(3) { maker in \(sample(of: element)) }" }
    return ".sample(&maker)"
  }
}
