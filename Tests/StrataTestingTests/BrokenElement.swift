import StrataCore
import StrataInfoset
import StrataTesting
import Synchronization
import TestSupport

/// A channel element with one thing wrong.
struct BrokenElement: ChannelElement {
    let flaw: Flaw

    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        switch flaw {
        case .claimsShapes where shape == .duplexSession: true
        case .deniesShapes where shape == .requestReply: false
        default: next.canMake(shape, side: side)
        }
    }

    func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        BrokenFactory(try next.nextOutputFactory(session: session), flaw) { BrokenOutput($0, flaw) }
    }
    func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        BrokenFactory(try next.nextRequestFactory(session: session), flaw) { BrokenRequest($0, flaw) }
    }
    func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        BrokenFactory(try next.nextDuplexFactory(session: session), flaw) { BrokenDuplex($0, flaw) }
    }
    func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel> {
        BrokenListener(try next.nextInputListener(session: session), flaw)
    }
    func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        let inner = BrokenListener(try next.nextReplyListener(session: session), flaw)
        return [.tellsErrors, .losesTheRelation].contains(flaw) ? WrappingListener(inner) { BrokenReply($0, flaw) } : inner
    }
    func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        BrokenListener(try next.nextDuplexListener(session: session), flaw)
    }
}

/// A factory that may forget its channels.
final class BrokenFactory<Channel: Sendable>: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("a broken factory")
    let inner: any ChannelFactory<Channel>
    let flaw: Flaw
    let wrap: @Sendable (Channel) -> Channel

    init(_ inner: any ChannelFactory<Channel>, _ flaw: Flaw, wrap: @escaping @Sendable (Channel) -> Channel) {
        (self.inner, self.flaw, self.wrap) = (inner, flaw, wrap)
    }

    var capabilities: BindingCapabilities { inner.capabilities }
    var timeouts: Timeouts { inner.timeouts }
    var time: any TimeSource { inner.time }
    func opening(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
    func closing(until deadline: Deadline) async throws { if flaw != .keepsChannels { try await inner.close(until: deadline) } }
    func aborting() { inner.abort() }
    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel { wrap(try inner.makeChannel(to: address, via: via)) }
}

/// What the broken channels of every shape get wrong with their states and calls.
class BrokenChannel: @unchecked Sendable {
    let wrapped: any CommunicationChannel
    let flaw: Flaw
    private let opened = Atomic(false)
    private let faults = Atomic(0)
    private let sends = Atomic(0)

    init(_ wrapped: any CommunicationChannel, _ flaw: Flaw) { (self.wrapped, self.flaw) = (wrapped, flaw) }

    var session: ChannelSession? { flaw == .losesTheSession ? nil : wrapped.session }
    var timeouts: Timeouts { wrapped.timeouts }
    var time: any TimeSource { wrapped.time }

    var state: CommunicationState {
        switch (flaw, wrapped.state) {
        case (.staysOpen, .closed): .opened
        case (.hidesFaults, .faulted): .opened
        default: wrapped.state
        }
    }

    var stateChanges: AsyncStream<CommunicationState> {
        guard flaw == .hidesStates else { return wrapped.stateChanges }
        let (stream, continuation) = AsyncStream.makeStream(of: CommunicationState.self)
        continuation.yield(.created)
        continuation.finish()
        return stream
    }

    func open(until deadline: Deadline) async throws {
        if flaw == .opensTwice, opened.exchange(true, ordering: .relaxed), wrapped.state == .opened { return }
        do {
            try await wrapped.open(until: flaw == .ignoresExpiredOpen ? .never : deadline)
        } catch let error as CommunicationError where flaw == .losesTheReason && error.code == .endpointNotFound {
            throw CommunicationError(.connectionLost, "lost")
        }
    }

    func close(until deadline: Deadline) async throws {
        if flaw == .failsSecondClose, wrapped.state == .closed { throw CommunicationError(.closed, "closed before") }
        if flaw == .closesAtOnce, wrapped.state == .opened { return wrapped.abort() }
        if flaw == .closesTooSoon, wrapped.state == .opened {
            _ = Background.start { try? await self.wrapped.close(until: deadline) }
            return
        }
        try await wrapped.close(until: deadline)
    }

    func abort() {
        switch flaw {
        case .forgetsAbort: break
        case .abortsLate where wrapped.state == .opened: _ = Background.start { try? await self.wrapped.close() }
        default: wrapped.abort()
        }
    }

    /// A call of the channel, treated wrongly.
    func call<Value: Sendable>(
        _ deadline: Deadline, _ standIn: Value, _ body: @escaping @Sendable (Deadline) async throws -> Value
    ) async throws -> Value {
        switch flaw {
        case .ignoresStates where wrapped.state != .opened: return standIn
        case .ignoresCancellation: return try await Task { try await body(deadline) }.value
        case .faultsWhenCancelled:
            do { return try await body(deadline) } catch is CancellationError {
                wrapped.abort()
                throw CancellationError()
            }
        case .ignoresDeadlines: return try await body(.never)
        case .abortsAsClosed:
            do { return try await body(deadline) } catch let error as CommunicationError where error.code == .aborted {
                throw CommunicationError(.closed, "closed")
            }
        case .repeatsRootErrors:
            do { return try await body(deadline) } catch let error as CommunicationError where error.code == .faulted {
                throw error.cause ?? error
            }
        case .lastFaultWins:
            do { return try await body(deadline) } catch let error as CommunicationError where error.code == .faulted {
                let number = faults.add(1, ordering: .relaxed).newValue
                throw CommunicationError(.faulted, "faulted", cause: CommunicationError(.connectionLost, "fault number \(number)"))
            }
        case .losesTheReason:
            do { return try await body(deadline) } catch let error as CommunicationError where error.code == .endpointNotFound {
                throw CommunicationError(.connectionLost, "lost")
            }
        case .faultsWithTheService:
            do { return try await body(deadline) } catch let error as CommunicationError where error.code == .noReply {
                wrapped.abort()
                throw error
            }
        default: return try await body(deadline)
        }
    }

