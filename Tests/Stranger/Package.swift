// swift-tools-version: 6.2
import PackageDescription

// A package of somebody else's, with the settings that a new package has. It depends on a version, as users do: `.ci/stranger` makes one.
func strata(_ names: String...) -> [Target.Dependency] { names.map { .product(name: $0, package: "strata") } }

let package = Package(
    name: "stranger",
    platforms: [.macOS("26.0")],
    dependencies: [.package(url: Context.environment["STRATA_URL"] ?? "file:///strata", from: "1.0.0")],
    targets: [
        .executableTarget(name: "by-macro", dependencies: strata("Strata")),
        .executableTarget(name: "by-hand", dependencies: strata("Strata")),
        .executableTarget(name: "channels", dependencies: strata("StrataBindings")),
    ]
)
