import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTextEncoding
import Testing

@Suite("Calls that judge their replies", .timeLimit(.minutes(1)))
struct CallTests {
    /// Calls a service that answers with what `answer` makes of the request.
    private func call(_ version: MessageVersion = .default, _ answer: @escaping @Sendable (Message) -> Message) async throws -> Message {
        let binding = CustomBinding {
            TextEncoding(version)
            InProcessTransport(hub: InProcessHub())
        }
        let address = EndpointAddress("inproc:calls")
        let listener = try binding.makeReplyListener(at: address)
        try await listener.open(until: .never)
        let serving = Task { try await listener.serve { answer($0) } }
        let result = await Result { () async throws -> Message in
            try await binding.withRequestChannel(to: address) { channel in
                try await SOAPProcessor(version: version).call(Message(version: version, action: "urn:a"), over: channel)
            }
        }
        listener.abort()
        _ = try? await serving.value
        return try result.get()
    }

    @Test("give the reply to the request, whose addressing they have completed")
    func good() async throws {
        let reply = try await call { request in
            var reply = Message(version: request.version, action: "urn:r")
            #expect(request.headers.replyTo?.isAnonymous == true)
            reply.headers.relatesTo = request.headers.messageID
            return reply
        }
        #expect(reply.headers.action == "urn:r")
        #expect(reply.headers.relatesTo?.hasPrefix("urn:uuid:") == true)
        #expect(try await call(.soap11) { Message(version: $0.version, action: "urn:r") }.isEmpty)
    }

    @Test("throw the fault that was answered")
    func fault() async throws {
        let code = FaultCode.sender(ExpandedName("C", namespace: "urn:c"))
        await #expect {
            _ = try await call { Message(version: $0.version, fault: Fault(code, "no"), action: "urn:f") }
        } throws: { error in
            guard let error = error as? FaultError else { return false }
            return error.fault.code == code && error.fault.reason == "no" && error.action == "urn:f"
        }
    }

    @Test("refuse a reply to another request, and one that must be understood and is not")
    func refused() async throws {
        let answers: [@Sendable (inout Message) -> Void] = [
            { $0.headers.relatesTo = "urn:other\nline" },
            // Ours, and behind it another: each has to be right.
            { $0.headers.add(MessageHeader(ExpandedName("RelatesTo", namespace: addressing10Namespace), "urn:other")) },
            { $0.headers.add(MessageHeader(ExpandedName("H", namespace: "urn:h"), "", mustUnderstand: true)) },
        ]
        for change in answers {
            await #expect {
                _ = try await call { request in
                    var reply = Message(version: request.version, action: "urn:r")
                    reply.headers.relatesTo = request.headers.messageID
                    change(&reply)
                    return reply
                }
            } throws: { error in
                guard let error = error as? CommunicationError else { return false }
                return error.code == .protocolViolation && !error.message.contains("\n")
            }
        }
    }

    @Test("a fault says itself on one line, however long it is")
    func description() {
        let fault = Fault(.sender(ExpandedName("C", namespace: "urn:c")), "a\nb\r\u{2028}" + String(repeating: "x", count: 100_000))
        #expect("\(fault)".utf8.count < 2000)
        #expect("\(FaultError(fault))".hasPrefix("fault Sender/C: a b  xxx"))
        #expect(!"\(fault)".unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 })
        #expect(fault.reason.utf8.count > 100_000)
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
