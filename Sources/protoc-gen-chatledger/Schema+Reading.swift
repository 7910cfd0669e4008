import SwiftProtobuf
import SwiftProtobufPluginLibrary

// The schema from the descriptors of protoc.

extension Schema {
  /// - Throws: ``SchemaFault`` that names the place, for what has no meaning here.
  init(_ files: [FileDescriptor]) throws {
    for file in files {
      let name = String(file.name.split(separator: "/").last!.dropLast(".proto".count))
      enumerations += file.enums.map { Enumeration($0, in: name) }
      messages += try file.messages.map { try SchemaMessage($0, in: name) }
    }
    // Bottom up: a message has texts when one in it has.
    for _ in messages.indices {
      let withTexts = Set(messages.filter { $0.hasTexts }.map(\.name))
      for index in messages.indices {
        let alternatives = messages[index].sum?.cases ?? []
        messages[index].sumHasTexts = alternatives.contains { withTexts.contains($0.field.kind.type) }
        for field in messages[index].fields.indices {
          guard case .message(let name, _) = messages[index].fields[field].kind else { continue }
          messages[index].fields[field].hasTextsInside = withTexts.contains(name)
        }
      }
    }
  }
}

extension Enumeration {
  init(_ descriptor: EnumDescriptor, in file: String) {
    name = descriptor.name
    self.file = file
    doc = descriptor.doc
    isCounted = descriptor.options.Schema_counted
    let prefix = descriptor.name.snakeCase.uppercased() + "_"
    cases = descriptor.values.filter { $0.number != 0 }.map { value in
      let name = String(value.name.dropFirst(prefix.count))
      let isCamelCase = descriptor.options.Schema_camelCase
      return Case(
        name: name.lowercased().camelCase, number: Int(value.number),
        rawValue: isCamelCase ? name.lowercased().camelCase : name, doc: value.doc)
    }
  }
}

extension SchemaMessage {
  init(_ descriptor: Descriptor, in file: String) throws {
    name = descriptor.name
    self.file = file
    doc = descriptor.doc
    let options = descriptor.options
    isList = options.Schema_list
    isEntry = options.Schema_entry
    isAbsentWhenEmpty = options.Schema_absentWhenEmpty
    isOnConversation = options.Schema_onConversation
    isCounts = options.Schema_counts
    isByHand = options.Schema_byHand || isCounts
    storedAs = options.hasSchema_storedAs ? options.Schema_storedAs : nil
    fields = try descriptor.fields.filter { $0.realContainingOneof == nil }.map { try Field($0) }
    guard let oneof = descriptor.realOneofs.first else { return }
    guard descriptor.realOneofs.count == 1 else { throw SchemaFault(name, "has two oneofs; one is supported") }
    sum = Sum(
      name: oneof.options.hasSchema_sum ? oneof.options.Schema_sum : name, field: oneof.name,
      doc: oneof.options.hasSchema_sum ? oneof.doc : doc, cases: try oneof.fields.map { try Sum.Case($0) })
  }
}

extension Sum.Case {
  init(_ descriptor: FieldDescriptor) throws {
    field = try Field(descriptor)
    let options = descriptor.options
    let parts = options.Schema_swift.split(separator: "(")
    name = parts.first.map(String.init) ?? descriptor.name.camelCase
    label = parts.count > 1 ? String(parts[1].dropLast(2)) : nil
    state = options.hasSchema_stateAs ? options.Schema_stateAs : nil
    guard options.hasSchema_wrappedAs else { return }
    let path = options.Schema_wrappedAs.split(separator: ".").map(String.init)
    wrapper = (path[0], path[1])
  }
}

extension Field {
  init(_ descriptor: FieldDescriptor) throws {
    let options = descriptor.options
    name = descriptor.name
    let isTime = descriptor.name.hasSuffix("_us")
    property =
      options.hasSchema_swift && !options.Schema_swift.contains("(")
      ? options.Schema_swift : (isTime ? String(descriptor.name.dropLast(3)) : descriptor.name).camelCase
    let declared = descriptor.jsonName ?? descriptor.name.camelCase
    jsonName = declared == descriptor.name.camelCase ? property : declared
    number = Int(descriptor.number)
    doc = descriptor.doc
    isRequired = options.Schema_required
    preset = options.hasSchema_preset ? options.Schema_preset : nil
    absent = options.hasSchema_absent ? options.Schema_absent : nil
    isOrActor = options.Schema_orActor
    isInlined = options.Schema_inlined
    keptIn = options.hasSchema_keptIn ? options.Schema_keptIn : nil
    jsonForm = options.hasSchema_jsonAs ? options.Schema_jsonAs : nil
    saysPresent = options.hasSchema_saysPresent ? options.Schema_saysPresent : nil
    let isOptional = descriptor.containingOneof != nil && descriptor.realContainingOneof == nil
    let stored = try Kind(descriptor, isTime: isTime)
    if options.hasSchema_as {
      presence = .plain
      kind = .adapted(options.Schema_as, stored: stored, isOptional: isOptional)
    } else {
      presence = descriptor.isRepeated ? .repeated : isOptional && absent == nil ? .optional : .plain
      kind = stored
    }
  }
}

extension Kind {
  init(_ descriptor: FieldDescriptor, isTime: Bool) throws {
    let options = descriptor.options
    switch descriptor.type {
    case .bytes:
      guard options.hasSchema_id else { throw SchemaFault(descriptor.fullName, "is of bytes without an `id`") }
      self = .identifier(options.Schema_id)
    case .int64: self = isTime ? .time : .int64
    case .sint64: self = .sint64
    case .uint32: self = .uint32
    case .uint64: self = options.Schema_isPosition ? .position : .uint64
    case .bool: self = .bool
    case .string: self = .string
    case .enum: self = .enumeration(descriptor.enumType.name)
    case .message:
      let type = descriptor.messageType!
      if type.options.Schema_entry {
        self = .entry
      } else if type.options.Schema_list {
        self = .list(try Field(type.fields[0]).kind)
      } else if !type.realOneofs.isEmpty, type.fields.allSatisfy({ $0.realContainingOneof != nil }) {
        self = .sum(type.realOneofs[0].options.hasSchema_sum ? type.realOneofs[0].options.Schema_sum : type.name)
      } else {
        self = .message(type.name, isAbsentWhenEmpty: type.options.Schema_absentWhenEmpty)
      }
    default: throw SchemaFault(descriptor.fullName, "is of a type that is not supported: \(descriptor.type)")
    }
  }
}

extension ProvidesSourceCodeLocation {
  /// The comment in front of it, line by line.
  var doc: [String] {
    protoSourceComments(commentPrefix: "///").split(separator: "\n", omittingEmptySubsequences: true)
      .map { line in String(line.dropFirst(3).drop { $0 == " " }) }
  }
}

extension String {
  /// `sent_at` becomes `sentAt`.
  var camelCase: String {
    let words = split(separator: "_")
    return String(words.first ?? "")
      + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `AccountKind` becomes `account_kind`.
  var snakeCase: String {
    reduce(into: "") { text, character in
      if character.isUppercase, !text.isEmpty { text += "_" }
      text += character.lowercased()
    }
  }
}
