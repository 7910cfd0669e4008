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
    .library(name: "ChatOperations", targets: ["ChatOperations"]),
    .library(name: "LedgerJSON", targets: ["LedgerJSON"]),
    .library(name: "ChatJSON", targets: ["ChatWire"]),
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
    floor("LedgerSupport"),
    .target(name: "CFiles"),
    floor("Files", on: ["CFiles"]),
    floor("LMDB", on: ["CLMDB", "Files"]),
    .target(name: "CChecksum"),
    // Floor 1
    floor("EventLog", on: ["LedgerSupport", "Files", "LMDB", "CChecksum", crypto]),
    floor("ChatDomain", on: ["LedgerSupport"]),
    // Floor 2
    floor("ChatProjection", on: ["LedgerSupport", "LMDB", "ChatDomain", crypto]),
    floor("ChatWire", on: ["LedgerSupport", "ChatDomain"], excluding: ["Schema"]),
    // Floor 3
    floor(
      "ChatLedger", on: ["LedgerSupport", "Files", "EventLog", "ChatProjection", "ChatWire", logging, metrics, crypto]),
    floor(
      "ChatOperations",
      on: ["LedgerSupport", "Files", "LMDB", "EventLog", "ChatProjection", "ChatWire", "ChatLedger", logging, crypto]),
    floor("LedgerJSON", on: ["LedgerSupport", "ChatLedger", "ChatOperations", "ChatWire"]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    floor("ChatExchange", on: ["LedgerSupport", "Files", "ChatLedger", "ChatOperations", "CZip", crypto]),
    // Apart from ChatExchange, so that who reads archives only links no database.
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .target(
      name: "DatabaseExchange",
      dependencies: ["LedgerSupport", "Files", "ChatExchange", "CPostgreSQL", grdb, sqlite, crypto],
      resources: [.embedInCode("Mappings")], swiftSettings: settings),
    // Floor 4
    .executableTarget(
      name: "chat-ledger",
      dependencies: [
        "LedgerSupport", "Files", "ChatLedger", "ChatOperations", "LedgerJSON", "ChatExchange", "DatabaseExchange",
        "ChatWire", "ChatLedgerTesting", logging, arguments,
      ],
      swiftSettings: settings),
    // Writes what follows from the schema: `make proto` runs it, and nothing else needs it.
    .executableTarget(
      name: "protoc-gen-chatledger",
      dependencies: [
        protobuf, .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf"),
      ], swiftSettings: settings),
    // Beside
    floor("ChatLedgerTesting", on: ["LedgerSupport", "ChatDomain"]),
    // Tests
    .target(
      name: "TestSupport", dependencies: ["ChatLedgerTesting"], path: "Tests/Support/TestSupport",
      swiftSettings: settings),
    .target(
      name: "LedgerTestSupport",
      dependencies: ["ChatLedger", "ChatOperations", "ChatProjection", "EventLog", "LMDB", "ledger-crasher"],
      path: "Tests/Support/LedgerTestSupport", swiftSettings: settings),
    tests("LedgerSupportTests", of: ["LedgerSupport", "ChatLedgerTesting", "TestSupport"]),
    tests("ChatDomainTests", of: ["ChatDomain", "ChatLedgerTesting", "TestSupport"]),
    tests("FilesTests", of: ["Files", "TestSupport"]),
    tests("LMDBTests", of: ["LMDB", "Files", "ChatLedgerTesting", "TestSupport"]),
    tests(
      "EventLogTests", of: ["EventLog", "LMDB", "ChatLedgerTesting", "TestSupport", crypto], excluding: ["Golden"]),
    tests(
      "ChatProjectionTests", of: ["ChatProjection", "ChatDomain", "LMDB", "ChatLedgerTesting", "TestSupport"],
      excluding: ["Golden"]),
    tests(
      "ChatLedgerTests",
      of: [
        "ChatLedger", "ChatOperations", "ChatProjection", "ChatWire", "EventLog", "LMDB", "Files", "ChatDomain",
        "ChatLedgerTesting", "LedgerTestSupport", "TestSupport", "ledger-crasher", crypto,
      ]),
    tests(
      "ChatOperationsTests",
      of: [
        "ChatOperations", "ChatLedger", "ChatProjection", "ChatWire", "EventLog", "LMDB", "ChatLedgerTesting",
        "LedgerTestSupport", "TestSupport", "ledger-crasher", logging,
      ]),
    tests("LedgerJSONTests", of: ["LedgerJSON", "ChatOperations", "ChatLedger", "LedgerTestSupport", "TestSupport"]),
    .executableTarget(
      name: "ledger-crasher", dependencies: ["ChatLedger"], path: "Tests/Support/ledger-crasher",
      swiftSettings: settings),
    tests(
      "CommandLineTests",
      of: [
        "chat-ledger", "ChatLedger", "ChatOperations", "LedgerJSON", "LedgerSupport", "ChatProjection", "ChatWire",
        "EventLog", "LMDB", "ChatDomain", "ChatLedgerTesting", "LedgerTestSupport", "TestSupport", arguments, crypto,
      ], excluding: ["Golden"]),
    tests("HouseTests", of: ["TestSupport"]),
    // swift-protobuf and protoc are the judges of the codec; nothing else needs them.
    tests(
      "ChatWireTests", of: ["ChatWire", "ChatDomain", "ChatLedgerTesting", "TestSupport", protobuf],
      excluding: ["Golden"]),
    tests(
      "ChatExchangeTests", of: ["ChatExchange", "ChatLedger", "LedgerSupport", "ChatLedgerTesting", "TestSupport"]),
    tests(
      "DatabaseExchangeTests",
      of: [
        "DatabaseExchange", "ChatExchange", "ChatLedger", "ChatOperations", "LedgerSupport", "ChatLedgerTesting",
        "TestSupport", grdb,
      ]),
  ]
)
