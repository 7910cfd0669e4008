// Settings of an account: of the chat, and of two-step verification. Clearing the chat leaves both.

/// The state of the two-step verification of an account.
public struct TwoStepVerificationFields: RecordFields {
  /// Whether it is on.
  public var isEnabled: Bool
  /// A code of the service's own, for example `totp`.
  public var method: String

  /// Settings with a method, which can be empty.
  public init(isEnabled: Bool, method: String) {
    self.isEnabled = isEnabled
    self.method = method
  }

  /// None: whose they are is in the key.
  public var references: [(name: String, subject: Subject)] { [] }
}

extension SetChatSettings {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    try checkAttributes(values)
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    return events + [.chatSettingsChanged(ChatSettingsChanged(account: account))]
  }
}

extension SetTwoStepVerification {
  func decide(_ request: CommandRequest, in state: any ChatState) throws -> [Event] {
    if !method.isEmpty { try requireCode(method, "The method") }
    var events: [Event] = []
    try state.requireAccount(account, isImport: state.isInOpenImport(request), registering: &events)
    let changed = TwoStepVerificationChanged(account: account, isEnabled: isEnabled, method: method)
    return events + [.twoStepVerificationChanged(changed)]
  }
}

extension ChatSettingsChanged {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .chatSettings(account), recordedPosition: recorded.position, time: recorded.time,
        importedBy: store.owner(of: .chatSettings(account), recorded), fields: .chatSettings))
  }
}

extension TwoStepVerificationChanged {
  func fold(_ recorded: LoggedEvent, into store: any ChatStore) throws {
    try store.put(
      counting: RecordState(
        record: .twoStepVerification(account), recordedPosition: recorded.position, time: recorded.time,
        importedBy: store.owner(of: .twoStepVerification(account), recorded),
        fields: .twoStepVerification(TwoStepVerificationFields(isEnabled: isEnabled, method: method))))
  }
}

extension ChatStore {
  /// The import that settings go with when it is taken back: none where they were there before it changed them.
  fileprivate func owner(of record: Record, _ recorded: LoggedEvent) throws -> Position? {
    let importedBy = try importPosition(of: recorded)
    guard importedBy != nil, let before = try self.record(record), before.isCounted else { return importedBy }
    return before.importedBy
  }
}
