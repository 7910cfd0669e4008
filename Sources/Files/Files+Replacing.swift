internal import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Files {
  /// Whether there is something at the path, be it a link that leads nowhere.
  package static func exists(_ path: String) -> Bool { FileIdentity.of(path: path) != nil }

  /// The size of a plain file; nil where there is none.
  package static func sizeBytes(of path: String) -> UInt64? {
    guard let found = FileIdentity.of(path: path), found.kind == .file else { return nil }
    return found.sizeBytes
  }

  /// What a small plain file holds, at most `limitBytes` of it; nil where there is none.
  package static func contents(of path: String, limitBytes: Int) throws(FileError) -> [UInt8]? {
    let file: OpenFile
    do throws(FileError) { file = try OpenFile(plain: path, .read) } catch {
      if error.number == ENOENT { return nil }
      throw error
    }
    var bytes: [UInt8] = []
    let chunkBytes = min(limitBytes, 64 << 10)
    var chunk = [UInt8](repeating: 0, count: chunkBytes)
    while bytes.count < limitBytes {
      let wanted = min(chunkBytes, limitBytes - bytes.count)
      let result = chunk.withUnsafeMutableBytes { buffer in
        Result { () throws(FileError) in
          try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        }
      }
      let count = try result.get()
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Replaces a small file so that after a crash either the old or the new content is there.
  ///
  /// What an interrupted replacement left beside it goes; a link at either name is replaced, never followed.
  package static func replace(
    _ path: String, with bytes: [UInt8], _ permissions: FilePermissions = .inherited
  ) throws(FileError) {
    if let found = try FileIdentity.find(path: path), found.kind == .directory {
      throw FileError("replace", path, number: EISDIR)
    }
    let temporary = path + ".new"
    try removeFile(temporary)
    let file = try OpenFile(plain: temporary, .make(permissions))
    do throws(FileError) {
      let result = bytes.withUnsafeBytes { buffer in
        Result { () throws(FileError) in try file.write(buffer) }
      }
      try result.get()
      try file.synchronize()
      try file.close()
      try rename(temporary, to: path)
    } catch {
      try? removeFile(temporary)
      throw error
    }
    try synchronizeDirectory(parentDirectory(of: path))
  }

  /// Makes an empty file with a name that nobody else has, for its owner alone; its path.
  package static func makeTemporaryFile(in directory: String) throws(FileError) -> String {
    var tries = 0
    while true {
      let path = "\(directory)/chat-ledger.\(String(UInt64.random(in: .min ... .max), radix: 36))"
      do throws(FileError) {
        try OpenFile(plain: path, .make(.onlyOwner)).close()
        return path
      } catch {
        tries += 1
        guard error.number == EEXIST, tries < 100 else { throw error }
      }
    }
  }

  /// Removes a file, or a link itself; what is not there is no error.
  package static func removeFile(_ path: String) throws(FileError) {
    guard SystemCalls.unlink(AT_FDCWD, path) || SystemCalls.error == ENOENT else {
      throw FileError("remove", path, number: SystemCalls.error)
    }
  }

  /// Gives a file or a directory another name, over what is there. The directory is to be synchronised afterwards.
  package static func rename(_ old: String, to new: String) throws(FileError) {
    guard SystemCalls.rename(old, new) else {
      throw FileError("rename to \(new)", old, number: SystemCalls.error)
    }
  }

  /// Gives a file another name, which must not be there yet.
  package static func renameToNew(_ old: String, to new: String) throws(FileError) {
    let code = cfiles_rename_to_new(old, new)
    guard code == 0 else { throw FileError("rename to \(new)", old, number: code) }
  }

  /// Makes a plain file of zeros that has its room on the device; nothing happens where it is there already.
  ///
  /// Where the file system cannot reserve room, the file is empty.
  ///
  /// - Throws: ``FileError`` with `ENOSPC`, and the file is gone again.
  package static func reserve(
    _ path: String, bytes: Int, _ permissions: FilePermissions = .inherited, durably: Bool = true
  ) throws(FileError) {
    guard let descriptor = try madePlainUnlessThere(path, permissions) else { return }
    let file = OpenFile(path: path, descriptor: descriptor)
    #if os(Linux)
      let code = bytes > 0 ? posix_fallocate(descriptor, 0, off_t(bytes)) : 0
      if code == ENOSPC || code == EDQUOT {
        try? removeFile(path)
        throw FileError("make", path, number: code)
      }
    #endif
    try file.close()
    if durably { try synchronizeDirectory(parentDirectory(of: path)) }
  }

  /// Whether this process may read a path, and write to it.
  package static func allows(_ path: String, writing: Bool) -> Bool {
    SystemCalls.isAllowed(path, writing ? R_OK | W_OK : R_OK)
  }
}
