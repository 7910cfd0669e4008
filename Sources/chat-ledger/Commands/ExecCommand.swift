import ArgumentParser
import ChatLedger
import ChatWire
import LedgerJSON

struct ExecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Execute commands, one JSON object a line; print one receipt a line.",
    discussion: """
      Docs/Commands.md shows every command. `id`, `actor`, `origin` and `reason` may be left out: --actor, --origin \
      and --reason say what then stands in the log, and what a line says itself wins. Lines are executed in their \
      order, without asking: whoever sends a command has decided. A rejected line is answered with \
      {"line":n,"rejection":{"code":…,"message":…,"remedy":…}}, the others go on, and the exit code is 1 at the \
      end.

      Receipts come as soon as the input pauses, so that a program can talk to it through two pipes.

      Examples:
        chat-ledger exec commands.jsonl
        chat-ledger exec --reason "repair after the outage" --origin repair commands.jsonl
        echo '{"markRead":{"conversation":"…","account":"…","message":"…"}}' | chat-ledger exec
        chat-ledger exec --atomic commands.jsonl       (all or none of them)
        chat-ledger exec --dry-run commands.jsonl      (each line by itself)
      """)

  /// Commands that are queued together while more lines are waiting.
  static let batchLimit = 1_000
  /// Commands of one atomic batch.
  static let atomicLimit = 100_000

  @OptionGroup var options: LedgerOptions
  @OptionGroup var `operator`: OperatorOptions

  @Argument(help: ArgumentHelp("A file of commands; - or nothing for standard input.", valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Why, for the lines that do not say so themselves; it stays in the log.", valueName: "text"))
  var reason: String?

  @Option(
    help: ArgumentHelp(
      "The program that the commands come from, for the lines that do not say so themselves; chat-ledger otherwise.",
      valueName: "name"))
  var origin: String?

  @Flag(help: "Execute all commands in one transaction, or none of them.")
  var atomic = false

  @Flag(help: "Stop at the first rejected line.")
  var stopOnRejection = false

  @Flag(help: "Only say what each line would change by itself now; record nothing.")
  var dryRun = false

  func validate() throws {
    guard !(atomic && dryRun) else {
      throw ValidationError("--dry-run looks at each line by itself; leave out --atomic.")
    }
  }

  func run() throws {
    let input = try InputLineReader(path: file)
    let isClean = try options.withLedger(dryRun ? .readOnly : .readWrite, holdsOutput: false) { ledger in
      let defaults = CommandDefaults(
        makeID: { Ledger.newCommandID() }, actor: `operator`.name, origin: origin ?? OperatorOptions.origin,
        reason: reason)
      let run = ExecRun(
        ledger: ledger, defaults: defaults, isDryRun: dryRun, stopsOnRejection: stopOnRejection)
      return atomic ? try run.atomically(input) : try run.oneByOne(input)
    }
    if !isClean { throw SilentExit(status: .found) }
  }
}

/// Takes lines to the ledger and answers each of them.
private struct ExecRun {
  /// A line, read as a command or refused.
  private struct Line {
    var number: UInt64
    var command: Result<Command, Rejected>
  }

  /// What is said about a line that was not accepted.
  private struct Rejected: Error {
    var code: String
    var message: String
    var remedy: String

    init(_ rejection: Rejection) {
      (code, message) = (rejection.code.rawValue, rejection.message)
      remedy = RemedyText(rejection).description
    }

    init(_ error: WireError) { (code, message, remedy) = (error.code.rawValue, error.message, error.remedy) }
  }

  let ledger: Ledger
  /// For what a line does not say.
  let defaults: CommandDefaults
  let isDryRun: Bool
  let stopsOnRejection: Bool

  /// - Returns: whether every line was accepted.
  func oneByOne(_ input: InputLineReader) throws -> Bool {
    var isClean = true
    var batch: [Line] = []
    var number: UInt64 = 0
    // The first line goes alone: where receipts cannot be written, no more than one command has been executed.
    var limit = 1
    while let text = try input.next() {
      number += 1
      if isBlank(text) { continue }
      batch.append(line(text, number))
      // Stopping at a rejection means that nothing after it may have been queued.
      if stopsOnRejection || isDryRun || batch.count >= limit || !input.isReady {
        isClean = try answer(batch) && isClean
        batch.removeAll(keepingCapacity: true)
        limit = ExecCommand.batchLimit
        if stopsOnRejection, !isClean { return false }
      }
    }
    return try answer(batch) && isClean
  }

  /// - Returns: whether the batch was accepted.
  func atomically(_ input: InputLineReader) throws -> Bool {
    var commands: [Command] = []
    var numbers: [UInt64] = []
    var number: UInt64 = 0
    while let text = try input.next() {
      number += 1
      if isBlank(text) { continue }
      guard commands.count < ExecCommand.atomicLimit else {
        throw CommandFailure.usage(
          "More than \(Format.count(ExecCommand.atomicLimit)) commands in one transaction.",
          hint: "Split the input, or leave out --atomic.")
      }
      switch line(text, number).command {
      case .success(let command):
        commands.append(command)
        numbers.append(number)
      case .failure(let rejected):
        print(rejected, number)
        return false
      }
    }
    if commands.isEmpty { return true }
    do {
      for (receipt, number) in zip(try ledger.execute(batch: commands), numbers) { print(receipt, number) }
      try handOn(numbers, recorded: commands.count)
      return true
    } catch let rejection as Rejection {
      let number = rejection.index.flatMap { numbers.indices.contains($0) ? numbers[$0] : nil }
      print(Rejected(rejection), number)
      return false
    }
  }

  private func line(_ text: [UInt8], _ number: UInt64) -> Line {
    do throws(WireError) {
      return Line(number: number, command: .success(try CommandJSON.decode(text, defaults: defaults)))
    } catch {
      return Line(number: number, command: .failure(Rejected(error)))
    }
  }

  /// Executes the readable lines together and answers all of them in their order.
  private func answer(_ lines: [Line]) throws -> Bool {
    if isDryRun {
      let isClean = try lines.map(preview).allSatisfy(\.self)
      try handOn(lines.map(\.number), recorded: 0)
      return isClean
    }
    let commands = lines.compactMap { try? $0.command.get() }
    var results = try commands.isEmpty ? [] : ledger.execute(each: commands)[...]
    var isClean = true
    var recorded = 0
    for line in lines {
      switch line.command {
      case .failure(let rejected):
        print(rejected, line.number)
        isClean = false
      case .success:
        switch results.popFirst() {
        case .success(let receipt):
          print(receipt, line.number)
          recorded += 1
        case .failure(let rejection):
          print(Rejected(rejection), line.number)
          isClean = false
        case nil: isClean = false
        }
      }
    }
    try handOn(lines.map(\.number), recorded: recorded)
    return isClean
  }

  /// Sees to it that the answers were written before another line is executed.
  private func handOn(_ numbers: [UInt64], recorded: Int) throws {
    OutputChannel.flush()
    guard let code = StandardStreams.failure, let first = numbers.first, let last = numbers.last else { return }
    let lines = first == last ? "line \(first)" : "lines \(first) to \(last)"
    throw OutputFailure(
      code: code,
      details: [
        "The receipts of \(lines) are not whole; \(Format.count(recorded, "command")) of them WERE executed.",
        "Nothing was done from line \(last + 1) on. To send a line again under the same `id` is safe.",
      ])
  }

  private func preview(_ line: Line) throws -> Bool {
    do {
      let preview = try ledger.preview(try line.command.get())
      let json: JSON = [
        "line": .unsigned(line.number), "dryRun": .bool(true), "before": preview.before.json,
        "removed": preview.removed.json, "after": preview.after.json,
        "events": .array(try preview.events.map { .encoded(try EventJSON.encode($0)) }),
      ]
      OutputChannel.output.line(json)
      return true
    } catch let rejected as Rejected {
      print(rejected, line.number)
    } catch let rejection as Rejection {
      print(Rejected(rejection), line.number)
    }
    return false
  }

  private func print(_ receipt: Receipt, _ number: UInt64) {
    OutputChannel.output.line(JSON.object([.init(name: "line", value: .unsigned(number))] + receipt.json.members))
  }

  private func print(_ rejected: Rejected, _ number: UInt64?) {
    let json: JSON = [
      "line": number.map { .unsigned($0) } ?? .null,
      "rejection": [
        "code": .string(rejected.code), "message": .string(rejected.message), "remedy": .string(rejected.remedy),
      ],
    ]
    OutputChannel.output.line(json.compact)
  }

  private func isBlank(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
  }
}
