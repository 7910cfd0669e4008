// A process for the engine's tests to kill: it does one thing with a ledger and says on standard output how far it
// came.

import ChatLedger

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes a line at once: what was said is in the pipe whenever the process dies.
@Sendable func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  // Short lines are written to a pipe whole or not at all (POSIX, PIPE_BUF).
  if write(STDOUT_FILENO, bytes, bytes.count) != bytes.count { exit(9) }
}

let author = AccountID(rawValue: 0xA)
let room = ConversationID(rawValue: 0xC)

@Sendable func message(_ body: String) -> Command {
  Command(
    id: Ledger.newCommandID(), actor: .account(author), origin: "ledger-crasher",
    action: .sendMessage(SendMessage(conversation: room, author: author, content: MessageContent(body: body))))
}

/// Sends without end, from so many tasks at once; says position and identifier of each receipt.
func send(_ ledger: Ledger, senders: Int) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    for sender in 0..<senders {
      group.addTask {
        var number = 0
        while true {
          number += 1
          let receipt = try await ledger.execute(message("\(sender) \(number)"))
          say("\(receipt.position) \(receipt.commandID)")
        }
      }
    }
    // Readers beside them.
    group.addTask {
      while true {
        let count = try await ledger.read { try $0.messages(in: room, limit: 20).count }
        if count > 20 { say("error a page of \(count)") }
        try await Task.sleep(nanoseconds: 5_000_000)
      }
    }
    try await group.waitForAll()
  }
}

/// Sends until something fails; says what.
func fill(_ ledger: Ledger) {
  let body = String(repeating: "full disk ", count: 2_000)
  while true {
    do {
      let receipt = try ledger.execute(message(body))
      say("\(receipt.position) \(receipt.commandID)")
    } catch let error as LedgerError {
      say("error \(error.code.rawValue) \(error)")
      break
    } catch {
      say("error \(error)")
      break
    }
  }
  do {
    _ = try ledger.execute(message("after"))
    say("error the ledger went on")
  } catch { say("stopped \(error)") }
}

func hold(_ ledger: Ledger) throws {
  say("ready")
  var byte: UInt8 = 0
  while read(STDIN_FILENO, &byte, 1) > 0 {}
  try ledger.close()
}

/// Stands in a view without a trace until its input ends, and says before and after what it sees.
func trace(_ path: String) throws {
  var options = Ledger.Options()
  options.leavesNoTrace = true
  let ledger = try Ledger.open(at: path, mode: .readOnly, options: options)
  try ledger.read { view in
    say("\(try view.stateRoot())")
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) > 0 {}
    say("\(try view.stateRoot()) \(try view.messages(in: room, limit: 10_000).count)")
  }
  try ledger.close()
}

/// Works and logs to standard error, as a service does, whatever that may be.
func narrate(_ ledger: Ledger) throws {
  for round in 1...3 {
    _ = try ledger.rebuild()
    _ = try ledger.snapshot()
    let line = Array("this line of the service belongs into no file, round \(round)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    _ = write(STDOUT_FILENO, line, line.count)
  }
  try ledger.close()
}

/// Follows from the first entry; says each position.
func follow(_ ledger: Ledger, through last: UInt64) async throws {
  for try await entry in ledger.entries(after: .start) {
    say("\(entry.position)")
    if entry.position.rawValue >= last { break }
  }
  // What the log has, the projection shows a moment later.
  for _ in 0..<200 {
    let position = try await ledger.read { $0.position }
    if position.rawValue >= last { break }
    try await Task.sleep(nanoseconds: 20_000_000)
  }
  let totals = try await ledger.read { try $0.totals() }
  say("messages \(totals.messages)")
}

/// Opens and verifies; says what was found.
func check(_ path: String) -> Int32 {
  do {
    var options = Ledger.Options()
    options.damagedLog = .foldedToDamage
    let ledger = try Ledger.open(at: path, mode: .readOnly, options: options)
    let report = try ledger.verify()
    for fault in report.levels.flatMap(\.faults) { say("fault \(fault.level.rawValue) \(fault)") }
    try? ledger.close()
    return report.isClean ? 0 : 1
  } catch {
    say("error \(error)")
    return 2
  }
}

func open(_ path: String, isReadOnly: Bool) throws -> Ledger {
  try Ledger.open(at: path, mode: isReadOnly ? .readOnly : .readWrite)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  say("usage: ledger-crasher send|fill|hold|narrate|follow|trace|check|fork LEDGER [NUMBER]")
  exit(64)
}
// Whoever waits for this process is to see that it hangs.
alarm(120)
let path = arguments[2]
let number = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
if arguments[1] == "check" { exit(check(path)) }
if arguments[1] == "fork" { exit(try forkOnce(path)) }
do {
  if arguments[1] == "trace" {
    try trace(path)
    exit(0)
  }
  let ledger = try open(path, isReadOnly: arguments[1] == "follow")
  switch arguments[1] {
  case "send": try await send(ledger, senders: number)
  case "fill": fill(ledger)
  case "hold": try hold(ledger)
  case "narrate": try narrate(ledger)
  default: try await follow(ledger, through: UInt64(number))
  }
} catch {
  say("error \(error)")
  exit(2)
}
