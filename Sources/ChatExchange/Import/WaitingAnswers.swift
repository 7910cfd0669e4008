internal import ChatLedger

/// Messages that answer what is not there yet, in an order in which none comes before what it answers.
struct WaitingAnswers {
  private var commands: [SentCommand]
  private var places: [UInt128: Int] = [:]

  init(_ commands: [SentCommand]) {
    self.commands = commands
    for (index, command) in commands.enumerated() { places[command.command.id.rawValue] = index }
  }

  var isEmpty: Bool { commands.isEmpty }

  /// Each behind what it answers, as far as that waits, too. O(*n*).
  var inOrder: [SentCommand] {
    var result: [SentCommand] = []
    result.reserveCapacity(commands.count)
    var state = Array(repeating: false, count: commands.count)
    for start in commands.indices where !state[start] {
      var path: [Int] = []
      var next: Int? = start
      while let index = next, !state[index] {
        state[index] = true
        path.append(index)
        next = target(of: index)
      }
      for index in path.reversed() { result.append(commands[index]) }
    }
    return result
  }

  /// Takes their answer away from those whose target does not wait here, and from one of each circle.
  ///
  /// - Returns: a fault for each of them.
  mutating func removeTargetsOfRoots() -> [ImportFault] {
    var faults: [ImportFault] = []
    var seen = Array(repeating: 0, count: commands.count)
    var roots: Set<Int> = []
    for start in commands.indices where seen[start] == 0 {
      var path: [Int] = []
      var next: Int? = start
      while let index = next, seen[index] == 0 {
        seen[index] = start + 1
        path.append(index)
        next = target(of: index)
      }
      if let end = next {
        // Back on its own path: a circle, which is opened where it was entered first.
        if seen[end] == start + 1 { roots.insert(end) }
      } else if let last = path.last {
        roots.insert(last)
      }
    }
    for index in roots.sorted() {
      faults.append(ImportFault.lostAnswer(at: commands[index].place, item: commands[index].item))
      commands[index].removeTarget()
    }
    return faults
  }

  private func target(of index: Int) -> Int? {
    guard case .sendMessage(let message) = commands[index].command.action, let target = message.replyTo else {
      return nil
    }
    return places[target.rawValue]
  }
}

extension SentCommand {
  fileprivate mutating func removeTarget() {
    guard case .sendMessage(var message) = command.action else { return }
    message.removeTarget()
    command.action = .sendMessage(message)
  }
}

extension SendMessage {
  /// Makes it a message that answers nothing.
  mutating func removeTarget() {
    replyTo = nil
    root = nil
  }
}

extension ImportFault {
  /// The message that it answers is nowhere.
  static func lostAnswer(at place: ImportLocation, item: String) -> ImportFault {
    ImportFault(
      .partial, Code.orphan, "The message that it answers is not there.",
      remedy: "It was taken without it. Correct it in the source and import again.", at: place, item: item,
      field: "replyTo")
  }
}
