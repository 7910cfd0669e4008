import ChatLedger
import ChatOperations

extension Rejection {
  /// The same with the line that brings back what it is about, where that was taken away.
  ///
  /// The domain decides on the state alone and cannot know which command it was; here the log can be looked at.
  func namingTheWayBack(in view: LedgerView) throws -> Rejection {
    guard let gone, let hidings = try HidingFinder(view: view).hidings(of: gone), !hidings.isEmpty else { return self }
    let names = Names(view)
    let who = try hidings.map { hiding in
      let entry = hiding.entry
      // A remedy keeps its lines on the screen, and a name may have some.
      let actor = SafeText.line(try names.at(entry.position).actor(entry.command.actor))
      return "\(actor) did that at \(Format.time(entry.time)), in the entry at position \(entry.position)"
    }
    let lines = hidings.map { "`\(RevertLine($0.entry.position))`" }.joined(separator: " and ")
    var rejection = Rejection(code, message, remedy: "\(who.joined(separator: "; ")). To bring it back: \(lines)")
    rejection.index = index
    return rejection
  }
}

extension HidingFinder {
  /// Nil where the thing is not known.
  fileprivate func hidings(of gone: Subject) throws -> [Hiding]? {
    switch gone {
    case .account(let id): try view.account(id).map { try hidings(of: $0.state) }
    case .conversation(let id): try view.conversation(id).map { try hidings(of: $0.state) }
    case .message(let id): try view.message(id).map { try hidings(of: $0.state) }
    case .resource(let id): try view.resource(id).map { try hidings(of: $0.state) }
    }
  }
}
