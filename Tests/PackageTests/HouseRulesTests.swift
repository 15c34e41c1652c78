import Foundation
import Testing

/// What holds for every file that belongs to the package.
@Suite("House rules")
struct HouseRulesTests {
    /// Files of the package as text: sources, tests, samples, documents, scripts.
    static let files: [String] =
        ["Sources", "Tests", "Samples", "Plugins", ".ci"].flatMap { folder -> [String] in
            guard
                let found = FileManager.default.enumerator(at: PackageSources.root.appending(path: folder), includingPropertiesForKeys: nil)
            else { return [] }
            var files: [String] = []
            for case let url as URL in found {
                let path = folder + url.path.dropFirst(PackageSources.root.appending(path: folder).path.count)
                if path.contains("/.build/") || path.contains("/.swiftpm/") { continue }
                if ["swift", "md", "sh", "c", "h", "modulemap", "json", ""].contains(url.pathExtension), !url.hasDirectoryPath {
                    files.append(path)
                }
            }
            return files
        } + ["Package.swift", "README.md", "Makefile"]

    /// Longer than this only for one state machine or one table, by name.
    static let longest = 300
    static let longFiles: Set<String> = [
        "Sources/StrataInfoset/Internal/TextParser.swift", "Sources/StrataInfoset/Internal/NameTable.swift",
        "Sources/StrataNet/EventLoop.swift", "Sources/StrataHTTP/Internal/Client/HTTPExchange.swift",
        "Sources/StrataTLS/TLSTransform.swift",
    ]

    @Test func filesAreShort() throws {
        #expect(HouseRulesTests.files.count > 200)
        var lengths: [Int] = []
        for file in HouseRulesTests.files where file.hasPrefix("Sources/") && file.hasSuffix(".swift") {
            let count = try PackageSources.text(file).split(separator: "\n", omittingEmptySubsequences: false).count - 1
            lengths.append(count)
            #expect(count <= (HouseRulesTests.longFiles.contains(file) ? 450 : HouseRulesTests.longest), "\(file) has \(count) lines")
        }
        lengths.sort()
        #expect(lengths[lengths.count / 2] <= 160, "the median file")
        #expect(lengths[lengths.count * 9 / 10] <= HouseRulesTests.longest, "nine in ten files")
        for file in HouseRulesTests.longFiles { #expect(PackageSources.exists(file), "\(file) is gone: take it off the list") }
    }

    /// The text speaks of the project: nothing of the machine it was written on, no leftovers.
    @Test func nothingOfTheWorkshop() throws {
        let banned = [
            "/" + "work/", "/" + "home/", "FIX" + "ME", "XX" + "X", "TO" + "DO", "<<<<" + "<<<", ">>>>" + ">>>", "proto" + "type",
        ]
        for file in HouseRulesTests.files {
            let text = try PackageSources.text(file)
            for word in banned { #expect(!text.contains(word), "\(file) says '\(word)'") }
        }
    }

    @Test func noSecretsAreCommitted() throws {
        for file in HouseRulesTests.files {
            let text = try PackageSources.text(file)
            let key = "PRIVATE " + "KEY-----"
            for line in text.split(separator: "\n") where line.contains(key) {
                #expect(line.contains("\""), "\(file) holds a private key")
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: PackageSources.root.path)
        #expect(!names.contains { $0.hasSuffix(".pem") || $0.hasSuffix(".p12") || $0.hasSuffix(".key") })
    }

    /// On a path that input can reach nothing ends the process; library rooms know no Foundation but where their table says so.
    @Test func librariesDoNotTrap() throws {
        let banned = ["fatal" + "Error(", "try" + "! ", "as" + "! ", "import " + "Foundation"]
        for file in HouseRulesTests.files
        where file.hasPrefix("Sources/Strata") && file.hasSuffix(".swift") && !file.hasPrefix("Sources/StrataTool") {
            for line in try PackageSources.text(file).split(separator: "\n") {
                let code = line.drop { $0 == " " }
                if code.hasPrefix("//") { continue }
                let mayUseFoundation = RoomTable.mayUseFoundation.contains { file.hasPrefix("Sources/\($0)/") }
                for word in banned where !(mayUseFoundation && word.hasPrefix("import")) {
                    #expect(!code.contains(word), "\(file): \(code)")
                }
            }
        }
    }

    /// Names that say nothing.
    @Test func namesSaySomething() throws {
        let declaration = /(?:class|struct|enum|protocol|actor) (\w+)/
        for file in HouseRulesTests.files where file.hasPrefix("Sources/") && file.hasSuffix(".swift") {
            for line in try PackageSources.text(file).split(separator: "\n") {
                let code = line.drop { $0 == " " }
                if code.hasPrefix("//") { continue }
                for match in code.matches(of: declaration) {
                    let name = match.1
                    #expect(!["Manager", "Helper", "Impl", "Util", "Utils"].contains { name.hasSuffix($0) }, "\(file): \(name)")
                    #expect(!name.hasPrefix("Base") || name == "Base64", "\(file): \(name)")
                }
            }
        }
    }

    /// An `@unchecked Sendable` has its proof beside it.
    @Test func uncheckedIsProved() throws {
        for file in HouseRulesTests.files where file.hasPrefix("Sources/") && file.hasSuffix(".swift") {
            let lines = try PackageSources.text(file).split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                if line.drop(while: { $0 == " " }).hasPrefix("//") { continue }
                let before = lines[max(0, index - 6)..<index]
                #expect(before.contains { $0.contains("//") }, "\(file):\(index + 1)")
            }
        }
    }
}
