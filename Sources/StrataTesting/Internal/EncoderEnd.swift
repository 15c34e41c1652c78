internal import StrataCore
internal import StrataInfoset

/// What one end of a wire does with its encoder.
struct EncoderEnd {
    private var encoder: any MessageEncoder

    init(_ encoder: any MessageEncoder) { self.encoder = encoder }

    /// A message as a transport sends it.
    struct Sent {
        var octets: [UInt8]
        var contentType: String
    }

    /// Octets that stand in the writer before the message.
    private static let mark: [UInt8] = [0x53, 0x00, 0xFF]

    mutating func encode(_ message: Message, _ expect: Expectations, _ what: String) throws -> Sent {
        var message = message
        let writer = ByteWriter()
        writer.append(EncoderEnd.mark)
        try encoder.encode(&message, into: writer)
        let all = [UInt8](writer.take())
        try expect.isTrue(all.starts(with: EncoderEnd.mark), "what stood in the writer before stays there (\(what))")
        return Sent(octets: Array(all.dropFirst(EncoderEnd.mark.count)), contentType: encoder.contentType(of: message))
    }

    /// Reads from a buffer at an odd address that is overwritten afterwards: nothing of the message may point into it.
    mutating func decode(_ octets: some Collection<UInt8>, _ contentType: String?) throws(MessageCodingError) -> Message {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: octets.count + 1, alignment: 16)
        defer { unsafe buffer.deallocate() }
        let place = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[1...])
        unsafe place.copyBytes(from: octets)
        let message = unsafe try encoder.decode(UnsafeRawBufferPointer(place), contentType: contentType)
        for index in place.indices { unsafe place[index] = 0xFE }
        return message
    }

    var about: any MessageEncoder { encoder }
}

extension EncodingUnderTest {
    func makeEnd(session: Bool = false) throws -> EncoderEnd {
        EncoderEnd(try ProbeTransport.encoder(of: encoding, session: session))
    }

    /// The content type to read octets with that have come without one.
    func contentType(_ sent: EncoderEnd.Sent) -> String? { claims.needsContentType ? sent.contentType : nil }

    /// The samples that it claims, in its version.
    func messages() throws -> [(name: String, message: Message)] {
        try claims.samples.compactMap { sample in
            try sample.make(encoding.messageVersion).map { (sample.name, $0) }
        }
    }

    /// The first of them: for checks to which it does not matter what is said.
    func anyMessage(_ expect: Expectations) throws -> Message {
        guard let first = try messages().first else { throw expect.fail("no sample can be said in version \(encoding.messageVersion)") }
        return first.message
    }

    /// Whether `received` says what `sent` does.
    func expectSame(_ received: Message, _ sent: Message, _ expect: Expectations, _ what: String) throws {
        let lines = try MessageForm.lines(of: received, keepsPrefixes: claims.keepsPrefixes)
        let expected = try MessageForm.lines(of: sent, keepsPrefixes: claims.keepsPrefixes)
        if let difference = MessageForm.difference(lines, expected) { throw expect.fail("\(what) \(difference)") }
    }
}
