import CCounters
import Foundation
import StrataBindings
import StrataCore
import StrataHTTP
import StrataInfoset
import StrataNet
import Synchronization
import TestSupport
import Testing

/// What a call costs in counts that do not depend on the load of the machine. Run alone: the counters see the whole process.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct HotPathTests {
    static let calls = 1000
    /// Allocations of one keep-alive echo of 1 KiB on the service. Written down before the first measurement.
    static let allocationBudget = 80.0

    private static let echo = ExpandedName("Echo", namespace: "urn:hot")

    private static func withEchoService(_ body: (Int) async throws -> Void) async throws {
        let listener = try BasicHTTPBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open()
        let port = try #require(URL(string: listener.address.uri)?.port)
        async let served: Void = listener.serve { request in
            let text = try request.bodyContents?.string() ?? ""
            return Message(version: .soap11, action: "urn:hot/EchoResponse") { $0.element(echo, text) }
        }
        do { try await body(port) } catch {
            try? await listener.close()
            throw error
        }
        try await listener.close()
        try await served
    }

    private static func request() -> [UInt8] {
        let text = String(repeating: "x", count: 1024)
        let body =
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Echo xmlns=\"urn:hot\">\(text)</Echo></s:Body></s:Envelope>"
        let head =
            "POST /peer HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"urn:hot/Echo\"\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return Array((head + body).utf8)
    }

    private struct Counts {
        var reads = 0
        var writes = 0
        var arrivals = 0
        var jobs = 0
    }

    /// The sum of all loops' counters.
    private static func counters() async throws -> Counts {
        var sum = Counts()
        for loop in try EventLoopGroup.shared.loops {
            let one = try await loop.run { loop.counters }
            sum.reads += one.reads
            sum.writes += one.writes
            sum.arrivals += one.arrivals
            sum.jobs += one.jobs
        }
        return sum
    }

    /// Where nothing is counted the budgets below hold whatever happens.
    @Test("the counters count, in CI at least", .enabled(if: isRequired))
    func countersCount() throws {
        #expect(counters_work() == 1)
        counters_reset()
        let block = try #require(malloc(64))
        free(block)
        #expect(counters_get(counter_allocations) >= 1 && counters_get(counter_frees) >= 1)
    }

    /// In CI, unless a sanitizer has taken the allocator over.
    private static var isRequired: Bool {
        let hasSanitizer = Sanitizer.ofThreads || Sanitizer.ofAddresses
        return ProcessInfo.processInfo.environment["CI"] == "true" && !hasSanitizer
    }

    @Test("a keep-alive echo costs the service one read, one write, no hop, and allocations within the budget")
    func serviceCounts() async throws {
        try await Self.withEchoService { port in
            let client = try RawClient(port: port)
            let request = Self.request()
            let length = try client.call(request, answerLength: nil)
            #expect(client.text(length).hasPrefix("HTTP/1.1 200"))
            for _ in 0..<50 { _ = try client.call(request, answerLength: length) }

            let before = try await Self.counters()
            counters_reset()
            for _ in 0..<Self.calls { _ = try client.call(request, answerLength: length) }
            let allocations = Double(counters_get(counter_allocations)) / Double(Self.calls)
            let after = try await Self.counters()

            #expect(after.reads - before.reads == Self.calls)
            #expect(after.writes - before.writes == Self.calls)
            #expect(after.jobs - before.jobs == 0, "an operation that does not suspend never leaves the pass that read it")
            #expect(
                after.arrivals - before.arrivals <= 2 * (try EventLoopGroup.shared.loops.count),
                "nothing but this test's own questions came from other threads")
            if counters_work() != 0 {
                print("allocations of an echo on the service: \(allocations)")
                // Unoptimised code allocates for contexts that the optimiser removes: the budget is one of release builds.
                #if !DEBUG
                    #expect(allocations <= Self.allocationBudget)
                #endif
            }
        }
    }

    @Test("a call from the global pool costs the client at most one hop to the loop and one back")
    func clientHops() async throws {
        try await Self.withEchoService { port in
            try await BasicHTTPBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(port)/peer")) { channel in
                try await Self.callFromPool(channel)
            }
        }
    }

    @concurrent
    private static func callFromPool(_ channel: any RequestChannel) async throws {
        func call() async throws {
            let reply = try await channel.request(Message(version: .soap11, action: "urn:hot/Echo") { $0.element(echo, "x") })
            #expect(try reply.bodyContents?.string() == "x")
        }
        for _ in 0..<50 { try await call() }
        let before = try await counters()
        for _ in 0..<calls { try await call() }
        let after = try await counters()
        // One arrival on a loop a call is the hop there; the way back is the one resumption of the caller.
        let arrivals = Double(after.arrivals - before.arrivals - 2 * (try EventLoopGroup.shared.loops.count)) / Double(calls)
        #expect(arrivals <= 1.0, "\(arrivals) arrivals on loops a call")
        #expect(Double(after.jobs - before.jobs) / Double(calls) <= 0.01, "no task of the client runs on the loop")
    }
}
