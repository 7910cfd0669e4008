import FoundationEssentials

/// The files of the project, as text.
struct SourceFile: CustomStringConvertible {
  /// Relative to the root of the package.
  var path: String
  var lines: [String]

  var description: String { path }
  /// The module under `Sources`, or the test target under `Tests`.
  var module: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  var isGenerated: Bool { path.contains("/Generated/") }
}

enum SourceTree {
  static let root: String = {
    // Tests/HouseTests/SourceTree.swift
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// Swift files under a folder of the package, in the order of their paths.
  static func swiftFiles(under folder: String) throws -> [SourceFile] {
    let base = "\(root)/\(folder)"
    guard FileManager.default.fileExists(atPath: base) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: base).filter {
      $0.hasSuffix(".swift") && !$0.contains(".build")
    }
    .sorted().map { name in
      let text = String(decoding: try Data(contentsOf: URL(filePath: "\(base)/\(name)")), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return SourceFile(path: "\(folder)/\(name)", lines: lines.last == "" ? lines.dropLast() : lines)
    }
  }
}
