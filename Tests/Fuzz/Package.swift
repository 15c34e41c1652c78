// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built with libFuzzer, and with that for minutes. `make fuzz` builds and runs it.
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
    name: "strata-fuzz",
    platforms: [.macOS("26.0")],
    products: ["fuzz-xml", "fuzz-http", "fuzz-tls", "fuzz-keys", "fuzz-signature", "fuzz-encryption"].map {
        .executable(name: $0, targets: [$0])
    },
    dependencies: [.package(name: "strata", path: "../..")],
    targets: [
        .target(name: "Fuzzing", swiftSettings: language),
        .executableTarget(name: "fuzz-xml", dependencies: ["Fuzzing"] + strata("StrataInfoset"), swiftSettings: language),
        // StrataFraming is no product: it comes with StrataHTTP.
        .executableTarget(name: "fuzz-http", dependencies: ["Fuzzing"] + strata("StrataHTTP"), swiftSettings: language),
        .executableTarget(
            name: "fuzz-tls", dependencies: ["Fuzzing"] + strata("StrataInfoset", "StrataCore", "StrataCrypto", "StrataTLS"),
            swiftSettings: language),
        .target(
            name: "FuzzingSecurity", dependencies: ["Fuzzing"] + strata("StrataInfoset", "StrataCrypto"), swiftSettings: language),
        .executableTarget(
            name: "fuzz-keys", dependencies: ["Fuzzing", "FuzzingSecurity"] + strata("StrataInfoset", "StrataCore", "StrataCrypto"),
            swiftSettings: language),
        .executableTarget(
            name: "fuzz-signature",
            dependencies: ["Fuzzing", "FuzzingSecurity"] + strata("StrataInfoset", "StrataCrypto", "StrataXMLSecurity"),
            swiftSettings: language),
        .executableTarget(
            name: "fuzz-encryption",
            dependencies: ["Fuzzing", "FuzzingSecurity"] + strata("StrataInfoset", "StrataCrypto", "StrataXMLSecurity"),
            swiftSettings: language),
    ]
)
