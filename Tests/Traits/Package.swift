// swift-tools-version: 6.2
import PackageDescription

// A package of its own: the one place that enables the traits, and so the one that resolves packages from outside.
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
    name: "strata-traits",
    platforms: [.macOS("26.0")],
    dependencies: [
        .package(
            name: "strata", path: "../..", traits: ["SwiftLog", "SwiftMetrics", "SwiftDistributedTracing", "SwiftServiceLifecycle"]),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.4.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.6.0"),
    ],
    targets: [
        .testTarget(
            name: "TraitsTests",
            dependencies: strata(
                "StrataServiceModel", "StrataDiagnostics", "StrataHTTP", "StrataTextEncoding", "StrataTesting", "StrataCore",
                "StrataInfoset"
            )
                + [
                    .product(name: "Logging", package: "swift-log"),
                    .product(name: "InMemoryLogging", package: "swift-log"),
                    .product(name: "CoreMetrics", package: "swift-metrics"),
                    .product(name: "MetricsTestKit", package: "swift-metrics"),
                    .product(name: "Tracing", package: "swift-distributed-tracing"),
                    .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                ],
            path: "Tests", swiftSettings: language)
    ]
)
