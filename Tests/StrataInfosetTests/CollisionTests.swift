import Testing

@testable import StrataInfoset

/// Names made to meet in one bucket: the number of slots that a look-up goes through stays small, because the hash has a secret.
@Suite struct CollisionTests {
    /// Families of names of the shapes that collide where a hash is a sum, looks at few octets, or has no secret.
    static let families: [(name: String, make: @Sendable (Int) -> String)] = [
        ("a counter at the end", { "n\($0)" }),
        ("a counter in front", { "n\($0)" + String(repeating: "z", count: 40) }),
        (
            "the same sum of octets",
            { number in
                // Pairs that keep 31 * first + second.
                String((0..<16).flatMap { bit in number >> bit & 1 == 0 ? ["A", "a"] : ["B", "B"] })
            }
        ),
        (
            "one octet of each word",
            { number in
                String((0..<16).flatMap { Array("aaaaaaa") + [Character(UnicodeScalar(UInt8(97 + (number >> $0 & 1))))] })
            }
        ),
        (
            "the high octets of one word",
            { number in
                "aaaa" + String((0..<4).map { Character(UnicodeScalar(UInt8(97 + (number >> ($0 * 4) & 15)))) })
            }
        ),
        ("lengths", { String(repeating: "n", count: $0 % 2000 + 1) + "x\($0 / 2000)" }),
    ]

    private func longestProbe(_ texts: [String], namespaces: Int) -> Int {
        let octets = NameTable.preamble + texts.flatMap { Array($0.utf8) } + [UInt8](repeating: 0, count: scanPadding)
        var table = NameTable()
        defer { table.deallocate() }
        return octets.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .max }
            table.reset(base, preambleAt: 0)
            var offset = NameTable.preambleLength
            var spaces: [UInt32] = []
            for text in texts {
                let length = text.utf8.count
                if spaces.count < namespaces {
                    spaces.append(table.intern(base, offset, length))
                } else if let raw = table.raw(base, offset, length, 0) {
                    _ = table.qname(base, raw, spaces.isEmpty ? 0 : spaces[raw % spaces.count])
                }
                offset += length
            }
            return table.longestProbe
        }
    }

    @Test(arguments: families.indices) func namesAndNamespaces(_ index: Int) {
        let (name, make) = Self.families[index]
        let texts = (0..<10_000).map(make)
        #expect(Set(texts).count == texts.count, "\(name)")
        for namespaces in [0, 1, 5000] {
            // Tables are at most half full: with random hashes the longest run is a few dozen slots, with collisions thousands.
            let longest = longestProbe(texts, namespaces: namespaces)
            #expect(longest < 250, "\(name), \(namespaces) namespaces: \(longest)")
        }
    }

    /// The measure itself: the same slot for all is seen.
    @Test func theMeasureSeesRuns() {
        let short = longestProbe((0..<10).map { "n\($0)" }, namespaces: 0)
        #expect(short >= 1 && short < 11 + 5)
    }
}
