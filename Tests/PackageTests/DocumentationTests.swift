import Testing

/// What the documentation shows compiles, and what it names is there.
@Suite("Documentation")
struct DocumentationTests {
    static let catalogs = PackageSources.files(under: "Sources", suffix: ".md")
    static let documents = ["README.md"] + catalogs + PackageSources.files(under: "Samples", suffix: ".md")

    /// Each Swift block stands, line by line and without a gap, in a source that is built: a sample, or a test.
    @Test(arguments: documents)
    func showsCodeThatIsBuilt(document: String) throws {
        for block in CodeBlock.all(in: try PackageSources.text(document)) where block.language == "swift" {
            #expect(BuiltCode.contains(block.lines), "\(document): no sample and no test has this:\n\(block.lines.joined(separator: "\n"))")
        }
    }

    /// The README promises a service and a client in 20 lines: comments and blank lines do not count.
    @Test func theFirstProgramIsShort() throws {
        let blocks = CodeBlock.all(in: try PackageSources.text("README.md")).filter { $0.language == "swift" }
        let program = try #require(blocks.first)
        let sample = CodeBlock(language: "swift", text: try PackageSources.text("Samples/Hello/main.swift"))
        #expect(program.lines == sample.lines, "the README does not begin with the whole of Samples/Hello")
        #expect(program.lines.count <= 20, "\(program.lines.count) lines")
    }

    /// Every block says its language, so that none is overlooked above.
    @Test(arguments: documents)
    func blocksNameTheirLanguage(document: String) throws {
        for block in CodeBlock.all(in: try PackageSources.text(document)) {
            #expect(["swift", "text"].contains(block.language), "\(document) has a block of '\(block.language)'")
        }
    }

    @Test(arguments: documents)
    func linksLeadSomewhere(document: String) throws {
        let folder = document.split(separator: "/").dropLast().joined(separator: "/")
        for match in try PackageSources.text(document).matches(of: /\]\(([^)#]+)\)/) where !match.1.contains("://") {
            #expect(PackageSources.exists(folder.isEmpty ? String(match.1) : "\(folder)/\(match.1)"), "\(document) links to \(match.1)")
        }
    }

    /// Lines of text end where lines of code have to; tables and links cannot be broken.
    @Test(arguments: documents)
    func linesAreNotTooLong(document: String) throws {
        for line in try PackageSources.text(document).split(separator: "\n") where line.count > 140 && !line.hasPrefix("|") {
            #expect(line.contains("://"), "\(document): \(line.count) characters: \(line)")
        }
    }

    /// The paths that the documentation names are there.
    @Test(arguments: documents)
    func namesPathsThatAreThere(document: String) throws {
        for match in try PackageSources.text(document).matches(of: /`((?:Sources|Samples|Tests|Plugins|\.ci)\/[\w.\/-]+)`/) {
            #expect(PackageSources.exists(String(match.1)), "\(document) names \(match.1)")
        }
    }

    /// The `make` targets that the README names are there.
    @Test func theReadmeNamesTargetsThatAreThere() throws {
        let text = try PackageSources.text("README.md")
        let targets = try PackageSources.text("Makefile").matches(of: /(?m)^([a-z-]+):/).map(\.1)
        for match in text.matches(of: /make ([a-z-]+) *[`#]/) { #expect(targets.contains(match.1), "there is no make \(match.1)") }
        #expect(!text.matches(of: /make ([a-z-]+) *[`#]/).isEmpty)
    }

    /// The table of rooms in the architecture article is the one that the package graph is held to.
    @Test func theArchitectureShowsTheRooms() throws {
        let text = try PackageSources.text("Sources/StrataCore/StrataCore.docc/Architecture.md")
        var rows: [String: Set<String>] = [:]
        for match in text.matches(of: /(?m)^\| `(\w+)` \|([^|]*)\|/) {
            let names = match.2.split { !$0.isLetter }.map(String.init)
            // Rooms go without their first word, unless that is all there is; C modules are called what they are.
            rows[String(match.1)] = Set(names.map { RoomTable.rooms["Strata" + $0] != nil ? "Strata" + $0 : $0 })
        }
        #expect(Set(rows.keys) == Set(RoomTable.rooms.keys))
        for room in RoomTable.rooms.keys {
            #expect(rows[room] == RoomTable.rooms[room], "the row of \(room) in Architecture.md")
        }
    }

    /// A decision says what asked for it, what was decided, and what that brings, the bad with the good.
    @Test(arguments: catalogs.filter { $0.contains("/Decisions/") })
    func decisionsHaveTheirThreeParts(document: String) throws {
        let lines = try PackageSources.text(document).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("## ") } == ["## Context", "## Decision", "## Consequences"], "\(document)")
        let number = document.split(separator: "/").last?.prefix(4) ?? ""
        #expect(lines.first?.hasPrefix("# \(number) ") == true, "\(document) does not begin with its number")
        #expect(lines.count <= 45, "\(document) is longer than a page")
    }

    /// Each article and each decision is reached from its room's first page.
    @Test func everyArticleIsListed() throws {
        for article in Self.catalogs {
            let parts = article.split(separator: "/")
            let room = parts[1]
            let name = parts[parts.count - 1].dropLast(3)
            guard name != room else { continue }
            let first = try PackageSources.text("Sources/\(room)/\(room).docc/\(room).md")
            #expect(first.contains("- <doc:\(name)>"), "\(room).md does not list \(name)")
        }
    }

    /// The README's table has every element that the rooms offer.
    @Test func theReadmeListsEveryElement() throws {
        let text = try PackageSources.text("README.md")
        let kinds = "(?:Settings|Message|AsyncMessage|Channel|StreamUpgrade|Encoding|Transport)Element"
        let declaration = try Regex<(Substring, Substring)>("(?m)^public struct (\\w+): (?:\\w+, )*\(kinds)\\b")
        var found = 0
        for file in PackageSources.swiftFiles(under: "Sources") {
            for match in try PackageSources.text(file).matches(of: declaration) {
                found += 1
                #expect(text.contains("| `\(match.1)` |"), "README.md has no row for \(match.1)")
            }
        }
        #expect(found >= 5)
    }

    /// The presets that the README names are the ones there are.
    @Test func theReadmeListsEveryPreset() throws {
        let text = try PackageSources.text("README.md")
        for file in PackageSources.swiftFiles(under: "Sources/StrataBindings") {
            for match in try PackageSources.text(file).matches(of: /(?m)^public struct (\w+): Binding\b/) {
                #expect(text.contains("`\(match.1)`"), "README.md does not name \(match.1)")
            }
        }
    }
}
