import ChatLedger

/// A thing that can be named, for what is the same of rooms, accounts and resources.
protocol Nameable {
  var isGone: Bool { get }
  /// Whether it got other texts since it was made, and so may have had another name.
  var hasOtherTexts: Bool { get }
  /// As it is called on a screen where its kind does not matter.
  var identifier: String { get }
  /// As one of several that a name may mean: what tells them apart.
  var candidate: String { get }
}

extension Conversation: Nameable {
  var isGone: Bool { state.isRemoved }
  var hasOtherTexts: Bool { state.contentPosition > state.createdPosition }
  var identifier: String { id.description }

  var candidate: String {
    "\(id)  \(state.kind.rawValue.lowercased())  \(state.isRemoved ? "removed  " : "")"
      + Format.count(state.visible.messages, "message")
  }
}

extension Account: Nameable {
  var isGone: Bool { state.isRemoved }
  var hasOtherTexts: Bool { (state.contentPosition ?? .start) > state.registeredPosition }
  var identifier: String { id.description }

  var candidate: String {
    let name = profile.map { $0.userName.isEmpty ? "" : "@\($0.userName)" } ?? ""
    return [id.description, state.isRemoved ? "removed" : "", name, profile?.displayName ?? "", profile?.email ?? ""]
      .filter { !$0.isEmpty }.joined(separator: "  ")
  }
}

extension Resource: Nameable {
  var isGone: Bool { state.isRemoved }
  var hasOtherTexts: Bool { state.contentPosition > state.createdPosition }
  var identifier: String { id.description }
  var candidate: String { "\(id)  \(state.kind)  \(state.status)" }
}

/// How a name fits what somebody typed, the nearest first.
enum NameFit: Int, CaseIterable {
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
struct NameMatches<Entity: Nameable> {
  private(set) var byFit: [NameFit: [Entity]] = [:]
  /// All names that there are, for suggestions.
  var names: Set<String> = []
  /// Some have had other texts, so that it is worth looking for former names.
  private(set) var mayHaveFormer = false

  mutating func add(_ thing: Entity, _ fits: NameFit?...) {
    if thing.hasOtherTexts { mayHaveFormer = true }
    let best = fits.compactMap { $0 }.min { $0.rawValue < $1.rawValue }
    if let best { byFit[best, default: []].append(thing) }
  }

  private static var firm: [NameFit] { NameFit.allCases.filter { $0 != .meant } }

  /// Those that are meant: the nearest that are there, else the nearest that were removed; what is only alike last.
  var found: [Entity] {
    let firm = Self.firm.map { byFit[$0] ?? [] }
    let alike = byFit[.meant] ?? []
    let groups = firm.map { $0.filter { !$0.isGone } } + firm + [alike.filter { !$0.isGone }, alike]
    return groups.first { !$0.isEmpty } ?? []
  }

  /// The one that is meant; nil where there is none.
  ///
  /// - Throws: the failure for several, with what they are.
  func only(orElse several: CommandFailure) throws -> Entity? {
    let found = found
    if found.count <= 1 { return found.first }
    var failure = several
    failure.details = found.prefix(20).map(\.candidate)
    throw failure
  }

  /// Whether those that are meant have the very name, as every screen shows it.
  var isFirm: Bool { Self.firm.contains { !(byFit[$0] ?? []).isEmpty } }

  /// The fit by which they were found.
  func fit(of thing: Entity) -> NameFit? {
    byFit.first { $0.value.contains { $0.identifier == thing.identifier } }?.key
  }

  /// Others that have the name and were removed.
  func removed(besides found: Entity) -> [Entity] {
    [NameFit.exact, .same].flatMap { byFit[$0] ?? [] }.filter { $0.isGone && $0.identifier != found.identifier }
  }
}
