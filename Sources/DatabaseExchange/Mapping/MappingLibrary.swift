internal import ChatExchange

/// The mappings that ship with the tool: for use, and as examples for one's own.
public enum MappingLibrary {
  /// A mapping file as it ships.
  public struct File: Sendable {
    /// What `--mapping` calls it.
    public let name: String
    /// The file's text.
    public let json: [UInt8]
  }

  /// All of them.
  public static let files: [File] = [
    File(name: "clear-all", json: PackageResources.clear_all_json),
    File(name: "assistant", json: PackageResources.assistant_json),
    File(name: "events", json: PackageResources.events_json),
    File(name: "demo-data", json: PackageResources.demo_data_json),
    File(name: "tutoring", json: PackageResources.tutoring_json),
  ]

  /// The mapping of a name; nil when none is called so.
  ///
  /// - Throws: ``SourceError`` `mapping`, which would be a fault of this program.
  public static func mapping(named name: String) throws -> Mapping? {
    guard let file = files.first(where: { $0.name == name }) else { return nil }
    return try Mapping(json: file.json, name: file.name)
  }
}

extension Mapping {
  /// A mapping that ships with the tool, by its name, or one in a file, by its path.
  ///
  /// - Throws: ``SourceError`` `mapping`.
  public init(nameOrPath: String) throws {
    if let shipped = try MappingLibrary.mapping(named: nameOrPath) {
      self = shipped
      return
    }
    let known = MappingLibrary.files.map(\.name).joined(separator: ", ")
    let bytes: [UInt8]
    do {
      bytes = try DescriptorSource(path: nameOrPath).bytes(atMost: Self.limitBytes + 1)
    } catch {
      // Where two arguments changed places, this is an address.
      let name = DatabaseAddress.mayBeRepeated(nameOrPath) ? "“\(nameOrPath)”" : "What was given as a mapping"
      throw SourceError(
        .mapping, "\(name) is neither a mapping that ships with this program nor a file that can be read.",
        remedy: "Give the path of a mapping file, or one of: \(known).")
    }
    try self.init(json: bytes, name: nameOrPath)
  }
}

extension DescriptorSource {
  fileprivate func bytes(atMost limit: Int) throws(ExchangeError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < limit {
      let count: Int
      do {
        count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
      } catch let error as ExchangeError {
        throw error
      } catch {
        throw ExchangeError(.io, "The file cannot be read.", remedy: "Check its rights.", cause: "\(error)")
      }
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }
}
