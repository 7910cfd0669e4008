/// The versions of the payloads of entries. Entries of format versions 1 and 2 both have payloads of version 1.
public enum WireFormat {
  /// The version that is written.
  public static let currentVersion: UInt16 = 1
  /// The oldest version that is read.
  public static let oldestVersion: UInt16 = 1

  static func check(_ version: UInt16) throws(WireError) {
    guard version >= oldestVersion, version <= currentVersion else {
      throw WireError(
        .unsupportedVersion,
        "The entry has format version \(version); this program reads \(oldestVersion) to \(currentVersion).",
        remedy: "Read it with the version of the program that wrote it, or with a newer one.")
    }
  }
}
