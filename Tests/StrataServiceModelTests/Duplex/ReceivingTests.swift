import Dispatch
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// Who receives a session's messages, and what must not keep it from that. One after the other: some block a thread, and there are few.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ReceivingTests {
    /// Blocks its thread until another call has come.
    private final class Stubborn: Bell {
        let entered: AsyncStream<Void>.Continuation
        let entrances: AsyncStream<Void>
        private let other = DispatchSemaphore(value: 0)

        init() { (entrances, entered) = AsyncStream.makeStream() }

        func start(count: Int32) async throws {}
        func askMeBack(n: Int32) async throws -> Int32 { n }
        func echo(text: String?) async throws -> String? {
            guard text == "block" else {
                other.signal()
                return text
            }
            entered.yield()
            return block() == .success ? text : nil
        }
        func leave() async throws -> Int32 { 0 }

        /// The time is what a failure takes; nothing waits for it otherwise.
        private func block() -> DispatchTimeoutResult { other.wait(timeout: .now() + 20) }
    }

    /// An operation that does not suspend holds up itself only.
    @Test func anOperationThatBlocks() async throws {
        let stubborn = Stubborn()
        var service = HostedService<any Bell>(.single(stubborn))
        service.concurrency = .multiple
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                async let blocked = bell.echo(text: "block")
                for await _ in stubborn.entrances { break }
                #expect(try await bell.echo(text: "go") == "go")
                #expect(try await blocked == "block")
            }
        }
    }

    /// While an object is made, which may take as long as it likes, the session goes on receiving, and no second one is made.
    @Test func aFactoryThatBlocks() async throws {
        let made = Atomic(0)
        let other = DispatchSemaphore(value: 0)
        let (entrances, entered) = AsyncStream.makeStream(of: Void.self)
        var service = HostedService<any Bell>(
            .perSession {
                made.add(1, ordering: .relaxed)
                entered.yield()
                // The time is what a failure takes; nothing waits for it otherwise.
                guard other.wait(timeout: .now() + 20) == .success else { throw CancellationError() }
                return Ringer()
            })
        service.concurrency = .multiple
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                async let first = bell.echo(text: "first")
                for await _ in entrances { break }
                async let second = bell.echo(text: "second")
                try await eventually { belfry.host.throttleCounts[0].calls >= 2 }
                other.signal()
                #expect(try await [first, second] == ["first", "second"])
            }
        }
        #expect(made.load(ordering: .relaxed) == 1)
    }

    /// A channel element may put a structure around a session.
    private struct Plain: ReplyChannel, ChannelWrapper {
        let inner: any ReplyChannel
        var wrapped: any CommunicationChannel { inner }
        func serve(_ handler: @escaping RequestHandler) async throws { try await inner.serve(handler) }
    }

    private struct Wrapping: ChannelElement {
        func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
            shape == .requestReplySession && next.canMake(shape, side: side)
        }
        func makeRequestFactory(
            session: Bool, _ next: inout BindingContext
        ) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
            try next.nextRequestFactory(session: session)
        }
        func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
            WrappingListener(try next.nextReplyListener(session: session)) { Plain(inner: $0) }
        }
    }

    @Test func aSessionInAStructure() async throws {
        let hub = InProcessHub()
        let binding = CustomBinding("wrapped") {
            Wrapping()
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.perSession { TillService() })
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:wrapped")) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                try await till.ring(text: "one")
                #expect(try await till.rung() == ["one"])
                #expect(host.throttleCounts[0].sessions == 1)
            }
        }
    }
}
