import ChatExchange
import ChatLedger

/// Prints what an import could not take: each fault while they are few, and by cause when they are many.
struct FaultPrinter {
  /// More faults than this are not listed one by one.
  static let most = 20

  let channel = OutputChannel.output

  /// - Parameter lines: the first faults, as lines.
  func print(_ lines: [String], of count: UInt64, _ causes: [ImportReport.Cause]) {
    guard count > UInt64(Self.most) else {
      for line in lines { channel.line(line) }
      return
    }
    channel.line()
    var table = TextTable([
      .init("FAULTS", isNumber: true), .init("CAUSE"), .init("WHERE"), .init("FIRST AT"), .init("WHAT", givesWay: true),
    ])
    for cause in causes {
      let place = [cause.table, cause.field].compactMap(\.self).joined(separator: ".")
      table.append([
        Format.count(cause.count), cause.code + (cause.isTaken ? " (rest taken)" : ""), place.isEmpty ? "-" : place,
        cause.example, "\(cause.message) \(RemedyText(cause.remedy, cause.steps))",
      ])
    }
    table.print(to: channel)
    channel.line("\(Format.count(count, "fault")) in all; --rejects FILE lists every one.")
  }
}
