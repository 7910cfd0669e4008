import ChatDomain
import Files

extension CommandWriter {
  /// Returns when something after the position is committed, the writer is over, or the task is cancelled.
  func waitForCommit(after position: Position) async {
    let id = state.withLock { $0.newFollower() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waits = state.withLock { $0.follow(id, after: position, continuation) }
        if !waits { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.unfollow(id) }?.resume()
    }
  }
}
