internal import ChatLedger

/// What several files of an organisation's export say of the same thing: the lists of its workspaces repeat the users
/// of the organisation, and the channels that they share. What comes first is taken.
struct SlackRepetitions {
  /// The code of what a workspace says otherwise.
  static let warning = "WORKSPACE_DIFFERS"

  /// A thing that an earlier file describes.
  struct Repetition {
    var file: String
    /// The fields that say something else there, or nothing.
    var different: [String]
  }

  /// In the export of one workspace nothing repeats anything: what stands twice is for the engine to judge.
  let isOrganization: Bool
  private var met: [[UInt8]: (file: String, digests: Set<Int>)] = [:]

  init(isOrganization: Bool) { self.isOrganization = isOrganization }

  /// Whether an earlier file describes it, and says the same; nil for what is new, and what stands in the same file.
  mutating func meet(_ fields: [RawField], of thing: String, in file: String) -> Repetition? {
    guard isOrganization else { return nil }
    let digests = fields.map { field in
      var hasher = Hasher()
      hasher.combine(bytesOf: field.name)
      hasher.combine(bytesOf: SlackNaming.compact(field.json))
      return hasher.finalize()
    }
    guard let known = met[Array(thing.utf8)] else {
      met[Array(thing.utf8)] = (file, Set(digests))
      return nil
    }
    guard known.file != file else { return nil }
    let different = zip(fields, digests).filter { !known.digests.contains($1) }.map(\.0.name)
    return Repetition(file: known.file, different: different)
  }
}

extension SlackUser {
  /// All that its list says.
  var fields: [RawField] { [RawField(name: "name", json: SlackNaming.json(name))] + rest }
}

extension SlackChannel {
  /// All that its list says but its members, which are those of all lists.
  var fields: [RawField] { [RawField(name: "name", json: SlackNaming.json(name))] + rest }
}
