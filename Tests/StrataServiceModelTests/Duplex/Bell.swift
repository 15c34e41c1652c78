import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import Testing

/// The duplex contract of the interop peers, and an operation that ends the session.
@ServiceContract(name: "IDuplex", namespace: "urn:peers:calc", sessionMode: .required, callback: (any Tick).self)
protocol Bell: Sendable {
    @Operation(name: "Start") @OneWay func start(count: Int32) async throws
    @Operation(name: "AskMeBack") func askMeBack(n: Int32) async throws -> Int32
    @Operation(name: "Echo") func echo(text: String?) async throws -> String?
    @Operation(name: "Leave", isTerminating: true) func leave() async throws -> Int32
}

/// Its name is in no message: .NET's actions have that of the contract that calls back.
@ServiceContract(name: "ITick", namespace: "urn:peers:calc")
protocol Tick: Sendable {
    @Operation(name: "Tick") @OneWay func tick(n: Int32) async throws
    @Operation(name: "Ask") func ask(n: Int32) async throws -> Int32
}

/// Rings; keeps the callback of the last call, and counts those of its kind that live.
final class Ringer: Bell {
    let kept = Mutex<TickClient?>(nil)
    let echoes = Mutex<[String]>([])
    private let counter: LiveCount?

    init(_ counter: LiveCount? = nil) {
        self.counter = counter
        counter?.began()
    }

    deinit { counter?.ended() }

    private func tick() throws -> TickClient {
        let client = try #require(try OperationContext.current?.callback(TickClient.self))
        kept.withLock { $0 = client }
        return client
    }

    func start(count: Int32) async throws {
        let tick = try tick()
        for number in 1...count { try await tick.tick(n: number) }
    }

    func askMeBack(n: Int32) async throws -> Int32 { try await tick().ask(n: n) }

    func echo(text: String?) async throws -> String? {
        echoes.withLock { $0.append(text ?? "nil") }
        return text
    }

    func leave() async throws -> Int32 { Int32(echoes.withLock { $0.count }) }
}

/// Answers ten times what it is asked, or what the test wants.
final class Listener: Tick {
    private let answer: @Sendable (Int32) async throws -> Int32
    private let ticked: AsyncStream<Int32>.Continuation
    let ticks: AsyncStream<Int32>

    init(_ answer: @escaping @Sendable (Int32) async throws -> Int32 = { $0 * 10 }) {
        self.answer = answer
        (ticks, ticked) = AsyncStream.makeStream()
    }

    func tick(n: Int32) async throws { ticked.yield(n) }
    func ask(n: Int32) async throws -> Int32 { try await answer(n) }
}

/// What was reported.
final class Reports: Diagnostics {
    let records = Mutex<[DiagnosticRecord]>([])
    private let arrived: AsyncStream<String>.Continuation
    let messages: AsyncStream<String>

    private let least: DiagnosticLevel

    init(from least: DiagnosticLevel = .warning) {
        self.least = least
        (messages, arrived) = AsyncStream.makeStream()
    }

    func isEnabled(_ level: DiagnosticLevel) -> Bool { level >= least }
    func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
        let record = record()
        records.withLock { $0.append(record) }
        arrived.yield(record.message)
    }
}

/// A host of a `Bell`, over in-process sessions.
struct Belfry {
    let binding: CustomBinding
    let host: ServiceHost
    let address: EndpointAddress

    static func binding(time: any TimeSource = SystemTime.shared, _ diagnostics: any Diagnostics = NoDiagnostics()) -> CustomBinding {
        let hub = InProcessHub()
        return CustomBinding("in-process", time: time, diagnostics: diagnostics) {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
    }

    static func with(
        _ service: HostedService<any Bell>, _ binding: CustomBinding = binding(), _ body: (Belfry) async throws -> Void
    ) async throws {
        var service = service
        service.addEndpoint(BellContract.self, binding, at: EndpointAddress("inproc:belfry")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        do { try await body(Belfry(binding: binding, host: host, address: host.addresses[0])) } catch {
            host.abort()
            throw error
        }
        if host.state == .opened { try await host.close() }
        try await running.value
    }

    func client(
        _ listener: Listener = Listener(), concurrency: ConcurrencyMode = .single, _ body: (BellClient) async throws -> Void
    ) async throws {
        try await binding.withClient(BellClient.self, of: address, callback: listener, concurrency: concurrency, body)
    }
}
