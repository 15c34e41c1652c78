// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what it does takes minutes, and it sees the products of Strata and nothing else of it.
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
    name: "strata-load",
    platforms: [.macOS("26.0")],
    products: [.executable(name: "strata-load", targets: ["strata-load"])],
    dependencies: [.package(name: "strata", path: "../..")],
    targets: [
        .target(name: "CMemory"),
        .executableTarget(
            name: "strata-load",
            dependencies: ["CMemory"]
                + strata(
                    "Strata", "StrataInfoset", "StrataCrypto", "StrataXMLSecurity", "StrataTLS", "StrataHTTP", "StrataTextEncoding"),
            swiftSettings: language),
    ]
)
