public import ChatDomain
import ChatProjection
import ChatWire
import EventLog
package import Files
import LMDB

/// An operation of the ledger that failed; a rejected command throws ``Rejection`` instead.
public struct LedgerError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Sendable, Hashable {
    /// There is no ledger at the path.
    case notFound = "NOT_FOUND"
    /// There is one already where one was to be made.
    case exists = "EXISTS"
    /// Another process writes to it, or this one has it open already.
    case busy = "BUSY"
    /// The queue is full; nothing was queued.
    case overloaded = "OVERLOADED"
    /// It has been closed, or stopped after a failure.
    case closed = "CLOSED"
    /// It was opened by the process that this one was forked from.
    case otherProcess = "OTHER_PROCESS"
    /// What is on disk is not what was written.
    case damaged = "DAMAGED"
    /// It was written by a version that this one does not know.
    case unsupported = "UNSUPPORTED"
    /// The operating system refused: no space, no permission, a failed sync.
    case io = "IO"
    /// The request itself makes no sense.
    case usage = "USAGE"
  }

  /// What kind of failure it is: for programs.
  public let code: Code
  /// What went wrong, naming the path, the position or the number: for people.
  public let message: String
  /// What to do about it.
  public let remedy: String
  /// What failed below, where something did.
  public let cause: String?

  /// The next steps, for user interfaces that show how to do them.
  public let steps: [NextStep]

  /// An error of the given parts.
  public init(_ code: Code, _ message: String, remedy: String, steps: [NextStep] = [], cause: String? = nil) {
    self.steps = steps
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
  }

  /// Message, cause and remedy in one line.
  public var description: String {
    [message, cause.map { "(\($0))" }, remedy].compactMap(\.self).joined(separator: " ")
  }
}

extension LedgerError {
  /// Gives whatever a floor below threw a code, and keeps its words.
  package init(wrapping error: any Error) {
    switch error {
    case let error as LedgerError: self = error
    case let error as LMDBError: self.init(storage: error)
    case let error as FileError: self.init(files: error)
    case let error as EventLogError:
      self.init(log: error)
    case let error as ProjectionError:
      self.init(.damaged, error.message, remedy: error.remedy, steps: [.rebuildProjection])
    case let error as FoldError:
      self.init(.damaged, error.description, remedy: "Verify the ledger to find out more.", steps: [.verify()])
    case let error as WireError:
      self.init(.damaged, "\(error)", remedy: "Verify the log to find out more.", steps: [.verify(.log)])
    default: self.init(.io, "\(error)", remedy: "Verify the ledger to find out more.", steps: [.verify()])
    }
  }

  /// An error of files, with its words. A thing that is not what it must be is for whoever put it there.
  package init(files error: FileError) {
    self.init(error.number == 0 ? .usage : .io, error.message, remedy: error.remedy)
  }

  /// The error to throw for one that came from below or from the caller's own code: the latter is left as it is.
  static func passing(_ error: any Error) -> any Error {
    switch error {
    case is LMDBError, is EventLogError, is ProjectionError, is FoldError, is WireError: LedgerError(wrapping: error)
    default: error
    }
  }
}
