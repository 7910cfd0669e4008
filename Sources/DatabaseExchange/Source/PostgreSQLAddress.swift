internal import CPostgreSQL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The address of a PostgreSQL database, as keywords and values for libpq: the library is given nothing to take apart,
/// so that its own words repeat nothing that it took for something else.
///
/// Its description says the host, the port and the name of the database, and nothing else.
public struct PostgreSQLAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Keywords of libpq and their values.
  private(set) var parameters: [String: String] = [:]
  /// What `search_path` is to be: names of schemas.
  private(set) var schemas: [String] = []

  /// What the environment says: `PGHOST`, `PGDATABASE` …
  init() {}

  /// A string of keywords and values: `host=… dbname=…`.
  init(keywords text: String) throws(AddressURL.Fault) {
    for (keyword, value) in try Self.parse(text) { parameters[keyword] = value }
    try check()
  }

  /// A URL; anything that is not libpq's own is translated or left out.
  init(_ url: AddressURL) throws(AddressURL.Fault) {
    let database = url.path.hasSuffix("/") ? url.path.dropLast() : url.path[...]
    guard !database.contains("/") else {
      throw AddressURL.Fault(message: "has more than the name of a database behind the server.")
    }
    if !database.isEmpty { parameters["dbname"] = AddressURL.decode(database) }
    if !url.hosts.isEmpty {
      parameters["host"] = url.hosts.map(\.name).joined(separator: ",")
      if url.hosts.contains(where: { !$0.port.isEmpty }) {
        parameters["port"] = url.hosts.map(\.port).joined(separator: ",")
      }
    }
    parameters["user"] = url.user
    parameters["password"] = url.password
    let known = Self.knownKeywords()
    for (name, value) in url.query { try take(name, value, known) }
    try check()
  }

  private mutating func take(_ name: String, _ value: String, _ known: Set<String>) throws(AddressURL.Fault) {
    switch name.lowercased() {
    // Prisma; JDBC and dj-database-url.
    case "schema": schemas = [value]
    case "currentschema":
      schemas = value.split(separator: ",").map { String($0.drop { $0 == " " }) }
    // asyncpg and JDBC; dj-database-url; Prisma.
    case "ssl": parameters["sslmode"] = value == "true" ? "require" : value == "false" ? "disable" : value
    case "ssl_require" where value.lowercased() == "true": parameters["sslmode"] = "require"
    case "sslaccept" where value == "strict": parameters["sslmode"] = "verify-full"
    case "applicationname": parameters["application_name"] = value
    case let name where Self.ofPools.contains(name): break
    case let name where known.contains(name): parameters[name] = value
    default:
      throw AddressURL.Fault(
        message: "has a parameter, behind the ?, that is not known.",
        remedy: "Use those of libpq, schema=NAME, or leave it out.")
    }
  }

  /// What says how a service keeps its connections: nothing to a program that opens one.
  private static let ofPools: Set<String> = [
    "connection_limit", "pool_timeout", "pool_size", "max_overflow", "pool_recycle", "pool_pre_ping", "pgbouncer",
    "socket_timeout", "statement_cache_size", "prepared_statement_cache_size", "prepared_statements", "async_fallback",
    "single_use_connections", "conn_max_age", "conn_health_checks", "disable_server_side_cursors", "ssl_require",
    "sslaccept", "statement_timeout", "command_timeout", "server_settings",
  ]

  /// Refuses what could be a whole address, or a part of one, in the wrong place: the server's words would repeat it.
  private func check() throws(AddressURL.Fault) {
    if let name = parameters["dbname"], name.contains("://") || name.contains("=") {
      throw AddressURL.Fault(message: "has an address where the name of a database belongs.")
    }
    if let user = parameters["user"], user.contains(":") || user.contains("/") {
      throw AddressURL.Fault(message: "has a user with a : or a / in the name.")
    }
    for (keyword, variable) in [("host", "PGHOST"), ("dbname", "PGDATABASE"), ("port", "PGPORT"), ("user", "PGUSER")]
    where parameters[keyword] == nil {
      guard let value = getenv(variable).map({ String(cString: $0) }), value.contains("://") else { continue }
      throw AddressURL.Fault(
        message: "leaves it to \(variable), and that holds a whole address.",
        remedy: "Name the variable: env:\(variable).")
    }
    for keyword in ["host", "hostaddr"] {
      for host in parameters[keyword, default: ""].split(separator: ",") where !AddressURL.isHost(String(host)) {
        throw AddressURL.Fault(message: "names a server with characters that no name of a server has.")
      }
    }
    for port in parameters["port", default: ""].split(separator: ",") where !AddressURL.isPort(String(port)) {
      throw AddressURL.Fault(message: "has a port that is no number from 1 to 65535.")
    }
    let modes: Set<String> = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
    if let mode = parameters["sslmode"], !modes.contains(mode) {
      throw AddressURL.Fault(
        message: "has an sslmode that does not exist.", remedy: "Use one of \(modes.sorted().joined(separator: ", ")).")
    }
  }

  var holdsPassword: Bool {
    ["password", "sslpassword"].contains { parameters[$0].map { !$0.isEmpty } ?? false }
  }

  public var description: String {
    var text = "postgresql://"
    let ports = parameters["port", default: ""].split(separator: ",", omittingEmptySubsequences: false)
    let names = parameters["host"] ?? parameters["hostaddr"] ?? ""
    let hosts = names.split(separator: ",", omittingEmptySubsequences: false)
    for (index, host) in hosts.enumerated() {
      if index > 0 { text += "," }
      text += host.contains(":") ? "[\(host)]" : host.contains("/") ? "" : String(host)
      let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
      if !port.isEmpty { text += ":\(port)" }
    }
    return parameters["dbname"].map { "\(text)/\($0)" } ?? text
  }

  public var debugDescription: String { description }
  /// Nobody finds the password by looking inside.
  public var customMirror: Mirror { Mirror(self, children: []) }

  // MARK: libpq

  /// The parts of a string of keywords. The library's own complaint may repeat it, so it is not passed on.
  private static func parse(_ text: String) throws(AddressURL.Fault) -> [String: String] {
    guard let options = PQconninfoParse(text, nil) else {
      throw AddressURL.Fault(
        message: "is neither an existing file nor a known form of address.", remedy: DatabaseAddress.forms)
    }
    defer { PQconninfoFree(options) }
    return collect(options).compactMapValues(\.self)
  }

  private static func knownKeywords() -> Set<String> {
    guard let options = PQconndefaults() else { return [] }
    defer { PQconninfoFree(options) }
    return Set(collect(options).keys)
  }

  private static func collect(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String?] {
    var found: [String: String?] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      found.updateValue(option.pointee.val.map { String(cString: $0) }, forKey: String(cString: keyword))
      option += 1
    }
    return found
  }
}
