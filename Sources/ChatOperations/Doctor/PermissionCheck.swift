import ChatLedger
import Files

extension Examination {
  /// Whoever may read `data.mdb` reads every message, without this program.
  ///
  /// The owner and a group that shares the ledger are as they should be; what is asked is who else can get at it.
  func permissions() -> DoctorFinding {
    let directory = ledger.directory
    guard let around = FileIdentity.of(path: directory.path + "/.") else {
      return DoctorFinding(.permissions, .skipped, "\(directory.path) cannot be looked at.")
    }
    var open: [String] = []
    if around.permissions & 0o001 != 0 { open = Self.openFiles(in: directory) }
    if around.permissions & 0o002 != 0 { open.insert("\(directory.path) may be changed by everybody", at: 0) }
    guard open.isEmpty else {
      return DoctorFinding(
        .permissions, .warning, "Others on this machine can get at the messages.", details: open,
        advice: "Run `chmod -R o-rwx \(directory.path)`, or `chmod -R go-rwx` where no group shares it.")
    }
    let sharing = around.permissions & 0o070 == 0 ? "its owner" : "its owner and its group"
    return DoctorFinding(.permissions, .ok, "Only \(sharing) can get at the files.")
  }

  /// Files that everybody may read or change, in directories that everybody may pass.
  private static func openFiles(in directory: LedgerDirectory) -> [String] {
    var folders = [directory.log, directory.projection]
    folders += Platform.names(in: directory.snapshots).map { "\(directory.snapshots)/\($0)" }
    let passable = folders.filter { folder in
      (FileIdentity.of(path: folder)?.permissions ?? 0) & 0o001 != 0
        && (FileIdentity.of(path: Files.parentDirectory(of: folder) + "/.")?.permissions ?? 0) & 0o001 != 0
    }
    return passable.compactMap { folder in
      let file = folder + "/data.mdb"
      guard let found = FileIdentity.of(path: file), found.permissions & 0o006 != 0 else { return nil }
      return "\(file) has mode \(String(found.permissions, radix: 8))"
    }
  }
}
