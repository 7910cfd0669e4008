import ArgumentParser
import TestSupport
import Testing

@testable import chat_ledger

@Suite("Help, versions, completions, and wrong use", .ownThread)
struct HelpTests {
  /// The verbs that do something, by their words, as the program knows them; hidden ones beside.
  static let verbs = leaves(of: ChatLedgerCommand.self, [])

  private static func leaves(
    of command: any ParsableCommand.Type, _ path: [String]
  ) -> [(path: [String], isShown: Bool)] {
    let subcommands = parts(of: command)
    guard !subcommands.isEmpty else { return [(path, command.configuration.shouldDisplay)] }
    return subcommands.flatMap { leaves(of: $0, path + [$0._commandName]) }
  }

  private static func parts(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap(\.subcommands)
  }

  @Test("The program knows its verbs")
  func listing() {
    #expect(Self.verbs.count > 30)
    for verb in [
      ["import", "sql"], ["backfill"], ["remove"], ["cleanup"], ["key"], ["doctor"], ["schema", "relations"],
    ] {
      #expect(Self.verbs.contains { $0.path == verb && $0.isShown }, "\(verb)")
    }
  }

  @Test("Every verb explains itself with an example", arguments: verbs.filter(\.isShown).map(\.path))
  func help(_ verb: [String]) throws {
    let result = try CommandRunner().run(verb + ["--help"])
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains("Examples:"), "\(result)")
    #expect(result.output.contains("chat-ledger \(verb.joined(separator: " "))"), "\(result)")
    #expect(result.errors.isEmpty)
  }

  @Test("The root lists every verb, and not the hidden ones")
  func root() throws {
    let result = try CommandRunner().run("--help")
    #expect(result.status == 0)
    for part in Self.parts(of: ChatLedgerCommand.self) {
      let isListed = result.output.contains("\n  \(part._commandName) ")
      #expect(isListed == part.configuration.shouldDisplay, "\(part._commandName)")
    }
  }

  @Test("Completions are scripts", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    let result = try CommandRunner().run("completions", shell)
    #expect(result.status == 0)
    for verb in ["conversations", "resources", "relations", "unprotect"] {
      #expect(result.output.contains(verb), "\(verb)")
    }
    #expect(result.lines.count > 20)
  }

  @Test(
    "Wrong use ends with 2 and one clear line",
    arguments: [
      ["bogus"], ["stats", "--bogus"], ["clear"], ["clear", "--everything", "room", "--reason", "x"],
      ["clear", "--everything"], ["messages", "room", "--limit", "0"],
      ["messages", "room", "--all", "--before", "2021-01-01"],
      ["verify", "everything"], ["replay", "--to", "0"], ["init", "--max-body-bytes", "0"], ["completions", "tcsh"],
      ["stats", "extra"], ["unprotect", "@anna"], ["configure", "--reason", "x"], ["reports", "--status", "closed"],
      ["configure", "--protect-role", "a", "--unprotect-role", "a"], ["resources", "--limit", "0"],
      ["schema", "declare"],
      ["schema", "relations", "--markdown", "--to", "account"],
    ])
  func wrongUse(_ arguments: [String]) throws {
    let result = try CommandRunner().run(arguments)
    #expect(result.status == 2, "\(result)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("error: "), "\(result)")
  }

  @Test("Wrong use in JSON is JSON")
  func wrongUseAsJSON() throws {
    let result = try CommandRunner().run("stats", "--json", "--bogus")
    #expect(result.status == 2)
    #expect(try TestJSON.parse(result.errors).shape == "{error:{code:string,message:string,remedy:string}}")
  }

  @Test("A reader that goes away ends the program without a word")
  func brokenPipe() throws {
    let runner = try CommandRunner()
    let program = try CommandRunner.program()
    let result = try runner.shell("'\(program)' completions bash | head -1 >/dev/null; echo ${PIPESTATUS[0]}")
    #expect(["0", "141"].contains(result.lines.first ?? ""), "\(result)")
    #expect(result.errors.isEmpty)
  }
}
