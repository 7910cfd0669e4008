/// Why a file could not be opened, made, replaced or removed. The floors above give it their own code and remedy.
package struct FileError: Error, Hashable, Sendable {
  /// What was being done, as it stands before the path: `open`, `make the directory`.
  package let operation: String
  /// The file or directory concerned.
  package let path: String
  /// The `errno` value; 0 where the system would have done it and a rule of this house forbids it.
  package let number: Int32
  /// What went wrong, naming the path.
  package let message: String
  /// What to do about it.
  package let remedy: String

  /// An error of a system call.
  package init(_ operation: String, _ path: String, number: Int32) {
    self.operation = operation
    self.path = path
    self.number = number
    self.message = "Cannot \(operation) \(Self.shown(path)): \(Self.text(number))"
    self.remedy = Self.remedy(number, path)
  }

  /// An error of a rule, in its own words.
  package init(_ operation: String, _ path: String, message: String, remedy: String, number: Int32 = 0) {
    self.operation = operation
    self.path = path
    self.number = number
    self.message = message
    self.remedy = remedy
  }

  private static func shown(_ path: String) -> String { path.isEmpty ? "a path without a name" : path }
}

extension FileError: CustomStringConvertible {
  /// Message and remedy in one line.
  package var description: String { "\(message) \(remedy)" }
}
