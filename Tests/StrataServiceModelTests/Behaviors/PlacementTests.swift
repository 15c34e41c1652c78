import Foundation
import StrataBindings
import StrataCore
@testable import StrataServiceModel
import Synchronization
import Testing

/// Where operations run.
@Suite(.timeLimit(.minutes(1))) struct PlacementTests {
    /// Notes for each call whether it began on an event loop; `echo` can be held, with its thread.
    final class Where: Till {
        let places = Mutex<[String]>([])
        private let entered = DispatchSemaphore(value: 0)
        private let held = DispatchSemaphore(value: 0)

        private func note(_ operation: String) {
            places.withLock { $0.append("\(operation) \(LoopWatch.current == nil ? "elsewhere" : "on a loop")") }
        }
        /// Blocks, as code does that knows nothing of tasks.
        private func block() {
            entered.signal()
            held.wait()
        }
        /// Does something once an operation blocks, and lets that go on then; not for a task.
        func whileBlocked<Value>(_ body: () -> Value) -> Value {
            entered.wait()
            defer { held.signal() }
            return body()
        }

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

    /// One long stretch may be the system's doing; several are not, and a very long one is not.
    @Test(arguments: [
        ([2], false), ([2, 2, 2], true), ([2, 2, 0, 2], true), ([101], true), ([99], false),
        ([2] + Array(repeating: 0, count: 6) + [2] + Array(repeating: 0, count: 6) + [2], false),
    ]) func movesForAReason(_ milliseconds: [Int], _ isMoved: Bool) {
        let reports = Reports(from: .notice)
        let place = OperationPlace("Add", .adaptive, reports)
        for span in milliseconds { place.held(for: .milliseconds(span)) }
        #expect(place.isMoved == isMoved)
        place.held(for: .seconds(1))
        // Said once.
        #expect(reports.records.withLock { $0.map(\.fields[0].value) } == ["Add"])
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
            let port = try #require(URL(string: address.uri)?.port)
            // On a thread of its own, so that nothing waits for the pool, of which a thread is blocked.
            let statuses = Completion<[Int]>()
            Thread.detachNewThread { statuses.succeed(seen.whileBlocked { (0..<Self.connections).map { _ in Self.add(UInt16(port)) } }) }
            try await BasicHTTPBinding().withClient(TillClient.self, of: address) { till in
                _ = try await till.echo(text: "first")
                #expect(try await till.echo(text: "block") == "block")
            }
            #expect(try await statuses.value() == Array(repeating: 200, count: Self.connections))
        }
        let echoes = seen.places.withLock { $0.filter { $0.hasPrefix("echo") } }
        #expect(echoes == ["echo on a loop", "echo elsewhere"])
    }

    /// More than there are loops, so that each loop has some.
    private static let connections = 4 * ProcessInfo.processInfo.activeProcessorCount

    /// The status of one call over a connection of its own; 0 without an answer.
    private static func add(_ port: UInt16) -> Int {
        let body = """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Add xmlns="urn:till"><a>1</a><b>2</b></Add></s:Body>\
            </s:Envelope>
            """
        let head = """
            POST /till HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/xml; charset=utf-8\r\n\
            SOAPAction: "urn:till/ITill/Add"\r\nContent-Length: \(body.utf8.count)\r\n\r\n
            """
        return (try? RawExchange.answer(to: Array((head + body).utf8), port))?.status ?? 0
    }
}
