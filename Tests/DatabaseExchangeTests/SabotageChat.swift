import ChatLedgerTesting
import TestSupport
import Testing

@testable import DatabaseExchange

/// A chat that uses every target and every way of a mapping, with rows that a seed makes.
enum SabotageChat {
  /// What a column means to the mapping, said here once more, independently of it.
  enum Meaning: Equatable {
    /// Every byte counts. `tellsNull`: NULL is something else than an empty text.
    case text(tellsNull: Bool)
    case time
    /// When a row was deleted: only whether it was is compared.
    case deletion
    /// When a row was edited, which is not compared.
    case edit
    /// What words mean; what is not among them means nothing, or the last.
    case words([String: String], otherwise: String?, null: String)
    case truth(null: String)
    case key, reference
    case unread
  }

  struct Column {
    var table: String
    var name: String
    var meaning: Meaning
  }

  static let text = Meaning.text(tellsNull: true)
  static let bareText = Meaning.text(tellsNull: false)

  static let columns: [Column] = [
    ("people", "id", .key), ("people", "name", text), ("people", "mail", text), ("people", "first", text),
    ("people", "last", text), ("people", "role", text), ("people", "made", .time), ("people", "gone", .deletion),
    ("people", "sort", .words(["human": "PERSON", "robot": "SERVICE"], otherwise: nil, null: "PERSON")),
    ("people", "note", .unread),
    ("courses", "id", .key), ("courses", "title", text), ("courses", "teacher", .reference),
    ("courses", "state", text), ("courses", "gone", .deletion),
    ("rooms", "id", .key), ("rooms", "title", text), ("rooms", "topic", text), ("rooms", "course", .reference),
    ("rooms", "one", .reference), ("rooms", "other", .reference), ("rooms", "made", .time),
    ("rooms", "sort", .words(["pair": "DIRECT", "room": "ROOM", "helper": "ASSISTANT"], otherwise: nil, null: "ROOM")),
    ("rooms", "ended", .time), ("rooms", "gone", .deletion),
    ("members", "room", .reference), ("members", "person", .reference),
    ("members", "role", .words(["lead": "MODERATOR"], otherwise: "MEMBER", null: "MEMBER")),
    ("messages", "id", .key), ("messages", "room", .reference), ("messages", "author", .reference),
    ("messages", "body", text), ("messages", "answers", .reference), ("messages", "sent", .time),
    ("messages", "edited", .edit), ("messages", "gone", .deletion), ("messages", "colour", text),
    ("messages", "speaker", .words(["user": "USER", "ai": "AI"], otherwise: nil, null: "USER")),
    ("messages", "draft", .unread),
    ("reactions", "id", .key), ("reactions", "message", .reference), ("reactions", "person", .reference),
    ("reactions", "emoji", bareText), ("reactions", "made", .time),
    ("receipts", "message", .reference), ("receipts", "person", .reference),
    ("pins", "message", .reference),
    ("blocks", "id", .key), ("blocks", "person", .reference), ("blocks", "contact", .reference),
    ("blocks", "made", .time),
    ("sessions", "id", .key), ("sessions", "person", .reference), ("sessions", "device", bareText),
    ("sessions", "system", bareText), ("sessions", "began", .time), ("sessions", "ended", .time),
    ("reports", "id", .key), ("reports", "reporter", .reference), ("reports", "subject", .reference),
    ("reports", "message", .reference), ("reports", "why", bareText), ("reports", "words", bareText),
    ("reports", "state", .words(["open": "OPEN", "done": "RESOLVED"], otherwise: nil, null: "OPEN")),
    ("reports", "made", .time),
    ("settings", "person", .reference), ("settings", "theme", text), ("settings", "sound", text),
    ("second_steps", "person", .reference), ("second_steps", "is_on", .truth(null: "false")),
    ("second_steps", "method", bareText), ("notes", "words", .unread),
  ].map { Column(table: $0.0, name: $0.1, meaning: $0.2) }

  static let tables = [
    "people", "courses", "rooms", "members", "messages", "reactions", "receipts", "pins", "blocks", "sessions",
    "reports", "settings", "second_steps",
  ]

