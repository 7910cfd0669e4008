import LedgerSupport

/// A URL of a database taken apart, as Prisma, SQLAlchemy, Django, JDBC and libpq write them.
///
/// Stricter than any of them in one thing: what could be a part of a password that was not escaped is nothing else. So
/// no host, port or name that is printed was ever meant to be secret.
struct AddressURL {
  /// Lower case, without the name of a driver and without `jdbc:`.
  var scheme: String
  var user: String?
  var password: String?
  var hosts: [(name: String, port: String)] = []
  /// Without the first `/`, not decoded.
  var path: String
  var query: [(name: String, value: String)] = []

  /// Why it cannot be taken apart. The words never repeat any of it.
  struct Fault: Error {
    var message: String
    var remedy = AddressURL.escapes
  }

  static let escapes =
    "In a URL, write special characters of the user and the password as %XX: %40 for @, %3A for :, %2F for /, %3F for "
    + "?, %23 for #, %25 for %."

  /// The scheme in lower case, without `+driver`, and what follows the colon; nil when there is no scheme.
  static func split(_ text: String) -> (scheme: String, rest: Substring)? {
    var rest = text[...]
    if rest.prefix(5).lowercased() == "jdbc:" { rest = rest.dropFirst(5) }
    guard let colon = rest.firstIndex(of: ":"), rest.first?.isASCIILetter == true else { return nil }
    let scheme = rest[..<colon]
    guard scheme.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "+-.".contains($0) }) else { return nil }
    return (scheme.prefix { $0 != "+" }.lowercased(), rest[rest.index(after: colon)...])
  }

  /// Takes apart what follows `scheme:`, which begins with `//`.
  init(scheme: String, _ text: Substring) throws(Fault) {
    self.scheme = scheme
    let rest = text.dropFirst(2)
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let tail = rest[end...]
    guard !tail.contains("@"), !tail.contains("#") else {
      throw Fault(message: "holds an @ or a # behind the name of the server, which may be a part of the password.")
    }
    var place = rest[..<end]
    if let at = place.lastIndex(of: "@") {
      let person = place[..<at]
      place = place[place.index(after: at)...]
      let colon = person.firstIndex(of: ":")
      user = Self.decode(person[..<(colon ?? person.endIndex)])
      password = colon.map { Self.decode(person[person.index(after: $0)...]) }
      if user == "" { user = nil }
      if password == "" { password = nil }
    }
    if !place.isEmpty {
      for host in place.split(separator: ",", omittingEmptySubsequences: false) { hosts.append(try Self.host(host)) }
    }
    let question = tail.firstIndex(of: "?") ?? tail.endIndex
    path = String(tail[..<question].dropFirst())
    if question < tail.endIndex {
      for part in tail[tail.index(after: question)...].split(separator: "&") {
        let equals = part.firstIndex(of: "=") ?? part.endIndex
        query.append((Self.decode(part[..<equals]), Self.decode(part[equals...].dropFirst())))
      }
    }
  }

  private static func host(_ text: Substring) throws(Fault) -> (name: String, port: String) {
    let name: Substring
    var port: Substring = ""
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw badHost }
      name = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { throw badHost }
      port = rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      name = text[..<colon]
      port = text[text.index(after: colon)...]
    } else {
      name = text
    }
    let decoded = decode(name)
    guard isHost(decoded) else { throw badHost }
    guard port.isEmpty || isPort(String(port)) else {
      throw Fault(message: "has a port that is no number from 1 to 65535.")
    }
    return (decoded, String(port))
  }

  private static var badHost: Fault { Fault(message: "names a server with characters that no name of a server has.") }

  /// A name, an address or a socket's directory.
  static func isHost(_ text: String) -> Bool {
    text.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-:/%".contains($0) }
  }

  static func isPort(_ text: String) -> Bool { Int(text).map { (1...65_535).contains($0) } ?? false }

  /// Decodes `%XX`. A `%` that begins no such thing stands for itself, as in Python.
  static func decode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, let value = Hexadecimal.bytes(rest.prefix(2))?.first {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Character {
  var isASCIILetter: Bool { isASCII && isLetter }
  var isASCIIDigit: Bool { isASCII && isNumber }
}
