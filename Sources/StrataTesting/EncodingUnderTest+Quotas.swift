internal import StrataCore
internal import StrataInfoset

extension EncodingUnderTest {
    /// A quota that is larger is not tried: what exceeds it would not be small.
    private static let largestTried = 200_000

    /// Each reader quota that the encoding claims (`readerQuotas`) holds, and says its name and value. An encoding that claims none
    /// passes. Not tried: arrays, and quotas above 200,000.
    public func checkQuotas() throws {
        let expect = Expectations("quotas of \(encoding.elementName), \(encoding.messageVersion)")
        guard let quotas = encoding.readerQuotas else { return }
        try expect.running {
            for (name, value, write) in EncodingUnderTest.excesses(of: quotas) where value < EncodingUnderTest.largestTried {
                var (writer, reader) = (try makeEnd(), try makeEnd())
                let message = Message(version: encoding.messageVersion, action: EncodingSample.action, body: MessageBody(write: write))
                let sent: EncoderEnd.Sent
                do { sent = try writer.encode(message, expect, name) } catch let error as MessageCodingError {
                    try expect.equal(error.code, .notEncodable, "the code of the error when a message above \(name) is written")
                    continue
                }
                try expectExceeded(expect, name, value) {
                    let received = try reader.decode(sent.octets, sent.contentType)
                    // Values are measured when they are read.
                    _ = try received.bodyContents?.string()
                }
            }
            try checkLongestString(quotas.maxStringContentLength, expect)
        }
    }

    private func expectExceeded(_ expect: Expectations, _ name: String, _ value: Int, _ read: () throws -> Void) throws {
        let reason: String
        do {
            try read()
            throw expect.fail("a message that exceeds \(name), \(value), was read")
        } catch let error as MessageCodingError {
            try expect.equal(error.code, .quotaExceeded, "the code of the error above \(name) (\(error))")
            reason = error.reason
        } catch let error as InfosetError {
            guard error.code == .quotaExceeded else {
                // Thrown because the value is no string.
                throw expect.fail("a message that exceeds \(name), \(value), was read")
            }
            reason = error.reason
        }
        try expect.isTrue(
            reason.contains(name) && reason.contains("\(value)"), "the error above \(name) names it and its value \(value): '\(reason)'")
    }

    /// A limit is not lower than it claims to be.
    private func checkLongestString(_ length: Int, _ expect: Expectations) throws {
        guard length < EncodingUnderTest.largestTried else { return }
        var (writer, reader) = (try makeEnd(), try makeEnd())
        let message = SampleMessage.make(String(repeating: "x", count: length), version: encoding.messageVersion)
        guard let sent = try? writer.encode(message, expect, "the longest string") else { return }
        let text = try reader.decode(sent.octets, sent.contentType).bodyContents?.string()
        try expect.equal(text?.utf8.count, length, "the length of the longest string that maxStringContentLength allows")
    }

    private typealias Excess = (name: String, value: Int, write: @Sendable (inout InfosetBuilder) throws -> Void)

    private static func excesses(of quotas: XMLQuotas) -> [Excess] {
        let name = ExpandedName("Sample", namespace: "urn:strata:testing")
        func nested(_ depth: Int) -> @Sendable (inout InfosetBuilder) throws -> Void {
            { builder in
                for _ in 0..<depth { builder.startElement(name) }
                for _ in 0..<depth { builder.endElement() }
            }
        }
        func many(_ count: Int, _ local: @escaping @Sendable (Int) -> String) -> @Sendable (inout InfosetBuilder) throws -> Void {
            { builder in
                builder.startElement(name)
                for number in 0..<count { builder.element(ExpandedName(local(number)), "") }
                builder.endElement()
            }
        }
        func withAttributes(_ count: Int, _ value: String) -> @Sendable (inout InfosetBuilder) throws -> Void {
            { builder in
                builder.startElement(ExpandedName("a"))
                for number in 0..<count { builder.attribute(ExpandedName("a\(number)"), value) }
                builder.endElement()
            }
        }
        let long = String(repeating: "n", count: 50)
        let all: [Excess] = [
            ("maxDepth", quotas.maxDepth, nested(min(quotas.maxDepth, largestTried) + 1)),
            ("maxNodes", quotas.maxNodes, many(min(quotas.maxNodes, largestTried) / 2 + 1) { _ in "e" }),
            ("maxAttributesPerElement", quotas.maxAttributesPerElement, withAttributes(quotas.maxAttributesPerElement + 1, "")),
            (
                "maxNameLength", quotas.maxNameLength,
                many(1) { _ in String(repeating: "n", count: min(quotas.maxNameLength, largestTried) + 1) }
            ),
            (
                "maxNameTableCharCount", quotas.maxNameTableCharCount,
                many(min(quotas.maxNameTableCharCount, largestTried) / 50 + 1) { "\(long)\($0)" }
            ),
            (
                "maxBytesPerRead", quotas.maxBytesPerRead,
                withAttributes(1, String(repeating: "v", count: min(quotas.maxBytesPerRead, largestTried)))
            ),
            (
                "maxStringContentLength", quotas.maxStringContentLength,
                { $0.element(name, String(repeating: "x", count: min(quotas.maxStringContentLength, largestTried) + 1)) }
            ),
        ]
        // A quota that a smaller one forestalls cannot be seen.
        return all.filter { excess in
            switch excess.name {
            case "maxAttributesPerElement": quotas.maxBytesPerRead / 9 > excess.value && quotas.maxNameTableCharCount / 6 > excess.value
            case "maxNameLength": quotas.maxBytesPerRead > excess.value + 2 && quotas.maxNameTableCharCount > excess.value + 500
            default: true
            }
        }
    }
}