  /// What says that a row went, by itself or with what it belongs to.
  static let gone: [String: String] = [
    "people": "gone IS NOT NULL", "courses": "gone IS NOT NULL", "rooms": "gone IS NOT NULL",
    "members": "room IN (\(goneRooms)) OR person IN (\(gonePeople))",
    "messages": "gone IS NOT NULL OR room IN (\(goneRooms))", "reactions": "message IN (\(goneMessages))",
    "pins": "message IN (\(goneMessages))", "blocks": "person IN (\(gonePeople)) OR contact IN (\(gonePeople))",
    "sessions": "person IN (\(gonePeople))", "settings": "person IN (\(gonePeople))",
    "second_steps": "person IN (\(gonePeople))", "reports": "0", "receipts": "message IN (\(goneMessages))",
  ]

  private static let gonePeople = "SELECT id FROM people WHERE gone IS NOT NULL"
  private static let goneRooms = "SELECT id FROM rooms WHERE gone IS NOT NULL"
  private static let goneMessages = "SELECT id FROM messages WHERE gone IS NOT NULL OR room IN (\(goneRooms))"

  static let schema =
    SmallChat.schema + """
      ALTER TABLE people ADD COLUMN first TEXT; ALTER TABLE people ADD COLUMN last TEXT;
      ALTER TABLE people ADD COLUMN sort TEXT; ALTER TABLE people ADD COLUMN note TEXT;
      ALTER TABLE rooms ADD COLUMN topic TEXT; ALTER TABLE rooms ADD COLUMN ended TEXT;
      ALTER TABLE messages ADD COLUMN edited TEXT; ALTER TABLE messages ADD COLUMN speaker TEXT;
      ALTER TABLE messages ADD COLUMN draft TEXT; ALTER TABLE sessions ADD COLUMN system TEXT;
      CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT);

      """

