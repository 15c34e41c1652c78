import StrataCore
import StrataServiceModel
import StrataTesting
import Testing

/// Echoes one text when a gate opens, and others at once.
struct GatedBell: Bell {
    let gate = Gate()
    let entered: AsyncStream<Void>.Continuation
    let entrances: AsyncStream<Void>

    init() { (entrances, entered) = AsyncStream.makeStream() }

    func start(count: Int32) async throws {
        let tick = try #require(try OperationContext.current?.callback(TickClient.self))
        try await tick.tick(n: count)
    }
    func askMeBack(n: Int32) async throws -> Int32 {
        let tick = try #require(try OperationContext.current?.callback(TickClient.self))
        entered.yield()
        try await gate.passed()
        return try await tick.ask(n: n)
    }
    func echo(text: String?) async throws -> String? {
        guard text == "gated" else { return text }
        entered.yield()
        try await gate.passed()
        return text
    }
    func leave() async throws -> Int32 { 0 }
}
