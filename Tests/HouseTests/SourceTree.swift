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
  static func swiftFiles(under folder: String) throws -> [SourceFile] { try files(under: folder, ending: ".swift") }

  /// The pages of the documentation.
  static func pages() throws -> [SourceFile] {
    let top = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0.hasSuffix(".md") }.sorted()
    return try top.map { try file($0) } + files(under: "Docs", ending: ".md")
  }

  private static func files(under folder: String, ending: String) throws -> [SourceFile] {
    let base = "\(root)/\(folder)"
    guard FileManager.default.fileExists(atPath: base) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: base).filter {
      $0.hasSuffix(ending) && !$0.contains(".build")
    }
    .sorted().map { try file("\(folder)/\($0)") }
  }

  private static func file(_ path: String) throws -> SourceFile {
    let text = String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return SourceFile(path: path, lines: lines.last == "" ? lines.dropLast() : lines)
  }
}
