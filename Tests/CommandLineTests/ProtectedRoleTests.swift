import TestSupport
import Testing

@Suite("Protected roles are compared as people mean them", .ownThread)
struct ProtectedRoleTests {
  private static func id(_ number: Int) -> String { "0199d000-0000-7000-8000-0000000000\(number)" }

  private static func make(_ roles: String...) throws -> CommandRunner {
    let runner = try SmallLedger.make()
    try register(roles, from: 20, in: runner)
    return runner
  }

  private static func register(_ roles: [String], from first: Int, in runner: CommandRunner) throws {
    let lines = roles.enumerated().map { index, role in
      #"{"registerAccount":{"account":"\#(id(first + index))","userName":"u\#(first + index)","roles":["\#(role)"]}}"#
    }
    let result = try runner.run("exec", input: lines.joined(separator: "\n") + "\n")
    try #require(result.status == 0, "\(result)")
  }

  private static func remove(_ number: Int, in runner: CommandRunner) throws -> CommandResult {
    try runner.run("remove", "--account", id(number), "--reason", "x", "--force")
  }

  @Test("Protecting a role records every spelling that accounts have, and says so", arguments: ["owner", "OWNER"])
  func spellings(_ typed: String) throws {
    let runner = try Self.make("owner", "owner", "Owner")
    let set = try runner.run("configure", "--protect-role", typed)
    #expect(set.status == 0)
    #expect(
      set.errors.contains("in 2 spellings: Owner (1 account), owner (2 accounts). All of them are protected."), "\(set)"
    )
    #expect(set.output.contains("protected roles  Owner, owner"), "\(set)")
    for number in 20...22 {
      let result = try Self.remove(number, in: runner)
      #expect(result.status == 2 && result.errors.contains("is protected"), "\(result)")
    }
    // Taking the protection away takes it from all.
    let unset = try runner.run("configure", "--unprotect-role", "oWner", "--reason", "x")
    #expect(unset.status == 0 && unset.output.contains("protected roles  none"), "\(unset)")
    #expect(try Self.remove(22, in: runner).status == 0)
  }

  @Test("An account that gets another spelling later is protected, and doctor and configure name it")
  func later() throws {
    let runner = try Self.make("other")
    let set = try runner.run("configure", "--protect-role", "boss")
    #expect(set.errors.contains("No account has the role “boss”: it protects nobody now."), "\(set)")
    #expect(try runner.run("configure").errors.contains("it protects nobody now."))
    try Self.register(["Boss"], from: 30, in: runner)
    let refused = try Self.remove(30, in: runner)
    #expect(refused.status == 2, "\(refused)")
    #expect(refused.errors.contains("its role “Boss” is the protected role “boss” in another spelling"), "\(refused)")
    let configured = try runner.run("configure")
    #expect(
      configured.errors.contains("“boss” protects accounts that have it in another spelling, too: Boss (1 account)."),
      "\(configured)")
    let doctor = try runner.run("doctor", "--check", "protection")
    let named = "the role “Boss” (1 account) is the protected “boss” in another spelling"
    #expect(
      doctor.output.contains(named), "\(doctor)")
    let listed = try runner.run("accounts", "--role", "BOSS")
    #expect(listed.output.contains("active, protected"), "\(listed)")
    // Nor does it lose the role without a reason.
    let roles = #"{"setAccountRoles":{"account":"\#(Self.id(30))","roles":[]}}"# + "\n"
    #expect(try runner.run("exec", input: roles).output.contains("REASON_REQUIRED"))
    // What was recorded is decided as it was then.
    #expect(try runner.run("verify").status == 0)
  }

  @Test("Several roles that protect nobody are told in one sentence")
  func grammar() throws {
    let runner = try Self.make("other")
    let set = try runner.run("configure", "--protect-role", "ghost2", "--protect-role", "nobody-has")
    #expect(
      set.errors.contains("No account has the role “ghost2” or “nobody-has”: they protect nobody now."), "\(set)")
  }
}
