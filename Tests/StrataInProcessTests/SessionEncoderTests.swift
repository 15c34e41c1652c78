import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Testing

/// An encoding whose encoders for sessions have state, through every shape.
struct SessionEncoderTests {
    /// Text XML; in a session each message has the number of those before it in its direction, and can be read in that order only.
    struct NumberedEncoding: EncodingElement {
        var made = Received()
        private let text = TextEncoding()

        init() {}

        var messageVersion: MessageVersion { text.messageVersion }

        func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
            made.append("single")
            return Encoder(inner: try text.makeEncoder(context), isSession: false)
        }

        func makeSessionEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
            made.append("session")
            return Encoder(inner: try text.makeEncoder(context), isSession: true)
        }
    }

    struct Encoder: MessageEncoder {
        var inner: any MessageEncoder
        let isSession: Bool
        private var written: UInt8 = 0
        private var read: UInt8 = 0

        init(inner: any MessageEncoder, isSession: Bool) { (self.inner, self.isSession) = (inner, isSession) }

        var messageVersion: MessageVersion { inner.messageVersion }
        var mediaType: String { isSession ? "application/x-numbered" : "application/x-single" }
        func contentType(of message: Message) -> String { mediaType }
        func supports(contentType: String) -> Bool { contentType == mediaType }

        mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
            guard read == 0 else { throw MessageCodingError(.notEncodable, "this encoder reads") }
            if isSession { writer.append(written) }
            try inner.encode(&message, into: writer)
            if isSession { written &+= 1 }
        }

        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            guard isSession else { return try inner.decode(octets, contentType: nil) }
            guard written == 0 else { throw MessageCodingError(.malformed, "this encoder writes") }
            guard octets.first == read else {
                throw MessageCodingError(.malformed, "message \(octets.first ?? 0) where \(read) was due")
            }
            read &+= 1
            return try inner.decode(UnsafeRawBufferPointer(rebasing: octets[1...]), contentType: nil)
        }
    }

    let time = ManualTime()
    let encoding = NumberedEncoding()

    func binding() -> CustomBinding {
        CustomBinding(time: time) { [hub = InProcessHub()] in
            encoding
            InProcessTransport(hub: hub)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ChannelShape.allCases) func everyShape(_ shape: ChannelShape) async throws {
        let (binding, issued) = (binding(), Received())
        let stack = StackUnderTest(client: binding, service: binding, version: .default, shapes: [shape], time: time) {
            issued.append("")
            return EndpointAddress("inproc:numbered-\(issued.texts.count)")
        }
        try await stack.checkMessages()
        try await stack.checkBackPressure()
        try await stack.checkCancellation()
        try await stack.checkTimeout()
        #expect(Set(encoding.made.texts) == [shape.session ? "session" : "single"])
    }

    /// A reply is read though nobody waits for it any more, and before those that were written after it.
    @Test(.timeLimit(.minutes(1))) func lateRepliesAreReadInTheirTurn() async throws {
        let binding = binding()
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:late"), session: true)
        try await listener.open()
        let (arrived, release) = (Gate(), Gate())
        let serving = Task {
            try await listener.serve { message in
                if try SampleMessage.text(of: message) == "late" {
                    arrived.open()
                    try await release.passed()
                }
                return message
            }
        }
        let late = SampleMessage.make("late", version: .default)
        try await binding.withRequestChannel(to: listener.address, session: true) { channel in
            let call = Task { try await channel.request(late, until: .after(.seconds(5), on: time)) }
            try await arrived.passed()
            time.advance(by: .seconds(5))
            await #expect(throws: CommunicationError.self) { try await call.value }
            release.open()
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try SampleMessage.text(of: try await channel.request(SampleMessage.make("\(number)", version: .default)))
                    }
                }
                var texts: Set<String> = []
                for try await text in group { texts.insert(text) }
                #expect(texts.count == 40)
            }
            #expect(channel.state == .opened)
        }
        try await listener.close()
        try await serving.value
    }
}