    /// A send of the channel, treated wrongly.
    func sending(_ deadline: Deadline, _ body: @escaping @Sendable (Deadline) async throws -> Void) async throws {
        sends.add(1, ordering: .sequentiallyConsistent)
        defer { sends.subtract(1, ordering: .sequentiallyConsistent) }
        switch flaw {
        case .takesEverything where wrapped.state == .opened: _ = Background.start { try? await body(deadline) }
        case .endsSendsAsClosed:
            do { try await call(deadline, (), body) } catch let error as CommunicationError where error.code == .aborted {
                throw CommunicationError(.closed, "closed")
            }
        default: try await call(deadline, (), body)
        }
    }

    /// Returns when nothing is being sent.
    func sendsDone() async throws {
        try await eventually { sends.load(ordering: .sequentiallyConsistent) == 0 }
    }
}

/// Tells its clients what has gone wrong, or not what.
final class BrokenReply: ReplyChannel, ChannelWrapper {
    let inner: any ReplyChannel
    let flaw: Flaw
    init(_ inner: any ReplyChannel, _ flaw: Flaw) { (self.inner, self.flaw) = (inner, flaw) }
    var wrapped: any CommunicationChannel { inner }
    func serve(_ handler: @escaping RequestHandler) async throws {
        try await inner.serve { [flaw] request in
            do {
                var reply = try await handler(request)
                if flaw == .losesTheRelation, reply?.isFault == true { reply?.headers.relatesTo = nil }
                return reply
            } catch {
                guard flaw == .tellsErrors else { throw error }
                return Message(version: request.version, fault: .receiver("it was \(error)"))
            }
        }
    }
}

/// Sends, with what is wrong about messages.
final class BrokenSending: Sendable {
    private let kept = Mutex<Message?>(nil)
    private let count = Mutex(0)

    func messages(for message: Message, _ flaw: Flaw) -> [Message] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        switch flaw {
        case .losesMessages where number % 5 == 0: return []
        case .losesWhatWasHeldBack where number == 7: return []
        case .repeatsMessages where number % 5 == 0: return [message, message]
        case .swapsMessages:
            return kept.withLock { kept in
                if number % 4 == 2 {
                    kept = message
                    return []
                }
                defer { kept = nil }
                return [message] + (kept.map { [$0] } ?? [])
            }
        default: return [message]
        }
    }
}

final class BrokenOutput: BrokenChannel, OutputChannel, @unchecked Sendable {
    private let inner: any OutputChannel
    private let sending = BrokenSending()
    init(_ inner: any OutputChannel, _ flaw: Flaw) {
        self.inner = inner
        super.init(inner, flaw)
    }
    var remoteAddress: EndpointAddress { inner.remoteAddress }
    func send(_ message: Message, until deadline: Deadline) async throws {
        let (inner, sending, flaw) = (inner, sending, flaw)
        try await self.sending(deadline) { deadline in
            for message in sending.messages(for: message, flaw) { try await inner.send(message, until: deadline) }
        }
    }
}

final class BrokenRequest: BrokenChannel, RequestChannel, @unchecked Sendable {
    private let inner: any RequestChannel
    init(_ inner: any RequestChannel, _ flaw: Flaw) {
        self.inner = inner
        super.init(inner, flaw)
    }
    var remoteAddress: EndpointAddress { inner.remoteAddress }
    func send(_ message: Message, until deadline: Deadline) async throws {
        let inner = inner
        do { try await sending(deadline) { try await inner.send(message, until: $0) } } catch is FaultError where flaw == .takesRefusals {}
    }
    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        let (inner, flaw) = (inner, flaw)
        return try await call(deadline, message) { deadline in
            let reply = try await inner.request(message, until: deadline)
            return flaw == .answersWithTheRequest ? message : reply
        }
    }
}

final class BrokenDuplex: BrokenChannel, DuplexChannel, @unchecked Sendable {
    private let inner: any DuplexChannel
    private let sending = BrokenSending()
    init(_ inner: any DuplexChannel, _ flaw: Flaw) {
        self.inner = inner
        super.init(inner, flaw)
    }
    var remoteAddress: EndpointAddress { inner.remoteAddress }
    func send(_ message: Message, until deadline: Deadline) async throws {
        let (inner, sending, flaw) = (inner, sending, flaw)
        try await self.sending(deadline) { deadline in
            for message in sending.messages(for: message, flaw) { try await inner.send(message, until: deadline) }
        }
    }
    func receive(until deadline: Deadline) async throws -> Message? {
        let inner = inner
        if flaw == .couplesDirections { try await sendsDone() }
        return try await call(deadline, nil) { try await inner.receive(until: $0) }
    }
    func closeOutput(until deadline: Deadline) async throws {
        if flaw == .endsBothDirections { return inner.abort() }
        try await inner.closeOutput(until: deadline)
    }
}
