// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as a user's would be: it sees the products of Strata and nothing else of it.
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

let package = Package(
    name: "strata-samples",
    platforms: [.macOS("26.0")],
    products: [
        .executable(name: "Hello", targets: ["Hello"]),
        .executable(name: "Calculator", targets: ["Calculator"]),
        .executable(name: "PlainMessages", targets: ["PlainMessages"]),
        .executable(name: "CustomElement", targets: ["CustomElement"]),
        .executable(name: "Streaming", targets: ["Streaming"]),
        .executable(name: "Observed", targets: ["Observed"]),
        .executable(name: "Callbacks", targets: ["Callbacks"]),
        .executable(name: "Hosting", targets: ["Hosting"]),
        .executable(name: "Inspectors", targets: ["Inspectors"]),
        .executable(name: "CustomTransport", targets: ["CustomTransport"]),
        // The service and the contracts of `interop-service`, which the benchmarks measure too.
        .library(name: "InteropPeer", targets: ["InteropPeer"]),
        .executable(name: "interop-service", targets: ["interop-service"]),
        .executable(name: "interop-client", targets: ["interop-client"]),
    ],
    dependencies: [.package(name: "strata", path: "..")],
    targets: [
        .executableTarget(
            name: "Hello", dependencies: strata("Strata"), path: "Hello", exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "Calculator",
            dependencies: strata("Strata", "StrataCrypto", "StrataTLS", "StrataHTTP", "StrataTextEncoding", "StrataInProcess"),
            path: "Calculator", exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "PlainMessages", dependencies: strata("Strata"), path: "PlainMessages", exclude: ["README.md"],
            swiftSettings: language),
        .executableTarget(
            name: "CustomElement", dependencies: strata("StrataCore", "StrataInfoset", "StrataTesting"),
            path: "CustomElement", exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "Streaming", dependencies: strata("Strata"), path: "Streaming", exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "Observed", dependencies: strata("Strata", "StrataHTTP", "StrataTextEncoding"), path: "Observed", exclude: ["README.md"],
            swiftSettings: language),
        .executableTarget(
            name: "Callbacks", dependencies: strata("Strata", "StrataInProcess", "StrataTextEncoding"), path: "Callbacks",
            exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "Hosting", dependencies: strata("Strata", "StrataHTTP", "StrataInProcess", "StrataTextEncoding"), path: "Hosting",
            exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "Inspectors", dependencies: strata("Strata", "StrataInProcess", "StrataTextEncoding"), path: "Inspectors",
            exclude: ["README.md"], swiftSettings: language),
        .executableTarget(
            name: "CustomTransport", dependencies: strata("StrataCore", "StrataInfoset", "StrataTesting"),
            path: "CustomTransport", exclude: ["README.md"], swiftSettings: language),
        .target(
            name: "InteropPeer", dependencies: strata("Strata", "StrataCrypto", "StrataTLS", "StrataHTTP", "StrataTextEncoding"),
            path: "InteropPeer/Peer", swiftSettings: language),
        .executableTarget(
            name: "interop-service", dependencies: ["InteropPeer"] + strata("Strata", "StrataCrypto"),
            path: "InteropPeer/Service", swiftSettings: language),
        .executableTarget(
            name: "interop-client", dependencies: ["InteropPeer"] + strata("Strata"),
            path: "InteropPeer/Client", swiftSettings: language),
    ]
)
