// The blocking functions for callers that must not block: each runs on a thread of its own.

extension Ledger {
  /// Runs blocking work on a thread of its own: `verify`, `rebuild`, `snapshot`, `replay`, `execute(each:)` …
  ///
  /// ```swift
  /// let report = try await ledger.offload { try $0.verify([.log, .contents]) }
  /// ```
  ///
  /// Each call creates a thread, so use this for long work, not for single commands. Cancelling the task does not end
  /// the work.
  ///
  /// - Throws: what the body throws; ``LedgerError`` `io` when no thread can be made.
  public func offload<R: Sendable>(_ body: @escaping @Sendable (Ledger) throws -> R) async throws -> R {
    try await Self.onThread { try body(self) }
  }

  /// The async twin of ``open(at:mode:options:)-sync``.
  public static func open(at path: String, mode: Mode = .readWrite, options: Options = Options()) async throws -> Ledger
  {
    try await onThread { try open(at: path, mode: mode, options: options) }
  }

  /// The async twin of ``create(at:settings:actor:origin:reason:options:)-sync``.
  public static func create(
    at path: String, settings: LedgerSettings, actor: CommandActor, origin: String, reason: String? = nil,
    options: Options = Options()
  ) async throws -> Ledger {
    try await onThread {
      try create(at: path, settings: settings, actor: actor, origin: origin, reason: reason, options: options)
    }
  }

  /// The async twin of ``preview(_:)-sync``.
  public func preview(_ command: Command) async throws -> Preview {
    try await Self.onThread { try self.preview(command) }
  }

  private static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try startThread(named: "ledger-offload") { continuation.resume(with: Result { try body() }) }
      } catch { continuation.resume(throwing: error) }
    }
  }
}
