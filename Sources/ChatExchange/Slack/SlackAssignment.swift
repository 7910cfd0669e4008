/// Which files of an export hold the messages of which conversation.
///
/// Reads the lists, and the beginning of every file that only its content tells; what is wrong with them is found
/// again, and reported, when they are read.
struct SlackAssignment {
  /// A conversation as a workspace lists it.
  struct Key: Hashable {
    var workspace: Int
    /// Bytes, as no two identifiers are the same for their Unicode form.
    var id: [UInt8]

    init(workspace: Int, id: String) {
      self.workspace = workspace
      self.id = Array(id.utf8)
    }
  }

  /// Files of messages, and the folder or file that they are named by.
  struct Days {
    var path: ArchivePath
    var entries: [ArchiveEntry] = []
  }

  /// The files of every listed conversation that has any.
  private(set) var days: [Key: [Days]] = [:]
  /// Files of messages of which no list has the conversation, by workspace, in order.
  private var undescribed: [[ArchivePath: Days]]
  /// Files that hold no messages.
  private(set) var unread: [ArchiveEntry]
  /// Files that hold messages, and nothing says of which conversation.
  private(set) var lost: [ArchiveEntry] = []
  /// Conversations of an organisation that several workspaces list: what the others say than the first.
  private(set) var others: [[UInt8]: [(workspace: Int, record: SlackChannel)]] = [:]
  /// All files of messages, in bytes.
  private(set) var totalBytes: UInt64 = 0

  private let layout: SlackLayout
  private let readings = NameReadings()
  private var matchers: [SlackNameMatcher] = []

  init(_ archive: any ArchiveReader, _ layout: SlackLayout) {
    self.layout = layout
    unread = layout.unread
    undescribed = layout.workspaces.map { _ in [:] }
    var first: [[UInt8]: Int] = [:]
    for index in layout.workspaces.indices {
      let listings = listings(of: index, archive, &first)
      matchers.append(SlackNameMatcher(listings, readings))
    }
    let loose = layout.loose.map { file -> (file: SlackLayout.Loose, kind: SlackElements.Kind) in
      let beginning = try? archive.beginning(of: file.entry, bytes: SlackElements.beginningBytes)
      return (file, beginning.map { SlackElements.kind(of: $0) } ?? .unreadable)
    }
    var candidates: [[SlackLayout.Loose: SlackElements.Kind]] = layout.workspaces.map { _ in [:] }
    for (file, kind) in loose {
      switch kind {
      case .messages where file.isElsewhere: lost.append(file.entry)
      case .unreadable where !file.isElsewhere, .messages: candidates[file.workspace][file] = kind
      default: unread.append(file.entry)
      }
    }
    for index in layout.workspaces.indices { assign(index, candidates[index]) }
    unread.sort { $0.path < $1.path }
    lost.sort { $0.path < $1.path }
  }

  // MARK: Lists

  /// The conversations that a workspace lists, each once.
  private mutating func listings(
    of workspace: Int, _ archive: any ArchiveReader, _ first: inout [[UInt8]: Int]
  ) -> [SlackNameMatcher.Listing] {
    var listings: [SlackNameMatcher.Listing] = []
    var seen: Set<Key> = []
    for list in SlackChannel.List.allCases {
      guard let entry = layout.workspaces[workspace].entry(of: list), let bytes = try? archive.read(entry) else {
        continue
      }
      for element in SlackElements(bytes).elements {
        var reader = JSONReader(bytes.span, isFile: true)
        reader.go(to: element)
        guard let record = try? SlackChannel(list, &reader) else { continue }
        let key = Key(workspace: workspace, id: record.id)
        guard seen.insert(key).inserted else { continue }
        listings.append(SlackNameMatcher.Listing(key: key, name: record.folder))
        if let earlier = first[key.id], earlier != workspace {
          others[key.id, default: []].append((workspace, record))
        } else {
          first[key.id] = workspace
        }
      }
    }
    return listings
  }

  // MARK: Files

  private mutating func assign(_ workspace: Int, _ candidates: [SlackLayout.Loose: SlackElements.Kind]) {
    let place = layout.workspaces[workspace]
    var byFolder = Dictionary(grouping: candidates.keys) { $0.folder }
    let top = byFolder.removeValue(forKey: nil) ?? []
    let folders = Set(place.folders.keys).union(byFolder.keys.compactMap(\.self))
    let meant = matchers[workspace].match(folders)
    for folder in folders.sorted() {
      let files = (byFolder[folder] ?? []).sorted { $0.entry.path < $1.entry.path }
      let entries = place.folders[folder] ?? []
      if entries.isEmpty, meant[folder] == nil {
        assign(files, in: folder, workspace, candidates)
        continue
      }
      let all = (entries + files.map(\.entry)).sorted { $0.path < $1.path }
      put(Days(path: place.path(of: folder), entries: all), meant[folder], workspace)
    }
    assign(top.sorted { $0.entry.path < $1.entry.path }, in: nil, workspace, candidates)
  }

  /// Files that stand together, at the top or in a folder that no conversation is called by: where one of them is
  /// called by a conversation, each is that of one, and otherwise a folder is a conversation's.
  private mutating func assign(
    _ files: [SlackLayout.Loose], in folder: ArchivePath?, _ workspace: Int,
    _ kinds: [SlackLayout.Loose: SlackElements.Kind]
  ) {
    let place = layout.workspaces[workspace]
    let meant = matchers[workspace].match(files.map(\.stem))
    for file in files {
      let key = meant[file.stem]
      if key == nil, kinds[file] == .unreadable {
        unread.append(file.entry)
      } else if key == nil, SlackLayout.isDate(file.stem), folder == nil || !meant.isEmpty {
        // A day of what?
        lost.append(file.entry)
      } else {
        let name: ArchivePath =
          switch folder {
          case let folder? where meant.isEmpty: folder
          case let folder?: ArchivePath(folder.bytes + [UInt8(ascii: "/")] + file.stem.bytes)
          case nil: file.stem
          }
        put(Days(path: place.path(of: name), entries: [file.entry]), key, workspace)
      }
    }
  }

  private mutating func put(_ found: Days, _ key: Key?, _ workspace: Int) {
    totalBytes += found.entries.reduce(0) { $0 + $1.sizeBytes }
    if let key {
      days[key, default: []].append(found)
    } else {
      undescribed[workspace][found.path, default: Days(path: found.path)].entries += found.entries
    }
  }

  // MARK: Taking

  /// The files of a listed conversation, which are given once; with `everywhere`, those of other workspaces, too.
  mutating func takeDays(of key: Key, everywhere: Bool) -> [Days] {
    var found = days.removeValue(forKey: key) ?? []
    guard everywhere else { return found }
    for other in others[key.id] ?? [] {
      var same = key
      same.workspace = other.workspace
      found += days.removeValue(forKey: same) ?? []
    }
    return found
  }

  /// The conversation could not be taken; its messages are worth a room that is called by their folder.
  mutating func orphan(_ found: [Days], in workspace: Int) {
    for days in found { undescribed[workspace][days.path, default: Days(path: days.path)].entries += days.entries }
  }

  /// What no list has, in order.
  func undescribed(in workspace: Int) -> [Days] { undescribed[workspace].values.sorted { $0.path < $1.path } }
}
