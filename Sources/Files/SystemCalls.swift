#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The calls of the operating system behind this module, under names that no function of it has.
enum SystemCalls {
  static var error: Int32 { errno }

  static func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }

  static func isAllowed(_ path: String, _ mode: Int32) -> Bool { access(path, mode) == 0 }

  /// Opens relative to a directory; a signal in between does no harm.
  static func open(_ directory: Int32, _ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
    while true {
      let descriptor = openat(directory, path, flags, mode)
      if descriptor >= 0 || errno != EINTR { return descriptor }
    }
  }

  /// The call is not repeated: after EINTR the descriptor is gone on Linux.
  @discardableResult
  static func close(_ descriptor: Int32) -> Bool { closeDescriptor(descriptor) == 0 || errno == EINTR }

  static func makeDirectory(_ path: String, _ mode: mode_t) -> Bool { mkdir(path, mode) == 0 }
  static func removeDirectory(_ path: String) -> Bool { rmdir(path) == 0 }
  static func unlink(_ directory: Int32, _ name: UnsafePointer<CChar>) -> Bool { unlinkat(directory, name, 0) == 0 }
  static func rename(_ old: String, _ new: String) -> Bool { renameFile(old, new) == 0 }

  static func synchronize(_ descriptor: Int32) -> Bool {
    while fsync(descriptor) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }

  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = readBytes(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return count }
    }
  }

  static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    while true {
      let count = writeBytes(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return count }
    }
  }
}

private func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func renameFile(_ old: String, _ new: String) -> Int32 { rename(old, new) }
private func readBytes(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, base, count)
}
private func writeBytes(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, base, count)
}
