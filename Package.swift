// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let language: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// For rooms that touch no raw bytes: the compiler refuses unsafe constructs that are not marked.
let strict = language + [.strictMemorySafety()]

/// A room: a target whose dependencies are exactly the row of the table in the architecture article.
func room(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A room that the compiler runs as a program.
func plugin(room name: String, _ dependencies: [Target.Dependency]) -> Target {
    .macro(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies + ["CThreadSanitizer", "TestSupport"], swiftSettings: language)
}

/// What only a trait that somebody has enabled brings in: without one nothing is resolved.
let lifecycle: [Target.Dependency] = [
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["SwiftServiceLifecycle"]))
]
let adapters: [Target.Dependency] =
    lifecycle + [
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["SwiftLog"])),
        .product(name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["SwiftMetrics"])),
        .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["SwiftDistributedTracing"])),
    ]

let package = Package(
    name: "strata",
    platforms: [.macOS("26.0")],
    products: [
        .library(name: "Strata", targets: ["Strata"]),
        .library(name: "StrataInfoset", targets: ["StrataInfoset"]),
        .library(name: "StrataCore", targets: ["StrataCore"]),
        .library(name: "StrataCrypto", targets: ["StrataCrypto"]),
        .library(name: "StrataTLS", targets: ["StrataTLS"]),
        .library(name: "StrataXMLSecurity", targets: ["StrataXMLSecurity"]),
        .library(name: "StrataDiagnostics", targets: ["StrataDiagnostics"]),
        .library(name: "StrataTextEncoding", targets: ["StrataTextEncoding"]),
        .library(name: "StrataInProcess", targets: ["StrataInProcess"]),
        .library(name: "StrataHTTP", targets: ["StrataHTTP"]),
        .library(name: "StrataBindings", targets: ["StrataBindings"]),
        .library(name: "StrataServiceModel", targets: ["StrataServiceModel"]),
        .library(name: "StrataTesting", targets: ["StrataTesting"]),
        .executable(name: "strata", targets: ["StrataTool"]),
        // The same under its target's name: by that the plugin's tool is looked up.
        .executable(name: "StrataTool", targets: ["StrataTool"]),
        .plugin(name: "DevelopmentCertificates", targets: ["DevelopmentCertificates"]),
    ],
    traits: [
        .trait(name: "SwiftLog", description: "Diagnostic records go to a Logger of swift-log"),
        .trait(name: "SwiftMetrics", description: "Events are counted in swift-metrics"),
        .trait(name: "SwiftDistributedTracing", description: "Calls are spans of a tracer of swift-distributed-tracing"),
        .trait(name: "SwiftServiceLifecycle", description: "Hosts and listeners are services of swift-service-lifecycle"),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.6.0"),
    ],
    targets: [
        // C
        .target(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        // Rooms
        room("StrataInfoset", [], language),
        room("StrataCore", ["StrataInfoset"], language),
        room("StrataFraming", ["StrataInfoset", "CZlib"], language),
        room("StrataCrypto", ["StrataInfoset", "StrataCore", "COpenSSL"], language),
        room("StrataTLS", ["StrataInfoset", "StrataCore", "StrataCrypto", "COpenSSL"], language),
        room("StrataXMLSecurity", ["StrataInfoset", "StrataCrypto"], language),
        room("StrataNet", ["StrataInfoset", "StrataCore", "CLinux"], language),
        room("StrataDiagnostics", ["StrataInfoset", "StrataCore"] + adapters),
        room("StrataTextEncoding", ["StrataInfoset", "StrataCore"]),
        room("StrataInProcess", ["StrataInfoset", "StrataCore"]),
        room(
            "StrataHTTP",
            ["StrataInfoset", "StrataCore", "StrataNet", "StrataFraming", "StrataTLS", "StrataCrypto"], language),
        room(
            "StrataBindings",
            ["StrataInfoset", "StrataCore", "StrataTextEncoding", "StrataHTTP", "StrataTLS", "StrataCrypto"]),
        room("StrataServiceModel", ["StrataInfoset", "StrataCore", "StrataMacros"] + lifecycle),
        room("StrataTesting", ["StrataInfoset", "StrataCore", "StrataInProcess"]),
        room("Strata", ["StrataInfoset", "StrataCore", "StrataBindings", "StrataServiceModel", "StrataDiagnostics"]),

        // Macros
        room("SwiftReader", []),
        room("PluginWire", ["SwiftReader"]),
        room("MacroExpansion", ["PluginWire", "SwiftReader"]),
        plugin(room: "StrataMacros", ["MacroExpansion", "PluginWire"]),

        // Tools
        .executableTarget(
            name: "StrataTool", dependencies: ["StrataInfoset", "StrataCore", "StrataCrypto", "StrataXMLSecurity"],
            swiftSettings: language),
        .plugin(
            name: "DevelopmentCertificates",
            capability: .command(
                intent: .custom(
                    verb: "development-certificates",
                    description: "Makes a test authority and end certificates for development")),
            dependencies: ["StrataTool"]),

        // Tests
        tests("StrataInfoset", ["StrataInfoset"]),
        tests("StrataCore", ["StrataCore", "StrataInfoset", "StrataInProcess", "StrataTextEncoding", "StrataTesting"]),
        tests("StrataFraming", ["StrataFraming", "StrataInfoset"]),
        tests("StrataCrypto", ["StrataCrypto", "StrataCore", "StrataInfoset"]),
        tests("StrataTLS", ["StrataTLS", "StrataCrypto", "StrataCore", "StrataInfoset"]),
        tests("StrataXMLSecurity", ["StrataXMLSecurity", "StrataCrypto", "StrataInfoset"]),
        tests("StrataNet", ["StrataNet", "StrataCore", "StrataInfoset"]),
        tests("StrataTextEncoding", ["StrataTextEncoding", "StrataTesting", "StrataCore", "StrataInfoset"]),
        tests("StrataInProcess", ["StrataInProcess", "StrataTextEncoding", "StrataTesting", "StrataCore", "StrataInfoset"]),
        tests(
            "StrataHTTP",
            [
                "StrataHTTP", "StrataNet", "StrataFraming", "StrataTLS", "StrataCrypto", "StrataTextEncoding",
                "StrataBindings", "StrataTesting", "StrataDiagnostics", "StrataCore", "StrataInfoset",
            ]),
        tests("StrataDiagnostics", ["StrataDiagnostics", "StrataTesting", "StrataCore", "StrataInfoset"]),
        tests("StrataTesting", ["StrataTesting", "StrataHTTP", "StrataInProcess", "StrataTextEncoding", "StrataCore", "StrataInfoset"]),
        tests(
            "StrataBindings",
            [
                "StrataBindings", "StrataHTTP", "StrataTLS", "StrataCrypto", "StrataTextEncoding", "StrataDiagnostics", "StrataInProcess",
                "StrataCore", "StrataInfoset",
            ]),
        tests(
            "StrataServiceModel",
            [
                "StrataServiceModel", "StrataInProcess", "StrataTextEncoding", "StrataHTTP", "StrataBindings", "StrataDiagnostics",
                "StrataTesting", "StrataCore", "StrataInfoset",
            ]),
        .target(name: "CCounters", path: "Tests/CCounters"),
        .target(name: "CThreadSanitizer", path: "Tests/CThreadSanitizer"),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: language),
        tests(
            "HotPath",
            [
                "CCounters", "StrataServiceModel", "StrataHTTP", "StrataNet", "StrataTLS", "StrataXMLSecurity", "StrataCrypto",
                "StrataTextEncoding", "StrataBindings", "StrataCore", "StrataInfoset",
            ]),
        tests("SwiftReader", ["SwiftReader"]),
        tests(
            // Not the plugin itself: that would have all tests, and what they stand on, built once more for the machine that compiles.
            "StrataMacros",
            ["MacroExpansion", "PluginWire", "SwiftReader", "StrataServiceModel", "StrataInProcess", "StrataTextEncoding"]),
        tests("StrataTool", ["StrataXMLSecurity", "StrataCrypto", "StrataInfoset"]),
        tests("Package", []),
        tests(
            "Interop",
            ["StrataHTTP", "StrataTLS", "StrataXMLSecurity", "StrataCrypto", "StrataTextEncoding", "StrataCore", "StrataInfoset"]),
    ]
)
