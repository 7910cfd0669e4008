/// Finds the conversation whose name a folder or a file has.
///
/// Names are compared by bytes first, then with identifiers. What is left may be written in another Unicode form, as
/// on a Mac, or in another encoding: there, only what can be meant in one way counts.
struct SlackNameMatcher {
  /// A conversation of a list.
  struct Listing {
    var key: SlackAssignment.Key
    /// What its folder is called.
    var name: String
  }

  private let listings: [Listing]
  private let readings: NameReadings

  init(_ listings: [Listing], _ readings: NameReadings) {
    self.listings = listings
    self.readings = readings
  }

  /// - Returns: which of the names is that of which conversation; no two of them of the same one.
  func match(_ names: some Sequence<ArchivePath>) -> [ArchivePath: SlackAssignment.Key] {
    var free = Set(names)
    var open = listings
    var found: [ArchivePath: SlackAssignment.Key] = [:]
    for bytes in [{ Array($0.name.utf8) }, { $0.key.id }] as [(Listing) -> [UInt8]] {
      open.removeAll { listing in
        guard let name = free.remove(ArchivePath(bytes(listing))) else { return false }
        found[name] = listing.key
        return true
      }
    }
    for read in [{ $0.isUTF8 ? [$0.description] : [] }, readings.readings] as [(ArchivePath) -> Set<String>] {
      guard !free.isEmpty, !open.isEmpty else { break }
      let pairs = Self.unmistakable(free, open, read)
      for (name, key) in pairs { found[name] = key }
      free.subtract(pairs.keys)
      let taken = Set(pairs.values)
      open.removeAll { taken.contains($0.key) }
    }
    return found
  }

  /// Names that can mean one conversation only, which no other name can mean.
  private static func unmistakable(
    _ names: Set<ArchivePath>, _ listings: [Listing], _ read: (ArchivePath) -> Set<String>
  ) -> [ArchivePath: SlackAssignment.Key] {
    // A dictionary of strings takes those that differ by Unicode form for one, as is meant here.
    var keys: [String: Set<SlackAssignment.Key>] = [:]
    for listing in listings { keys[listing.name, default: []].insert(listing.key) }
    var meanings: [ArchivePath: SlackAssignment.Key] = [:]
    var counts: [SlackAssignment.Key: Int] = [:]
    for name in names {
      let meant = read(name).reduce(into: Set()) { $0.formUnion(keys[$1] ?? []) }
      for key in meant { counts[key, default: 0] += 1 }
      if meant.count == 1, let key = meant.first { meanings[name] = key }
    }
    return meanings.filter { counts[$0.value] == 1 }
  }
}
