// The elements of an export's files, with their places.

extension SlackRun {
  mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: ArchiveTable,
    _ body: (inout Self, inout JSONReader) throws -> Void
  ) throws {
    try forEachElement(of: entry, item: item, table, inOrderOfTime: false) { run, reader, _ in try body(&run, &reader) }
  }

  /// Reads a file and offers each of its elements; what `body` refuses is reported with its place.
  mutating func forEachElement(
    of entry: ArchiveEntry, item: String, _ table: ArchiveTable, inOrderOfTime: Bool,
    _ body: (inout Self, inout JSONReader, SlackElement) throws -> Void
  ) throws {
    try checkStop()
    defer { bytes += entry.sizeBytes }
    let file = ImportLocation(file: layout.name(of: entry))
    let bytes: [UInt8]
    do {
      bytes = try archive.read(entry)
    } catch {
      planner.refuse(error, item: "file", in: nil, at: file)
      return
    }
    var found = SlackElements(bytes)
    if inOrderOfTime { found.sortByTime() }
    for element in found.elements {
      try checkStop()
      elements += 1
      planner.place = place(of: element, in: entry)
      do {
        var reader = JSONReader(bytes.span, isFile: true)
        reader.go(to: element)
        try reader.refuseTwins()
        try body(&self, &reader, element)
      } catch let error as ExchangeError {
        planner.refuse(error, item: element.time.map { "\(item) \($0.text)" } ?? item, in: table)
      }
    }
    if let fault = found.fault { planner.refuse(found.named(fault), item: "file", in: nil, at: file) }
  }

  func place(of element: SlackElement, in entry: ArchiveEntry) -> ImportLocation {
    ImportLocation(file: layout.name(of: entry), line: UInt64(element.anchor.line), index: element.index)
  }
}

extension SlackElements {
  fileprivate mutating func sortByTime() {
    let isSorted = zip(elements, elements.dropFirst()).allSatisfy { !Self.comes($1, before: $0) }
    if !isSorted { elements.sort { Self.comes($0, before: $1) } }
  }

  private static func comes(_ one: SlackElement, before other: SlackElement) -> Bool {
    let (left, right) = (one.time?.microseconds ?? .min, other.time?.microseconds ?? .min)
    return left == right ? one.index < other.index : left < right
  }

  /// The fault of the file, with what it costs.
  fileprivate func named(_ fault: ExchangeError) -> ExchangeError {
    guard !elements.isEmpty else { return fault }
    return ExchangeError(
      fault.code, "\(fault.message) What stands before (\(elements.count) elements) was read, the rest was not.",
      remedy: fault.remedy, steps: fault.steps, cause: fault.cause, line: fault.line, column: fault.column)
  }
}