  static let json = SmallChat.json
    .replacing(#""room": "ROOM"}"#, with: #""room": "ROOM", "helper": "ASSISTANT"}"#)
    .replacing(#""tables": ["#, with: #""accounts": [{"key": "helper", "userName": "helper"}], "tables": ["#)
    .replacing(
      #""userName": "name","#,
      with: #"""
        "userName": "name", "displayName": {"columns": ["first", "last"]},
        "kind": {"column": "sort", "words": {"human": "PERSON", "robot": "SERVICE"}},
        """#
    )
    .replacing(
      #""startedAt": "made", "resource""#,
      with: #""topic": "topic", "startedAt": "made", "endedAt": "ended", "resource""#
    )
    .replacing(
      #""sentAt": "sent"}"#,
      with: #"""
        "sentAt": "sent", "editedAt": "edited",
        "sender": {"column": "speaker", "words": {"user": "USER", "ai": "AI"}}}
        """#
    )
    .replacing(#""device": "device""#, with: #""device": {"columns": ["device", "system"]}"#)

  static func mapping() throws -> Mapping { try Mapping(json: Array(json.utf8), name: "small") }
}

/// Rows that a seed makes.
struct SabotageRows {
  private var dice: Dice
  private(set) var sql = ""
  private var minute = 0

  init(seed: UInt64) {
    dice = Dice(seed)
    addPeople()
    addRooms()
    addMessages()
    addHanging()
    addResourcesAndRecords()
  }

  private mutating func time() -> String {
    minute += 1
    let fraction = dice.chance(50) ? ".\(100_000 + dice.below(900_000))" : ""
    let (hour, rest) = (minute / 60, minute % 60)
    return "'2024-0\(1 + dice.below(3))-1\(hour % 10) \(10 + hour % 12):\(rest < 10 ? "0" : "")\(rest):01\(fraction)'"
  }

  private mutating func maybe(_ percent: Int, _ value: String) -> String { dice.chance(percent) ? value : "NULL" }

  private mutating func words() -> String {
    let stems = ["hello", "caf\u{E9}", "na\u{EF}ve", "ok", "two words", "\u{1F600}", "Stra\u{DF}e", "x", "  ", "1.0"]
    return (0...dice.below(3)).map { _ in dice.pick(stems) }.joined(separator: " ")
  }

  private mutating func quoted() -> String { "'\(words())'" }

  private mutating func insert(_ table: String, _ columns: String, _ values: [String]) {
    sql += "INSERT OR IGNORE INTO \(table) (\(columns)) VALUES (\(values.joined(separator: ", ")));\n"
  }

  private mutating func addPeople() {
    for id in 1...12 {
      let first = dice.pick(["'Ann Mary'", "'Bob'", "''", "NULL", "'Ren\u{E9}'"])
      insert(
        "people", "id, name, mail, role, made, gone, first, last, sort, note",
        [
          "\(id)", "'p\(id)'", maybe(80, "'p\(id)@example.invalid'"),
          dice.pick(["'teacher'", "'student'", "NULL", "''"]),
          time(), id == 12 ? time() : "NULL", first, dice.pick(["'Smith'", "'de Vries'", "''", "NULL"]),
          dice.pick(["'human'", "'robot'", "NULL"]), maybe(50, quoted()),
        ])
    }
  }

  private mutating func addRooms() {
    for id in 1...4 {
      insert(
        "courses", "id, title, teacher, state, gone",
        ["\(id)", dice.pick([quoted(), "NULL", "''"]), "\(1 + dice.below(11))", "'s\(id)'", id == 4 ? time() : "NULL"])
    }
    for id in 1...10 {
      let isPair = id <= 4
      let isHelper = id >= 7 && id <= 8
      insert(
        "rooms", "id, sort, title, topic, course, one, other, made, ended, gone",
        [
          "\(id)", isPair ? "'pair'" : isHelper ? "'helper'" : "'room'", dice.pick([quoted(), "NULL", "''"]),
          maybe(50, quoted()),
          isPair ? "NULL" : maybe(60, "\(1 + dice.below(3))"), isPair || isHelper ? "\(id)" : "NULL",
          isPair ? "\(id + 4)" : "NULL",
          time(), id == 9 ? "'2024-09-01 00:00:00'" : "NULL", id == 10 ? time() : "NULL",
        ])
      for person in 1...11 where isPair ? person == id || person == id + 4 : dice.chance(40) {
        insert(
          "members", "room, person, role",
          ["\(id)", "\(person)", isPair ? "NULL" : dice.pick(["'lead'", "'member'", "NULL"])])
      }
    }
  }

  private mutating func addMessages() {
    for id in 1...60 {
      let room = 1 + dice.below(10)
      insert(
        "messages", "id, room, author, body, answers, sent, gone, colour, edited, speaker, draft",
        [
          "\(id)", "\(room)", "\(1 + dice.below(12))",
          dice.pick([quoted(), quoted(), quoted(), "NULL", "''"]),
          id > 1 ? maybe(30, "\(1 + dice.below(id - 1))") : "NULL", time(), maybe(6, time()),
          dice.pick(["'red'", "''", "NULL"]), maybe(20, time()),
          dice.pick(["'user'", room == 7 || room == 8 ? "'ai'" : "'user'", "NULL"]),
          maybe(30, quoted()),
        ])
    }
  }

  private mutating func addHanging() {
    for id in 1...30 {
      insert(
        "reactions", "id, message, person, emoji, made",
        [
          "\(id)", "\(2 * id)", "\(1 + dice.below(11))", "'\(dice.pick(["+1", "tada", "\u{1F600}", "e\u{301}"]))'",
          "\(1_709_280_000 + id)",
        ])
    }
    // Who reads takes part.
    sql += """
      INSERT INTO receipts SELECT messages.id, person FROM messages JOIN members ON members.room = messages.room
        WHERE (messages.id + person) % \(5 + dice.below(3)) = 0;

      """
    for _ in 1...8 { insert("pins", "message", ["\(1 + dice.below(60))"]) }
  }

  private mutating func addResourcesAndRecords() {
    for id in 1...6 {
      insert("blocks", "id, person, contact, made", ["\(id)", "\(id)", "\(id + 5)", time()])
      insert(
        "sessions", "id, person, device, system, began, ended",
        [
          "\(id)", "\(id)", dice.pick(["'phone'", "'my desk'", "NULL", "''"]), dice.pick(["'os 1'", "NULL", "''"]),
          time(),
          maybe(50, "'2024-09-01 00:00:00'"),
        ])
      insert(
        "reports", "id, reporter, subject, message, why, words, state, made",
        [
          "\(id)", "\(id)", maybe(70, "\(id + 5)"), maybe(70, "\(id * 9)"), dice.pick(["'rude'", "NULL"]),
          maybe(60, quoted()),
          dice.pick(["'open'", "'done'", "NULL"]), time(),
        ])
      insert("settings", "person, theme, sound", ["\(id)", dice.pick(["'dark'", "''", "NULL"]), "\(id % 2)"])
      insert("second_steps", "person, is_on, method", ["\(id)", "\(id % 2)", dice.pick(["'totp'", "NULL"])])
      insert("notes", "id, words", ["\(id)", quoted()])
    }
  }
}
