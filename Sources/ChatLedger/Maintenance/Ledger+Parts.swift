package import ChatProjection
import Files

// What operations on the whole ledger may see of the engine.

extension Ledger {
  /// The projection that is read now: another one after a rebuild.
  package var currentProjection: Projection { projection.withLock(\.self) }

  /// Why the projection on disk is not read, as the end of a sentence; nil while it is.
  package var projectionDoubt: String? { reading?.doubt }

  /// - Throws: ``LedgerError`` `usage` when the ledger is open for reading only, `closed`.
  package func requireWritable() throws { _ = try requireWriter() }
}
