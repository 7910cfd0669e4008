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

/// Runs `body` on that many threads at once and waits for them; returns what they threw.
///
/// Threads and not tasks: the bodies block and spin, which a pool as wide as the machine would not survive.
func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) -> [String] {
  let works = (0..<count).map { Work($0, body) }
  for work in works { work.start() }
  return works.compactMap { $0.join() }
}

private final class Work: @unchecked Sendable {
  private let number: Int
  private let body: @Sendable (Int) throws -> Void
  private var fault: String?
  #if canImport(Darwin)
    private var thread: pthread_t?
  #else
    private var thread = pthread_t()
  #endif

  init(_ number: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    self.number = number
    self.body = body
  }

  func start() {
    // The list of works outlives the threads: they are all joined before it goes.
    let context = Unmanaged.passUnretained(self).toOpaque()
    #if canImport(Darwin)
      let code = pthread_create(
        &thread, nil,
        {
          Unmanaged<Work>.fromOpaque($0).takeUnretainedValue().run()
          return nil
        }, context)
    #else
      let code = pthread_create(
        &thread, nil,
        {
          if let context = $0 { Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run() }
          return nil
        }, context)
    #endif
    precondition(code == 0, "a thread can be made")
  }

  func join() -> String? {
    #if canImport(Darwin)
      if let thread { pthread_join(thread, nil) }
    #else
      pthread_join(thread, nil)
    #endif
    return fault
  }

  private func run() {
    do { try body(number) } catch { fault = "\(error)" }
  }
}
