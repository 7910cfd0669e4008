internal import ChatLedger

/// Makes things fit the ledger's limits, so that a field that does not fit takes nothing else along.
///
/// A name that is too long, or a role that is no word, is kept beside, as an attribute; where all that is kept is too
/// much, the largest goes, and is named.
struct EntityFitting {
  /// What is kept of a field that does not fit where it belongs.
  static let prefix = "kept."

  let place: ImportLocation
  let item: String
  private(set) var faults: [ImportFault] = []

  init(_ described: DescribedEntity) {
    place = described.place
    item = described.item
  }

  mutating func fit(_ thing: SourceEntity) -> SourceEntity {
    switch thing {
    case .account(var command):
      var kept = command.profile.attributes
      fit(&command.profile.userName, "userName", &kept)
      fit(&command.profile.displayName, "displayName", &kept)
      fit(&command.profile.email, "email", &kept)
      fit(&command.roles, &kept)
      drop(&kept)
      command.profile.attributes = kept
      return .account(command)
    case .conversation(var command, let endedAt):
      var kept = command.details.attributes
      fit(&command.details.name, "name", &kept)
      fit(&command.details.title, "title", &kept)
      fit(&command.details.topic, "topic", &kept)
      drop(&kept)
      command.details.attributes = kept
      return .conversation(command, endedAt: endedAt)
    case .message(let id, var command):
      drop(&command.content.attributes)
      return .message(id, command)
    case .resource(var command):
      var kept = command.details.attributes
      fit(&command.details.title, "title", &kept)
      drop(&kept)
      command.details.attributes = kept
      return .resource(command)
    case .chatSettings(var command):
      drop(&command.values)
      return .chatSettings(command)
    default:
      return thing
    }
  }

  private mutating func fit(_ text: inout String, _ name: String, _ attributes: inout [String: String]) {
    guard text.utf8.count > Limits.nameBytes else { return }
    notice(
      "“\(name)” has \(text.utf8.count) bytes, more than the \(Limits.nameBytes) that the ledger takes there.", name)
    attributes[Self.prefix + name] = text
    text = ""
  }

  private mutating func fit(_ roles: inout [String], _ attributes: inout [String: String]) {
    let odd = roles.filter { !$0.isCode }
    guard !odd.isEmpty else { return }
    roles = roles.filter(\.isCode)
    notice("The role “\(odd.joined(separator: ", "))” is no word of letters, digits, _, - and .", "role")
    attributes[Self.prefix + "role"] = odd.joined(separator: ",")
  }

  private mutating func notice(_ message: String, _ name: String) {
    faults.append(
      ImportFault(
        .notice, ImportWarning.fieldKeptBeside.rawValue, message,
        remedy: "It is kept whole as the attribute \(Self.prefix)\(name).", at: place, item: item, field: name))
  }

  /// Takes the largest fields out of what is kept until the rest fits, and names each.
  private mutating func drop(_ attributes: inout [String: String]) {
    var bytes = attributes.sizeBytes
    while bytes > Limits.attributesBytes, let largest = attributes.max(by: { Self.isSmaller($0, $1) }) {
      bytes -= largest.key.utf8.count + largest.value.utf8.count
      attributes[largest.key] = nil
      faults.append(
        ImportFault(
          .partial, ImportFault.Code.tooLarge,
          "The field has \(largest.value.utf8.count) bytes; all that are kept as they are may have "
            + "\(Limits.attributesBytes).",
          remedy: "The rest was taken. Keep the source if the field matters.", at: place,
          item: "field \(largest.key) of \(item)", field: largest.key))
    }
  }

  /// By size, and by name where that is the same, so that the same field goes every time.
  private static func isSmaller(_ one: (key: String, value: String), _ other: (key: String, value: String)) -> Bool {
    let (left, right) = (one.value.utf8.count, other.value.utf8.count)
    return left == right ? one.key.precedesBytewise(other.key) : left < right
  }
}
