#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FileError {
  /// Whether the path itself is wrong, which is for whoever named it; otherwise the system failed.
  package var isNamedWrong: Bool {
    [0, ENOENT, ENOTDIR, EISDIR, EEXIST, ELOOP, ENAMETOOLONG].contains(number)
  }

  /// What an `errno` value says, as a sentence.
  package static func text(_ number: Int32) -> String {
    switch number {
    case ENOSPC: "no space is left on the device."
    case EDQUOT: "the disk quota is used up."
    case EMFILE: "this process has as many files open as it may (EMFILE)."
    case ENFILE: "the system has as many files open as it can (ENFILE)."
    case EROFS: "the file system is mounted read-only."
    case ELOOP: "it is a symbolic link, and links are not followed here."
    default: "\(SystemCalls.errorText(number))."
    }
  }

  static func remedy(_ number: Int32, _ path: String) -> String {
    switch number {
    case EACCES, EPERM: permissionRemedy(path)
    case ENOENT: "Check the path: the file, or a directory above it, is not there."
    case ENOTDIR: "Check the path: something in it is a file where a directory must be."
    case EISDIR: "Name a file, not a directory."
    case ELOOP: "Put the file itself in the place of the link."
    case EROFS: "Choose a place that can be written to, or mount it for writing."
    case ENOSPC, EDQUOT: "Free some space on that file system, then try again."
    case EMFILE: "Raise the limit (`ulimit -n`, LimitNOFILE= of systemd), or close files, then try again."
    case ENFILE: "Close files, or raise fs.file-max, then try again."
    case EIO: "The device failed: look at the system's log (dmesg) and at the disk."
    case ENAMETOOLONG: "Choose a shorter name."
    default: "Check the path, its permissions and the free space."
    }
  }

  /// Says which part of a path this process may not pass or use, and to whom it belongs.
  private static func permissionRemedy(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var reached = path.hasPrefix("/") ? "" : "."
    for part in parts.dropLast() {
      reached += "/\(part)"
      if SystemCalls.isAllowed(reached, X_OK) { continue }
      if SystemCalls.error == ENOENT { break }
      return "\(owner(of: reached)): it cannot be passed. \(who)"
    }
    let parent = Files.parentDirectory(of: path)
    if FileIdentity.of(path: path) == nil {
      return "\(owner(of: parent)): nothing can be made there. \(who)"
    }
    return "\(owner(of: path)). \(who)"
  }

  private static func owner(of path: String) -> String {
    guard let identity = FileIdentity.of(path: path) else { return path }
    let mode = String(identity.permissions, radix: 8)
    return "\(path) belongs to user \(identity.owner), group \(identity.group), mode \(mode)"
  }

  private static var who: String {
    "This process runs as user \(geteuid()), group \(getegid()): run it as the owner, or change owner or mode."
  }
}
