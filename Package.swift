// swift-tools-version: 6.3
import PackageDescription

// Warnings stop a CI build; on a developer's machine they only warn.
let strict = Context.environment["CI"] != nil || Context.environment["CHAT_LEDGER_STRICT"] != nil

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of the house (see Docs/Architecture.md): it may depend only on floors below its own,
/// and `Tests/HouseTests` holds the sources to it.
func floor(_ name: String, on dependencies: [Target.Dependency] = [], excluding: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: excluding, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency], excluding files: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

let package = Package(
  name: "ChatLedger",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "ChatLedger", targets: ["ChatLedger"]),
    .library(name: "ChatExchange", targets: ["ChatExchange"]),
    .library(name: "DatabaseExchange", targets: ["DatabaseExchange"]),
    .library(name: "ChatLedgerTesting", targets: ["ChatLedgerTesting"]),
    .executable(name: "chat-ledger", targets: ["chat-ledger"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // Floor 0
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]),
    .target(name: "CFiles"),
    floor("Files", on: ["CFiles"]),
    floor("LMDB", on: ["CLMDB", "Files"]),
    .target(name: "CChecksum"),
    // Floor 1
    floor("EventLog", on: ["Files", "LMDB", "CChecksum", crypto]),
    floor("ChatDomain"),
    // Floor 2
    floor("ChatProjection", on: ["LMDB", "ChatDomain", crypto]),
    floor("ChatWire", on: ["ChatDomain"], excluding: ["Schema"]),
    // Floor 3
    floor("ChatLedger", on: ["Files", "EventLog", "ChatProjection", "ChatWire", logging, metrics, crypto]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    floor("ChatExchange", on: ["Files", "ChatLedger", "CZip", crypto]),
    // Apart from ChatExchange, so that who reads archives only links no database.
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .target(
      name: "DatabaseExchange", dependencies: ["Files", "ChatExchange", "CPostgreSQL", grdb, sqlite, crypto],
      resources: [.embedInCode("Mappings")], swiftSettings: settings),
    // Floor 4
    .executableTarget(
      name: "chat-ledger",
      dependencies: [
        "Files", "ChatLedger", "ChatExchange", "DatabaseExchange", "ChatWire", "ChatLedgerTesting", logging, arguments,
      ],
      swiftSettings: settings),
    // Writes what follows from the schema: `make proto` runs it, and nothing else needs it.
    .executableTarget(
      name: "protoc-gen-chatledger",
      dependencies: [
        protobuf, .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf"),
      ], swiftSettings: settings),
    // Beside
    floor("ChatLedgerTesting", on: ["ChatDomain"]),
    // Tests
    tests("ChatDomainTests", of: ["ChatDomain", "ChatLedgerTesting"]),
    tests("FilesTests", of: ["Files"]),
    tests("LMDBTests", of: ["LMDB", "Files"]),
    tests("EventLogTests", of: ["EventLog", "LMDB", crypto], excluding: ["Golden"]),
    tests(
      "ChatProjectionTests", of: ["ChatProjection", "ChatDomain", "LMDB", "ChatLedgerTesting"], excluding: ["Golden"]),
    tests(
      "ChatLedgerTests",
      of: [
        "ChatLedger", "ChatProjection", "ChatWire", "EventLog", "LMDB", "ChatDomain", "ChatLedgerTesting",
        "ledger-crasher", crypto,
      ]),
    .executableTarget(
      name: "ledger-crasher", dependencies: ["ChatLedger"], path: "Tests/Support/ledger-crasher",
      swiftSettings: settings),
    tests(
      "CommandLineTests",
      of: [
        "chat-ledger", "ChatLedger", "ChatProjection", "ChatWire", "EventLog", "LMDB", "ChatDomain",
        "ChatLedgerTesting", arguments, crypto,
      ], excluding: ["Golden"]),
    tests("HouseTests", of: []),
    // swift-protobuf and protoc are the judges of the codec; nothing else needs them.
    tests(
      "ChatWireTests", of: ["ChatWire", "ChatDomain", "ChatLedgerTesting", protobuf],
      excluding: ["Golden"]),
    tests("ChatExchangeTests", of: ["ChatExchange", "ChatLedger", "ChatLedgerTesting"]),
    tests("DatabaseExchangeTests", of: ["DatabaseExchange", "ChatExchange", "ChatLedger", "ChatLedgerTesting", grdb]),
  ]
)
