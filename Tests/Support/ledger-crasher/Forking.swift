// A process that holds a ledger is forked: what the children and the parent can do with it.

import ChatLedger

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Swift does not offer `fork`, since little works after it; whoever embeds the engine in another language forks.
private func systemFork() -> pid_t {
  guard let symbol = dlsym(nil, "fork") else { return -1 }
  return unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)()
}

/// Runs the body in a forked child, which ends with the status that it returns; a child that hangs ends by SIGALRM.
private func inChild(seconds: UInt32 = 20, _ body: () -> Int32) -> pid_t {
  let child = systemFork()
  guard child == 0 else { return child }
  alarm(seconds)
  exit(body())
}

/// The exit code; minus the number of the signal that ended it.
private func ended(_ child: pid_t) -> Int32 {
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0, errno == EINTR {}
  return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
}

/// What became of an attempt: the code of the error, or "done".
private func attempt(_ name: String, _ body: () throws -> Void) -> String {
  do {
    try body()
    return "\(name) done"
  } catch let error as LedgerError {
    return "\(name) \(error.code.rawValue)"
  } catch { return "\(name) \(error)" }
}

/// Everything that a ledger offers, tried with one that the parent opened.
private func attempts(_ ledger: Ledger) -> [String] {
  [
    attempt("execute") { _ = try ledger.execute(message("child")) },
    attempt("batch") { _ = try ledger.execute(batch: [message("child")]) },
    attempt("each") { _ = try ledger.execute(each: [message("child")]) },
    attempt("preview") { _ = try ledger.preview(message("child")) },
    attempt("read") { _ = try ledger.read { try $0.totals() } },
    attempt("available") { _ = try ledger.read(.available) { try $0.totals() } },
    attempt("statistics") { _ = try ledger.statistics() },
    attempt("snapshot") { _ = try ledger.snapshot() },
    attempt("rebuild") { _ = try ledger.rebuild() },
    attempt("verify") { _ = try ledger.verify() },
    attempt("replay") { _ = try ledger.replay() },
    attempt("consumer") { try ledger.consumer(named: "child").checkpoint(Position(1)) },
    attempt("close") { try ledger.close() },
  ]
}

/// One child after the other while nothing else goes on. Says what each of them met.
func forkOnce(_ path: String) throws -> Int32 {
  var ledger: Ledger? = try Ledger.open(at: path)
  func executed(_ body: String) -> String { attempt("parent") { _ = try ledger?.execute(message(body)) } }
  say(executed("before"))
  let curious = inChild {
    if let ledger { for line in attempts(ledger) { say(line) } }
    // The last reference goes: that closes nothing of the parent's.
    ledger = nil
    say("dropped")
    return 0
  }
  say("child \(ended(curious))")
  say(executed("after a child that tried everything"))
  say("child \(ended(inChild { 7 }))")
  say(executed("after a child that only ended"))
  let reader = inChild {
    say(attempt("own writer") { _ = try Ledger.open(at: path) })
    say(attempt("own reader") { _ = try Ledger.open(at: path, mode: .readOnly).read { try $0.totals() } })
    return 0
  }
  say("child \(ended(reader))")
  say(executed("after a child that opened the ledger"))
  // One that lives on keeps nobody from writing once the parent has closed the ledger.
  var pipes: [Int32] = [0, 0]
  guard pipe(&pipes) == 0 else { return 9 }
  let lasting = inChild {
    close(pipes[1])
    var byte: UInt8 = 0
    return Int32(read(pipes[0], &byte, 1))
  }
  say(attempt("closed") { try ledger?.close() })
  ledger = nil
  say(attempt("opened again") { ledger = try Ledger.open(at: path) })
  say(executed("with a child that lives"))
  close(pipes[1])
  say("child \(ended(lasting))")
  say(attempt("clean") { if try ledger?.verify().isClean != true { throw LedgerError.none } })
  try ledger?.close()
  return 0
}

extension LedgerError {
  fileprivate static var none: LedgerError { LedgerError(.damaged, "not clean", remedy: "") }
}
