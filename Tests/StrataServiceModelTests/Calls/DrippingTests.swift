import StrataBindings
import StrataCore
import StrataHTTP
import StrataInfoset
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// Replies that come in drops: until when a call waits for them, and what counts them.
@Suite(.timeLimit(.minutes(1))) struct DrippingTests {
    /// Gives octets as the test does.
    private final class Tap: Drip {
        private let taps = Mutex<[AsyncThrowingStream<Bytes, any Error>.Continuation]>([])

        func drip() async throws -> OctetStream {
            let (octets, tap) = AsyncThrowingStream<Bytes, any Error>.makeStream()
            taps.withLock { $0.append(tap) }
            tap.yield(Bytes([0, 1, 2]))
            return OctetStream(octets)
        }

        func count() async throws -> Int { taps.withLock { $0.count } }

        func end() { for tap in taps.withLock({ $0 }) { tap.finish() } }
    }

    private static var streamed: BasicHTTPBinding {
        var binding = BasicHTTPBinding()
        binding.transferMode = .streamed
        return binding
    }

    private static let address = EndpointAddress("http://127.0.0.1:0/drip")

    /// A call has its time for the whole of a reply that is read into memory.
    @Test func theTimeOfACallIsThatOfItsReplyToo() async throws {
        let (tap, time) = (Tap(), ManualTime())
        var configuration = HTTPTransport.Configuration.defaults
        configuration.transferMode = .streamed
        let binding = CustomBinding("streamed", time: time) { [configuration] in
            TextEncoding(.soap11)
            HTTPTransport(configuration)
        }
        var service = HostedService<any Drip>(.single(tap))
        service.addEndpoint(DripContract.self, Self.streamed, at: Self.address)
        try await withHost(service) { host in
            try await binding.withClient(GatherClient.self, of: host.addresses[0]) { client in
                let begun = Completion<Void>()
                let gather = client.with {
                    $0.timeout = .seconds(5)
                    $0.onReply = { _ in begun.succeed(()) }
                }
                let call = Task { try await gather.drip() }
                try await begun.value()
                time.advance(by: .seconds(5))
                await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.code == .timedOut }
                tap.end()
            }
        }
    }

    /// A reply that streams is a call, with its object, until it was sent or nobody wants it any longer.
    @Test(arguments: InstancingTable.Objects.allCases) private func aReplyIsACallUntilItWasSent(_ objects: InstancingTable.Objects)
        async throws
    {
        let tap = Tap()
        var service = HostedService<any Drip>(
            objects == .single ? .single(tap) : objects == .perCall ? .perCall { tap } : .perSession { tap })
        if objects == .single { service.throttle.maxConcurrentCalls = 1 } else { service.throttle.maxConcurrentInstances = 1 }
        service.throttle.maxPendingCalls = 0
        service.addEndpoint(DripContract.self, Self.streamed, at: Self.address)
        try await withHost(service) { host in
            func isIdle() async throws {
                try await eventually { host.throttleCounts[0].calls == 0 && host.throttleCounts[0].instances == 0 }
            }
            try await Self.streamed.withClient(DripClient.self, of: host.addresses[0]) { client in
                let octets = try await client.drip()
                #expect(host.throttleCounts[0].calls == 1 && host.throttleCounts[0].instances == (objects == .single ? 0 : 1))
                await #expect { _ = try await client.count() } throws: { ($0 as? CommunicationError)?.code == .serverTooBusy }
                tap.end()
                #expect(try await count(octets) == 3)
                try await isIdle()
                #expect(try await client.count() == 1)
                try await isIdle()
                _ = try await client.drip()
            }
            // The client is gone, and with it who would read.
            try await isIdle()
            tap.end()
        }
    }
}

extension DrippingTests {
    /// A reply that streams, over a binding that does not: it is not sent, and no call is under way because somebody keeps it.
    @Test func aReplyThatIsNotSentIsNoCall() async throws {
        final class Keeper: Anything {
            let kept = Mutex<[Message]>([])

            func any(message: Message) async throws -> Message {
                let (octets, _) = AsyncThrowingStream.makeStream(of: Bytes.self, throwing: (any Error).self)
                let body = StreamedBody(octets: octets, in: [ExpandedName("Kept", namespace: "urn:anything")])
                let reply = Message(version: .soap11, action: nil, body: MessageBody(body))
                kept.withLock { $0.append(reply) }
                return reply
            }
        }
        let keeper = Keeper()
        var service = HostedService<any Anything>(.single(keeper))
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        service.addEndpoint(AnythingContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/kept"))
        try await withHost(service) { host in
            let envelope = #"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>"#
            for _ in 0..<2 {
                let answer = try await RawExchange.post(
                    Array(envelope.utf8), to: host.addresses[0].uri, contentType: "text/xml; charset=utf-8",
                    fields: ["SOAPAction": "\"urn:any\""])
                #expect(answer.status == 500)
                try await eventually { host.throttleCounts[0].calls == 0 }
            }
        }
        #expect(keeper.kept.withLock { $0.count } == 2)
    }
}

@ServiceContract(name: "IDrip", namespace: "urn:drip")
protocol Drip: Sendable {
    @Operation(name: "Drip") func drip() async throws -> OctetStream
    @Operation(name: "Count") func count() async throws -> Int
}

/// The same contract of who wants all of it.
@ServiceContract(name: "IDrip", namespace: "urn:drip")
protocol Gather: Sendable {
    @Operation(name: "Drip") func drip() async throws -> Bytes
}
