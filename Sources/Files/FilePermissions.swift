/// Who may use what this project makes: its owner, and a group where the directory around it says so.
package enum FilePermissions: Hashable, Sendable {
  /// As the directory that it is made in: the group gets what it has there.
  case inherited
  /// The owner alone, 0700 and 0600.
  case onlyOwner
  /// The owner and the directory's group, 2770 and 0660.
  case group

  /// What the group gets, of `rwx`, and whether new names keep the directory's group.
  ///
  /// A directory that everybody may write to is no ledger's but the system's: it says nothing. One that others may
  /// look into was made by an earlier version, or by hand, without a thought of the group.
  private func groupBits(in parent: String) -> (bits: UInt32, keepsGroup: Bool) {
    switch self {
    case .onlyOwner: return (0, false)
    case .group: return (0o070, true)
    case .inherited:
      guard let parent = FileIdentity.of(path: parent + "/."), parent.permissions & 0o002 == 0,
        parent.permissions & 0o020 != 0 || parent.permissions & 0o007 == 0
      else { return (0, false) }
      return (parent.permissions & 0o070, parent.permissions & 0o2000 != 0)
    }
  }

  func directoryMode(in parent: String) -> UInt32 {
    let (bits, keepsGroup) = groupBits(in: parent)
    return 0o700 | bits | (keepsGroup ? 0o2000 : 0)
  }

  func fileMode(in parent: String) -> UInt32 { 0o600 | (groupBits(in: parent).bits & 0o060) }
}
