import ArgumentParser
import ChatLedger
import LedgerJSON

struct ConfigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configure", abstract: "Show or set what guards the ledger: production, and protected roles.",
    discussion: """
      A production ledger refuses every command of the origin `seed`. Accounts with a protected role cannot be \
      removed or deactivated. Weakening a guard needs a reason. Without anything to set, it shows what is set.

      Roles are compared whatever the case of their letters and the blanks around them. Protecting a role records \
      every spelling that accounts have; one that nobody has is set and told.

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
    guard Set(protectRole.map(\.asMeant)).isDisjoint(with: unprotectRole.map(\.asMeant)) else {
      throw ValidationError("A role is either protected or not: name it once.")
    }
    guard changesAnything || (recording.reason == nil && recording.id == nil) else {
      throw ValidationError("There is nothing to set: give --production, --protect-role or their opposites.")
    }
  }

  func run() throws {
    guard changesAnything else {
      return try options.withView { view in
        let configuration = try view.configuration()
        configuration.print(output)
        let roles = try configuration.protectedRoles.isEmpty ? RoleCounts() : RoleCounts(view)
        for note in roles.notes(on: configuration.protectedRoles) { OutputChannel.errors.line(note) }
      }
    }
    try options.withLedger(.readWrite) { ledger in
      let (before, roles) = try ledger.read(.latest) { view in
        (try view.configuration(), try protectRole.isEmpty ? RoleCounts() : RoleCounts(view))
      }
      let change = try change(of: before, roles)
      let receipt = try ledger.execute(try recording.command(.configureLedger(change), by: `operator`.name))
      let after = try ledger.read(.latest) { try $0.configuration() }
      receipt.print(output, saying: after == before ? "It was so before." : "Set.")
      for note in roles.notes(on: after.protectedRoles) where !protectRole.isEmpty { OutputChannel.errors.line(note) }
      if output.json { return }
      OutputChannel.output.line()
      after.print(output)
    }
  }

  private func change(of before: LedgerConfiguration, _ known: RoleCounts) throws -> ConfigureLedger {
    let protectRole = protectRole.flatMap { known.spellings(of: $0, protected: before.protectedRoles) }
    // Any spelling that stayed would go on to protect all of them.
    let unprotected = before.protectedRoles.filter { role in unprotectRole.contains { $0.asMeant == role.asMeant } }
    for role in unprotectRole where !unprotected.contains(where: { $0.asMeant == role.asMeant }) {
      throw CommandFailure.usage(
        "The role “\(role)” is not protected.",
        hint: before.protectedRoles.isEmpty
          ? "No role is." : "These are: \(before.protectedRoles.joined(separator: ", ")).")
    }
    let roles = Set(before.protectedRoles).union(protectRole).subtracting(unprotected)
    return ConfigureLedger(
      isProduction: production, protectedRoles: protectRole.isEmpty && unprotectRole.isEmpty ? nil : roles.sorted())
  }
}

extension LedgerConfiguration {
  fileprivate func print(_ output: OutputOptions) {
    if output.json { return OutputChannel.output.line(json) }
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

  /// All spellings of the role that accounts have; where none has it, the one that is protected or else what was typed.
  ///
  /// Each is recorded, although one would do for new commands: programs from before roles were compared as people mean
  /// them compare letters, and so do old entries that are decided again.
  func spellings(of text: String, protected: [String]) -> [String] {
    let found = counts.keys.filter { $0.asMeant == text.asMeant }.sorted()
    if found.isEmpty { return [protected.first { $0.asMeant == text.asMeant } ?? text] }
    if found.count > 1 {
      OutputChannel.errors.line(
        "Accounts have the role “\(text)” in \(found.count) spellings: \(list(found).joined(separator: ", ")). "
          + "All of them are protected.")
    } else if let only = found.first, only != text {
      OutputChannel.errors.line("Taken for the role “\(only)”, as accounts have it.")
    }
    return found
  }

  /// What a protection that protects nobody says, for a misspelt role is found too late otherwise; and which spellings
  /// are protected without being recorded, for accounts got them since.
  func notes(on roles: [String]) -> [String] {
    let meant = Dictionary(grouping: counts.keys.sorted(), by: \.asMeant)
    let empty = roles.filter { meant[$0.asMeant] == nil }.map { "“\($0)”" }
    let others = roles.reduce(into: [String: String]()) { $0[$1.asMeant] = $0[$1.asMeant] ?? $1 }
      .sorted { $0.value < $1.value }
      .compactMap { key, role -> String? in
        let others = (meant[key] ?? []).filter { !roles.contains($0) }
        if others.isEmpty { return nil }
        return "The role “\(role)” protects accounts that have it in another spelling, too: "
          + "\(list(others).joined(separator: ", "))."
      }
    if empty.isEmpty { return others }
    let there =
      counts.isEmpty
      ? "No account has any role." : "The roles that there are: \(list(counts.keys.sorted()).joined(separator: ", "))."
    let names = empty.dropLast().joined(separator: ", ") + (empty.count > 1 ? " or " : "") + (empty.last ?? "")
    return others + [
      "No account has the role \(names): \(empty.count > 1 ? "they protect" : "it protects") nobody now. \(there)"
    ]
  }

  private func list(_ roles: [String]) -> [String] {
    roles.prefix(50).map { "\($0) (\(Format.count(counts[$0] ?? 0, "account")))" }
  }
}
