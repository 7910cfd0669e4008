import LMDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory of its own that is removed with everything in it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/chat-ledger-lmdb-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "" }
      return String(cString: made)
    }
    precondition(!path.isEmpty, "a temporary directory can be made")
  }

  deinit { removeTree(path) }
}

private func removeTree(_ path: String) {
  if let directory = opendir(path) {
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { removeTree(path + "/" + name) }
    }
    closedir(directory)
    rmdir(path)
  } else {
    unlink(path)
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func key(_ text: String) -> Key {
  var key = Key()
  key.append(bytes(text))
  return key
}

func text(_ span: RawSpan) -> String { String(decoding: [UInt8](copying: span), as: UTF8.self) }

/// The value of a key as text, for expectations: a borrowed span cannot stand in one.
func value<T: Transaction & ~Copyable>(
  _ transaction: borrowing T, _ table: Table, _ name: String
) throws -> String? {
  guard let span = try transaction.get(table, key(name)) else { return nil }
  return text(span)
}

/// Every key of a table as text, in order.
func keys<T: Transaction & ~Copyable>(_ transaction: borrowing T, _ table: Table) throws -> [String] {
  var names: [String] = []
  var cursor = try transaction.cursor(table)
  while try cursor.next() { names.append(text(cursor.key)) }
  return names
}

/// Small maps, no flushes: quick to make.
func open(
  _ directory: TemporaryDirectory, mapSizeBytes: Int = 64 << 20, maxReaders: Int = 64, readOnly: Bool = false
) throws -> Environment {
  try Environment.open(
    at: directory.path,
    options: Environment.Options(
      mapSizeBytes: mapSizeBytes, maxTables: 8, maxReaders: maxReaders, durability: .unsynced, readOnly: readOnly))
}

/// The code of the error that `body` throws.
func code(_ body: () throws -> Void) -> LMDBError.Code? {
  do {
    try body()
    return nil
  } catch let error as LMDBError {
    return error.code
  } catch {
    return nil
  }
}
