import ChatDomain

/// Brings payloads of an older format version one version further.
///
/// Most changes need none: a new field with a sensible default, or a new kind of event, is read by every later version
/// as it stands. Where the meaning of what is recorded changes:
///
/// 1. Change the schema by adding (a field number once used is never used again), and generate the code anew.
/// 2. Raise ``WireFormat/currentVersion`` to N + 1.
/// 3. Append to ``steps`` the upcaster from N to N + 1, which fills in what version N did not say.
/// 4. Keep the golden files of version N, and test that they decode to what they meant.
///
/// The log is never rewritten: an old entry keeps its bytes and its proof, and is brought up each time it is read.
/// Payloads of the current version meet no upcaster, and cost nothing.
struct Upcaster: Sendable {
  var command: @Sendable (inout Command) throws(WireError) -> Void = { _ throws(WireError) in }
  var event: @Sendable (inout Event) throws(WireError) -> Void = { _ throws(WireError) in }

  /// The upcaster at index *i* brings format version *i* + 1 to *i* + 2: none, as long as there is one version.
  static let steps: [Upcaster] = []

  /// The upcasters that a payload of `version` goes through, in order; none for the current version.
  static func path(from version: UInt16, through steps: [Upcaster] = Upcaster.steps) -> ArraySlice<Upcaster> {
    steps.dropFirst(max(0, Int(version) - 1))
  }
}
