package import ChatLedger

/// A thing that can be named, for what is the same of rooms, accounts and resources.
package protocol Nameable {
  var isGone: Bool { get }
  /// Whether it got other texts since it was made, and so may have had another name.
  var hasOtherTexts: Bool { get }
  /// As it is called on a screen where its kind does not matter.
  var identifier: String { get }
  /// As one of several that a name may mean: what tells them apart.
  var candidate: String { get }
}

extension Conversation: Nameable {
  package var isGone: Bool { state.isRemoved }
  package var hasOtherTexts: Bool { state.contentPosition > state.createdPosition }
  package var identifier: String { id.description }

  package var candidate: String {
    "\(id)  \(state.kind.rawValue.lowercased())  \(state.isRemoved ? "removed  " : "")"
      + Wording.count(state.visible.messages, "message")
  }
}

extension Account: Nameable {
  package var isGone: Bool { state.isRemoved }
  package var hasOtherTexts: Bool { (state.contentPosition ?? .start) > state.registeredPosition }
  package var identifier: String { id.description }

  package var candidate: String {
    let name = profile.map { $0.userName.isEmpty ? "" : "@\($0.userName)" } ?? ""
    return [id.description, state.isRemoved ? "removed" : "", name, profile?.displayName ?? "", profile?.email ?? ""]
      .filter { !$0.isEmpty }.joined(separator: "  ")
  }
}

extension Resource: Nameable {
  package var isGone: Bool { state.isRemoved }
  package var hasOtherTexts: Bool { state.contentPosition > state.createdPosition }
  package var identifier: String { id.description }
  package var candidate: String { "\(id)  \(state.kind)  \(state.status)" }
}

/// How a name fits what somebody typed, the nearest first.
package enum NameFit: Int, CaseIterable {
  /// The same bytes.
  case exact
  /// The same letters in another Unicode form: no screen shows a difference.
  case same
  /// The e-mail address of an account.
  case address
  case sameAddress
  /// The title of a room, which has a name besides.
  case title
  case sameTitle
  /// Other capitals, or other blanks around it.
  case meant

  /// How two texts fit, where they do; empty texts are no names.
  init?(_ text: String, _ name: String, _ exact: NameFit, _ same: NameFit, isMeant: Bool) {
    if name.isEmpty { return nil }
    if text.utf8.elementsEqual(name.utf8) {
      self = exact
    } else if text == name {
      self = same
    } else if isMeant, text.asMeant == name.asMeant {
      self = .meant
    } else {
      return nil
    }
  }
}

/// What fits a name, and what is near it.
package struct NameMatches<Entity: Nameable> {
  package private(set) var byFit: [NameFit: [Entity]] = [:]
  /// All names that there are, for suggestions.
  package var names: Set<String> = []
  /// Some have had other texts, so that it is worth looking for former names.
  package private(set) var mayHaveFormer = false

  package mutating func add(_ thing: Entity, _ fits: NameFit?...) {
    if thing.hasOtherTexts { mayHaveFormer = true }
    let best = fits.compactMap { $0 }.min { $0.rawValue < $1.rawValue }
    if let best { byFit[best, default: []].append(thing) }
  }

  private static var firm: [NameFit] { NameFit.allCases.filter { $0 != .meant } }

  /// Those that are meant: the nearest that are there, else the nearest that were removed; what is only alike last.
  package var found: [Entity] {
    let firm = Self.firm.map { byFit[$0] ?? [] }
    let alike = byFit[.meant] ?? []
    let groups = firm.map { $0.filter { !$0.isGone } } + firm + [alike.filter { !$0.isGone }, alike]
    return groups.first { !$0.isEmpty } ?? []
  }

  /// The one that is meant; nil where there is none.
  ///
  /// - Throws: the failure for several, with what they are.
  package func only(_ kind: Namesake.Kind, called text: String) throws -> Entity? {
    let found = found
    if found.count <= 1 { return found.first }
    throw LookupFailure(
      kind, .several(found.count, candidates: found.prefix(20).map(\.candidate), areAlike: !isFirm), text)
  }

  /// Whether those that are meant have the very name, as every screen shows it.
  package var isFirm: Bool { Self.firm.contains { !(byFit[$0] ?? []).isEmpty } }

  /// The fit by which they were found.
  package func fit(of thing: Entity) -> NameFit? {
    byFit.first { $0.value.contains { $0.identifier == thing.identifier } }?.key
  }

  /// Others that have the name and were removed.
  package func removed(besides found: Entity) -> [Entity] {
    [NameFit.exact, .same].flatMap { byFit[$0] ?? [] }.filter { $0.isGone && $0.identifier != found.identifier }
  }
}
