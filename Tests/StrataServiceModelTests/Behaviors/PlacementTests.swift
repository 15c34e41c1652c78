import Foundation
import StrataBindings
import StrataCore
import StrataServiceModel
import Synchronization
import Testing

/// Where operations run.
@Suite(.timeLimit(.minutes(1))) struct PlacementTests {
    /// Notes for each call whether it began on an event loop; `echo` can be held, with its thread.
    final class Where: Till {
        let places = Mutex<[String]>([])
        let entered = Completion<Void>()
        private let held = DispatchSemaphore(value: 0)

        private func note(_ operation: String) {
            places.withLock { $0.append("\(operation) \(LoopWatch.current == nil ? "elsewhere" : "on a loop")") }
        }
        /// Blocks, as code does that knows nothing of tasks.
        private func block() {
            entered.succeed(())
            held.wait()
        }
        func release() { held.signal() }

        func add(a: Int32, b: Int32) async throws -> Int32 {
            note("add")
            return a &+ b
        }
        func echo(text: String?) async throws -> String? {
            note("echo")
            if text == "block" { block() }
            return text
        }
        func ring(text: String) async throws {}
        func rung() async throws -> [String] {
            note("rung")
            await Task.yield()
            note("rung")
            return []
        }
        func fail(how: String) async throws {}
    }

    private func placing(_ placement: OperationPlacement, _ body: (Where, TillClient) async throws -> Void) async throws {
        let seen = Where()
        var service = HostedService<any Till>(.single(seen))
        service.concurrency = .multiple
        service.behaviors = [placement]
        try await HostTests.withTill(.http, service) { till, _ in try await body(seen, till) }
    }

    @Test(arguments: [
        (OperationPlacement.connection, "on a loop", "on a loop"), (.global, "elsewhere", "elsewhere"),
        // Nothing holds a loop for an hour, and everything for no time at all.
        (.adaptive(threshold: .seconds(3600)), "on a loop", "on a loop"), (.adaptive(threshold: .zero), "on a loop", "elsewhere"),
    ]) func runsWhereItIsSaid(_ placement: OperationPlacement, _ first: String, _ later: String) async throws {
        try await placing(placement) { seen, till in
            for _ in 0..<3 { _ = try await till.add(a: 1, b: 1) }
            // Each operation by itself.
            _ = try await till.echo(text: nil)
            #expect(seen.places.withLock { $0 } == ["add \(first)", "add \(later)", "add \(later)", "echo \(first)"])
        }
    }

    /// An operation that suspends goes on where it began.
    @Test(arguments: [(OperationPlacement.connection, "on a loop"), (.global, "elsewhere")])
    func goesOnWhereItBegan(_ placement: OperationPlacement, _ place: String) async throws {
        try await placing(placement) { seen, till in
            _ = try await till.rung()
            #expect(seen.places.withLock { $0 } == ["rung \(place)", "rung \(place)"])
        }
    }

    /// While an operation that was moved blocks its thread, calls on every loop are answered.
    @Test func othersOfTheLoopGoOn() async throws {
        let seen = Where()
        var service = HostedService<any Till>(.single(seen))
        service.concurrency = .multiple
        let operations: [String: [any OperationBehavior]] = [
            "Echo": [OperationPlacement.adaptive(threshold: .zero)], "Add": [OperationPlacement.connection],
        ]
        service.addEndpoint(
            TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till"),
            contractBehaviors: ContractBehaviors(operations: operations))
        try await ServiceHost(service).whileServing { host in
            let address = host.addresses[0]
            try await BasicHTTPBinding().withClient(TillClient.self, of: address) { till in
                _ = try await till.echo(text: "first")
                let blocked = Task { try await till.echo(text: "block") }
                try await seen.entered.value()
                // More connections than there are loops, so that each loop has some.
                try await withThrowingTaskGroup(of: Int32.self) { group in
                    for number in 0..<Int32(4 * ProcessInfo.processInfo.activeProcessorCount) {
                        group.addTask {
                            try await BasicHTTPBinding().withClient(TillClient.self, of: address) { try await $0.add(a: number, b: 0) }
                        }
                    }
                    #expect(try await group.reduce(0) { count, _ in count + 1 } == 4 * ProcessInfo.processInfo.activeProcessorCount)
                }
                seen.release()
                #expect(try await blocked.value == "block")
            }
        }
        let echoes = seen.places.withLock { $0.filter { $0.hasPrefix("echo") } }
        #expect(echoes == ["echo on a loop", "echo elsewhere"])
    }
}
