// swift-tools-version: 6.2
import PackageDescription

// A package of its own: building and testing Strata does not touch it. `make bench` builds and runs it.
let language: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

func strata(_ names: String...) -> [Target.Dependency] { names.map { .product(name: $0, package: "strata") } }

// The typed contracts that are measured are those that the foreign peers are called with.
let interopPeer = Target.Dependency.product(name: "InteropPeer", package: "strata-samples")

let package = Package(
    name: "strata-benchmarks",
    platforms: [.macOS("26.0")],
    products: [
        .executable(name: "benchmarks", targets: ["benchmarks"]),
        .executable(name: "benchmark-peer", targets: ["benchmark-peer"]),
        .executable(name: "benchmark-floor", targets: ["benchmark-floor"]),
    ],
    dependencies: [.package(name: "strata", path: "../.."), .package(name: "strata-samples", path: "../../Samples")],
    targets: [
        // The least that an echo can cost, in C.
        .executableTarget(name: "benchmark-floor", path: "Floor"),
        // libxml2 and expat, looked up when the program runs: neither is needed to build it.
        .target(name: "ForeignXML", path: "ForeignXML", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        // The bare operations of OpenSSL, looked up likewise.
        .target(name: "ForeignCrypto", path: "ForeignCrypto", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        // The least that message elements can cost, in Swift.
        .target(name: "Reference", path: "Reference", swiftSettings: language),
        // Our service and our client, each a process of its own while it is measured.
        .executableTarget(
            name: "benchmark-peer",
            dependencies: strata("Strata", "StrataInfoset", "StrataCrypto", "StrataTLS", "StrataHTTP", "StrataTextEncoding") + [
                interopPeer
            ],
            path: "Peer", swiftSettings: language),
        // Starts everything, takes the times and prints the table.
        .executableTarget(
            name: "benchmarks",
            dependencies: ["ForeignXML", "ForeignCrypto", "Reference", interopPeer]
                + strata("Strata", "StrataInfoset", "StrataCore", "StrataTextEncoding", "StrataCrypto", "StrataXMLSecurity"),
            path: "Driver", swiftSettings: language),
    ]
)
