import Testing

/// Holds sources and manifest to the table of rooms: the build lets undeclared transitive imports pass, so this reads the `import` lines.
@Suite("Package graph")
struct PackageGraphTests {
    let manifest: Manifest

    init() throws { manifest = Manifest(try PackageSources.text("Package.swift")) }

    @Test func everyRoomImportsOnlyWhatItsRowNames() throws {
        for room in RoomTable.rooms.keys.sorted() {
            let files = PackageSources.swiftFiles(under: "Sources/\(room)")
            #expect(!files.isEmpty, "\(room) has no sources")
            var allowed = RoomTable.allowed(for: room).union(RoomTable.toolchain)
            if RoomTable.mayUseLibC.contains(room) { allowed.formUnion(RoomTable.libC) }
            if RoomTable.mayUseFoundation.contains(room) { allowed.formUnion(RoomTable.foundation) }
            for file in files {
                let source = try PackageSources.text(file)
                for (module, _) in ImportScanner.imports(in: source) {
                    if let trait = RoomTable.adapters[room]?[module] {
                        #expect(
                            ConditionalSource.isWhole(source, of: trait),
                            "\(file) imports \(module) where the trait \(trait) is not enabled")
                        continue
                    }
                    #expect(allowed.contains(module), "\(file) imports \(module), which the row of \(room) does not name")
                }
            }
        }
    }

    @Test func theManifestDeclaresExactlyTheRows() {
        #expect(Set(manifest.rooms.keys) == Set(RoomTable.rooms.keys))
        for (room, declared) in manifest.rooms {
            #expect(declared == RoomTable.allowed(for: room), "dependencies of \(room) in Package.swift")
        }
    }

    @Test func everyFolderOfSourcesIsARoomOrKnown() throws {
        let others: Set = ["CLinux", "COpenSSL", "CZlib", "StrataTool"]
        for folder in try PackageSources.folders(in: "Sources") {
            #expect(RoomTable.rooms[folder] != nil || others.contains(folder), "Sources/\(folder) stands in no table")
        }
    }

    @Test func thereAreNoCycles() {
        var finished: Set<String> = []
        func visit(_ room: String, _ path: [String]) {
            #expect(!path.contains(room), "cycle: \((path + [room]).joined(separator: " → "))")
            guard !path.contains(room), finished.insert(room).inserted else { return }
            for next in RoomTable.allowed(for: room) where RoomTable.rooms[next] != nil { visit(next, path + [room]) }
        }
        for room in RoomTable.rooms.keys.sorted() { visit(room, []) }
    }

    /// Packages from outside come in by traits only, and no trait is on unless somebody asks for it.
    @Test func nothingOutsideIsResolved() {
        #expect(manifest.text.contains(".default(enabledTraits: [])"))
        let products = manifest.text.matches(
            of: /\.product\(name: "(\w+)", package: "([\w-]+)"(, condition: \.when\(traits: \["(\w+)"\]\))?\)/)
        let traits = RoomTable.adapters.values.reduce(into: [:]) { $0.merge($1) { one, _ in one } }
        #expect(products.count == traits.count)
        for product in products {
            #expect(product.4.map(String.init) == traits[String(product.1)], "\(product.0) does not depend on its trait")
        }
        // Nothing is named as a dependency that no such product is of, and each trait is declared.
        let packages = Set(products.map { $0.2 })
        for match in manifest.text.matches(of: /\.package\(url: "[^"]*\/([\w-]+)\.git"/) {
            #expect(packages.contains(match.1), "\(match.0)")
        }
        #expect(manifest.text.matches(of: /\.package\(/).count == packages.count)
        #expect(Set(manifest.text.matches(of: /\.trait\(name: "(\w+)"/).map { String($0.1) }) == Set(traits.values))
    }

    @Test func aConditionHoldsForTheWholeFile() {
        #expect(ConditionalSource.isWhole("#if A\n    import B\n#endif\n", of: "A"))
        for source in [
            "import B\n#if A\n#endif\n", "#if A\n#endif\nimport B\n", "#if A\n#else\nimport B\n#endif\n", "#if C\n    import B\n#endif\n",
            "#if A\n#endif\nimport B\n#if A\n#endif\n",
        ] { #expect(!ConditionalSource.isWhole(source, of: "A"), "\(source)") }
    }

    /// Strangers' packages must be able to do what ours do: no hidden door may be needed.
    @Test func samplesUseThePublicInterfaceOnly() throws {
        let libraries = manifest.libraries
        let files = PackageSources.swiftFiles(under: "Samples").filter { !$0.hasSuffix("/Package.swift") }
        #expect(!files.isEmpty)
        for file in files {
            let source = try PackageSources.text(file)
            #expect(!source.contains("@_spi") && !source.contains("@testable"), "\(file) goes round the public interface")
            for (module, modifiers) in ImportScanner.imports(in: source) where module.hasPrefix("Strata") {
                #expect(libraries.contains(module), "\(file) imports \(module), which is no product")
                #expect(modifiers.allSatisfy { !$0.hasPrefix("@") }, "\(file): \(modifiers) import \(module)")
            }
        }
    }

    @Test func aStrangersElementNeedsTheCoreOnly() throws {
        for folder in ["CustomElement", "CustomTransport"] {
            for file in PackageSources.swiftFiles(under: "Samples/\(folder)") {
                for (module, _) in ImportScanner.imports(in: try PackageSources.text(file)) where module.hasPrefix("Strata") {
                    let isCheck = file.hasSuffix("/Checks.swift") || file == "Samples/CustomTransport/main.swift"
                    let allowed = ["StrataCore", "StrataInfoset"] + (isCheck ? ["StrataTesting"] : [])
                    #expect(allowed.contains(module), "\(file) imports \(module)")
                }
            }
        }
    }

    @Test func theScannerReadsEveryFormOfImport() {
        let source = """
            // import Commented
            import A
            public import B
            @testable import C
            @_exported public import D
            internal import struct E.Inner
              package import F.Sub // why
            let imported = "import G"
            """
        #expect(ImportScanner.imports(in: source).map(\.module) == ["A", "B", "C", "D", "E", "F"])
        #expect(ImportScanner.imports(in: "let t = \"\"\"\nimport Inside\n\"\"\"\nimport After").map(\.module) == ["After"])
        #expect(ImportScanner.imports(in: source)[3].modifiers == ["@_exported", "public"])
    }
}
