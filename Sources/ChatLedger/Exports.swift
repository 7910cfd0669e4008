// Whoever embeds the ledger speaks its domain's language: one import brings both.
@_exported public import ChatDomain

@_exported public import struct ChatProjection.StateRoot
