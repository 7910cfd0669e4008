import ArgumentParser
import ChatLedger

struct ConfigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configure", abstract: "Show or set what guards the ledger: production, and protected roles.",
    discussion: """
      A production ledger refuses every command of the origin `seed`. Accounts with a protected role cannot be \
      removed or deactivated. Weakening a guard needs a reason. Without anything to set, it shows what is set.

      Roles are taken whatever the case of their letters, as accounts have them; one that nobody has is set and told.

      Examples:
        chat-ledger configure
        chat-ledger configure --production --protect-role admin --protect-role owner
        chat-ledger configure --unprotect-role owner --reason "nobody has it any more"
      """)

  @OptionGroup var options: LedgerOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var `operator`: OperatorOptions
  @OptionGroup var recording: RecordingOptions

  @Flag(inversion: .prefixedNo, help: "Whether the ledger serves real people.")
  var production: Bool?

  @Option(help: ArgumentHelp("Protect every account with this role; may be repeated.", valueName: "role"))
  var protectRole: [String] = []

  @Option(help: ArgumentHelp("Protect accounts with this role no longer; may be repeated.", valueName: "role"))
  var unprotectRole: [String] = []

  private var changesAnything: Bool { production != nil || !protectRole.isEmpty || !unprotectRole.isEmpty }

  func validate() throws {
    guard Set(protectRole).isDisjoint(with: unprotectRole) else {
      throw ValidationError("A role is either protected or not: name it once.")
    }
    guard changesAnything || (recording.reason == nil && recording.id == nil) else {
      throw ValidationError("There is nothing to set: give --production, --protect-role or their opposites.")
    }
  }

  func run() throws {
    guard changesAnything else {
      let configuration = try options.withView { try $0.configuration() }
      return configuration.print(output)
    }
    try options.withLedger(.readWrite) { ledger in
      let (before, roles) = try ledger.read(.latest) { view in
        (try view.configuration(), try protectRole.isEmpty ? RoleCounts() : RoleCounts(view))
      }
      let change = try change(of: before, roles)
      let receipt = try ledger.execute(try recording.command(.configureLedger(change), by: `operator`.name))
      let after = try ledger.read(.latest) { try $0.configuration() }
      receipt.print(output, saying: after == before ? "It was so before." : "Set.")
      for note in roles.notes(on: after.protectedRoles) where !protectRole.isEmpty { Channel.errors.line(note) }
      if output.json { return }
      Channel.output.line()
      after.print(output)
    }
  }

  private func change(of before: LedgerConfiguration, _ known: RoleCounts) throws -> ConfigureLedger {
    let protectRole = try protectRole.map { try known.role(meant: $0) }
    let unprotectRole = unprotectRole.map { role in
      before.protectedRoles.contains(role)
        ? role : before.protectedRoles.first { $0.asMeant == role.asMeant } ?? role
    }
    for role in unprotectRole where !before.protectedRoles.contains(role) {
      throw CommandFailure.usage(
        "The role “\(role)” is not protected.",
        hint: before.protectedRoles.isEmpty
          ? "No role is." : "These are: \(before.protectedRoles.joined(separator: ", ")).")
    }
    let roles = Set(before.protectedRoles).union(protectRole).subtracting(unprotectRole)
    return ConfigureLedger(
      isProduction: production, protectedRoles: protectRole.isEmpty && unprotectRole.isEmpty ? nil : roles.sorted())
  }
}

extension LedgerConfiguration {
  fileprivate func print(_ output: OutputOptions) {
    if output.json { return Channel.output.line(json) }
    var sheet = FactSheet()
    sheet.add("production", isProduction ? "yes: commands of the origin `seed` are refused" : "no")
    sheet.add("protected roles", protectedRoles.isEmpty ? "none" : protectedRoles.joined(separator: ", "))
    sheet.print()
  }
}

/// The roles that accounts have, and how many have each.
private struct RoleCounts {
  private var counts: [String: Int] = [:]

  init() {}

  init(_ view: LedgerView) throws {
    try view.forEachAccount { account in
      for role in account.state.roles { counts[role, default: 0] += 1 }
      return true
    }
  }

  /// The role as accounts have it: the same, or else the only one that differs by the case of its letters alone.
  func role(meant text: String) throws -> String {
    if counts[text] != nil { return text }
    let meant = counts.keys.filter { $0.asMeant == text.asMeant }.sorted()
    guard meant.count <= 1 else {
      throw CommandFailure.usage(
        "There are several roles that “\(text)” may mean.", hint: "Name each as accounts have it.",
        details: list(meant)
      )
    }
    if let only = meant.first { Channel.errors.line("Taken for the role “\(only)”, as accounts have it.") }
    return meant.first ?? text
  }

  /// What a protection that protects nobody says: a misspelt role is found too late otherwise.
  func notes(on roles: [String]) -> [String] {
    let empty = roles.filter { counts[$0] == nil }
    if empty.isEmpty { return [] }
    let names = empty.map { "“\($0)”" }.joined(separator: ", ")
    let there =
      counts.isEmpty
      ? "No account has any role." : "The roles that there are: \(list(counts.keys.sorted()).joined(separator: ", "))."
    return [
      "No account has the role \(names): nobody is protected by \(empty.count == 1 ? "it" : "them") now. \(there)"
    ]
  }

  private func list(_ roles: [String]) -> [String] {
    roles.prefix(50).map { "\($0) (\(Format.count(counts[$0] ?? 0, "account")))" }
  }
}
