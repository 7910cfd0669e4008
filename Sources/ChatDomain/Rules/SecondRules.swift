// What the second version of the rules refuses, and the first did not.

extension Command {
  /// Decides by the second rules: ``checkReadable()``, the first rules, and the protection of roles in any spelling.
  ///
  /// The first rules compared roles exactly, and there are logs with removals of accounts with the role `Owner` under
  /// a protected `owner`.
  static func decideChecking(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try request.command.checkReadable()
    let events = try decideOnly(request, in: state)
    for event in events {
      switch event {
      case .accountRemoved(let it): try state.requireUnprotectedAsMeant(it.account)
      case .accountDeactivated(let it): try state.requireUnprotectedAsMeant(it.account)
      case .accountRolesChanged(let it):
        guard let known = try state.account(it.account) else { continue }
        var after = known
        after.roles = it.roles
        if try state.isProtectedAsMeant(known) && !state.isProtectedAsMeant(after) { try request.requireReason() }
      default: continue
      }
    }
    return events
  }

  /// Refuses a reason, a name or an origin of which nothing can be read.
  ///
  /// - Throws: ``Rejection`` `reasonRequired` or `invalid`.
  private func checkReadable() throws {
    if let reason, !reason.isEmpty, reason.isUnreadable {
      throw Rejection(
        .reasonRequired, "The reason is made of blanks, and so says nothing.",
        remedy: "Say why in `reason` (on the command line: --reason \"…\"), or leave it out where none is needed.")
    }
    if !origin.isEmpty, origin.isUnreadable {
      throw Rejection(.invalid, "The origin is made of blanks.", remedy: "Name the program that sends the command.")
    }
    if case .operator(let name) = actor, !name.isEmpty, name.isUnreadable {
      throw Rejection(.invalid, "The operator's name is made of blanks.", remedy: "Say who it is.")
    }
  }
}

extension ChatState {
  /// Whether the account is protected: itself, or by a role that is protected in any spelling.
  ///
  /// The first rules went by ``isProtected(_:)``.
  public func isProtectedAsMeant(_ account: AccountState) throws -> Bool {
    if account.isProtected { return true }
    return try protectedRole(of: account) != nil
  }

  /// The role that protects the account, with the protected one that it is.
  private func protectedRole(of account: AccountState) throws -> (role: String, protected: String)? {
    if account.roles.isEmpty { return nil }
    for protected in try configuration().protectedRoles {
      if let role = account.roles.first(where: { $0.asMeant == protected.asMeant }) { return (role, protected) }
    }
    return nil
  }

  fileprivate func requireUnprotectedAsMeant(_ id: AccountID) throws {
    guard let known = try account(id), let (role, protected) = try protectedRole(of: known) else { return }
    throw Rejection(
      .protected,
      "Account \(id) is protected: its role “\(role)” is the protected role “\(protected)” in another spelling. "
        + "Nothing can remove or deactivate it.",
      remedy: "If it really has to go, take its protection away first: `setAccountRoles` or `configure`.")
  }
}

extension StringProtocol {
  /// Whether there is nothing in it that a person can see: it is empty, or all of it is white space, controls and
  /// invisible characters of any script.
  package var isUnreadable: Bool { unicodeScalars.allSatisfy(\.isInvisible) }
}

extension StringProtocol {
  /// A name or an address as people mean it when they compare: without blanks around it and whatever the case of its
  /// letters. Two forms of one letter, composed or not, are equal for Swift anyway.
  package var asMeant: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.lowercased()
  }
}

extension Unicode.Scalar {
  /// White space, controls, format characters, and what is drawn as nothing.
  fileprivate var isInvisible: Bool {
    // The blank of Braille is a symbol to Unicode, and nothing to the eye.
    if self == "\u{2800}" || properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
    switch properties.generalCategory {
    case .control, .format: return true
    default: return false
    }
  }
}
