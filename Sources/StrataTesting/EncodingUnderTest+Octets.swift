internal import StrataCore

extension EncodingUnderTest {
    /// How long a sample may be that is cut at every place and damaged.
    private static let shortSample = 2048

    /// The samples as octets, the short ones.
    private func shortSamples(_ expect: Expectations) throws -> [(name: String, message: Message, sent: EncoderEnd.Sent)] {
        let samples = try messages().map { name, message in
            var writer = try makeEnd()
            return (name: name, message: message, sent: try writer.encode(message, expect, name))
        }.filter { $0.sent.octets.count <= EncodingUnderTest.shortSample }
        try expect.isTrue(!samples.isEmpty, "one sample has at most \(EncodingUnderTest.shortSample) octets")
        return samples
    }

    /// Octets that end early, at every place, are refused: with a reason, a place within them, and never as something that was to be
    /// written. What is missing may be what says nothing, such as white space at the end; then the message is what it was.
    public func checkCutOctets() throws {
        let expect = Expectations("cut octets for \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            for (name, message, sent) in try shortSamples(expect) {
                for end in sent.octets.indices {
                    var reader = try makeEnd()
                    let what = "'\(name)', cut to \(end) of \(sent.octets.count) octets,"
                    do {
                        let received = try reader.decode(sent.octets[..<end], contentType(sent))
                        try expectSame(received, message, expect, "\(what) was taken for a message:")
                    } catch let error as MessageCodingError {
                        try expectReason(error, end, expect, what)
                    }
                }
            }
        }
    }

    /// Octets with random damage are refused, or are a message that can be written again and then says the same, or cannot be written.
    ///
    /// - Parameter seeds: how many times each sample is damaged; seed by seed the damage is the same in each run.
    public func checkDamagedOctets(seeds: Int = 150) throws {
        let expect = Expectations("damaged octets for \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            let samples = try shortSamples(expect)
            for (index, (name, _, sent)) in samples.enumerated() {
                for seed in 0..<seeds {
                    var random = SeededGenerator(seed: index * seeds + seed)
                    let octets = damage(sent.octets, samples[(index + 1) % samples.count].sent.octets, &random)
                    try readDamaged(octets, contentType(sent), expect, "'\(name)', damaged by seed \(seed),")
                }
            }
        }
    }

    private func readDamaged(_ octets: [UInt8], _ contentType: String?, _ expect: Expectations, _ what: String) throws {
        var reader = try makeEnd()
        let received: Message
        do throws(MessageCodingError) { received = try reader.decode(octets, contentType) } catch {
            return try expectReason(error, octets.count, expect, what)
        }
        var (writer, last) = (try makeEnd(), try makeEnd())
        let sent: EncoderEnd.Sent
        do { sent = try writer.encode(received, expect, what) } catch let error as MessageCodingError {
            return try expect.equal(error.code, .notEncodable, "the code of the error when \(what) is written again")
        }
        do {
            try expectSame(try last.decode(sent.octets, sent.contentType), received, expect, "\(what) read and written again,")
        } catch let error as MessageCodingError {
            throw expect.fail("\(what) was read, and written again is not: \(error)")
        }
    }

    private func expectReason(_ error: MessageCodingError, _ count: Int, _ expect: Expectations, _ what: String) throws {
        try expect.isTrue(error.code != .notEncodable, "\(what) is not refused with the code for what cannot be written: \(error)")
        try expect.isTrue(!error.reason.isEmpty, "the error for \(what) gives a reason")
        try expect.isTrue(
            error.offset.map { (0...count).contains($0) } ?? true, "the error for \(what) names a place within the octets: \(error)")
    }

    private func damage(_ octets: [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var octets = octets
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard !octets.isEmpty else { break }
            let at = Int.random(in: 0..<octets.count, using: &random)
            let end = min(octets.count, at + Int.random(in: 1...8, using: &random))
            switch Int.random(in: 0..<7, using: &random) {
            case 0: octets[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: octets[at] = [0, 0x20, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &random) ?? 0
            case 2: octets.removeSubrange(at..<end)
            case 3: octets.insert(contentsOf: octets[at..<end], at: end)
            case 4: octets.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 5: octets.replaceSubrange(at..<end, with: Array(octets.reversed()).prefix(end - at))
            default:
                // The rest of another message behind this one's beginning.
                octets.replaceSubrange(at..., with: other.dropFirst(min(at, other.count)))
            }
        }
        return octets
    }
}
