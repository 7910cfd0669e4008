import ArgumentParser
import ChatLedger

struct ConfigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configure", abstract: "Show or set what guards the ledger: production, and protected roles.",
    discussion: """
      A production ledger refuses every command of the origin `seed`. Accounts with a protected role cannot be \
      removed or deactivated. Weakening a guard needs a reason. Without anything to set, it shows what is set.

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
      let before = try ledger.read(.latest) { try $0.configuration() }
      let receipt = try ledger.execute(
        try recording.command(.configureLedger(try change(of: before)), by: `operator`.name))
      let after = try ledger.read(.latest) { try $0.configuration() }
      receipt.print(output, saying: after == before ? "It was so before." : "Set.")
      if output.json { return }
      Channel.output.line()
      after.print(output)
    }
  }

  private func change(of before: LedgerConfiguration) throws -> ConfigureLedger {
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
