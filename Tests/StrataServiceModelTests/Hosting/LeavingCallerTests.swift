import Foundation
import StrataBindings
import StrataCore
import StrataServiceModel
import StrataTesting
import TestSupport
import Testing

/// What an operation hears of a caller that ends its connection.
@Suite(.timeLimit(.minutes(1))) struct LeavingCallerTests {
    /// Waits at a gate, and says how that ended.
    private struct Patient: Till {
        let gate = Gate()
        let entered, cancelled: AsyncStream<Bool>.Continuation
        let entrances, ends: AsyncStream<Bool>

        init() {
            (entrances, entered) = AsyncStream.makeStream()
            (ends, cancelled) = AsyncStream.makeStream()
        }

        func add(a: Int32, b: Int32) async throws -> Int32 {
            entered.yield(true)
            defer { cancelled.yield(Task.isCancelled) }
            try await gate.passed()
            return a &+ b
        }
        func echo(text: String?) async throws -> String? { text }
        func ring(text: String) async throws {}
        func rung() async throws -> [String] { [] }
        func fail(how: String) async throws {}
    }

    /// Hands a service that is held by the call of a raw connection to `body`.
    private static func calling(
        _ patient: Patient, _ body: (RawConnection, TillClient, ServiceHost) async throws -> Void
    ) async throws {
        var service = HostedService<any Till>(.single(patient))
        service.concurrency = .multiple
        try await HostTests.withTill(.http, service) { till, host async throws in
            let uri = host.addresses[0].uri
            let port = try #require(URL(string: uri)?.port.map { UInt16($0) })
            let connection = try RawConnection(port)
            let envelope =
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Add xmlns='urn:till'><a>40</a><b>2</b></Add>"
                + "</s:Body></s:Envelope>"
            try connection.post(envelope, to: uri, action: TillContract.declared[0].action)
            for await _ in patient.entrances { break }
            try await body(connection, till, host)
        }
    }

    /// Nobody wants the answer any more: the operation is cancelled, and its place is free for others.
    @Test func aCallerThatResetsCancelsItsOperation() async throws {
        let patient = Patient()
        try await Self.calling(patient) { connection, till, host async throws in
            #expect(host.throttleCounts[0].calls == 1)
            try connection.reset()
            for await isCancelled in patient.ends {
                #expect(isCancelled)
                break
            }
            try await eventually { host.throttleCounts[0].calls == 0 }
            #expect(try await till.echo(text: "next") == "next")
        }
    }

    /// Who has sent all that it has to say may still wait for the answer.
    @Test func aHalfClosedCallerIsAnswered() async throws {
        let patient = Patient()
        try await Self.calling(patient) { connection, till, host async throws in
            connection.endOutput()
            // The end has come before these calls, each of which its loop has to read.
            for number in 0..<10 { #expect(try await till.echo(text: "\(number)") == "\(number)") }
            #expect(host.throttleCounts[0].calls == 1)
            patient.gate.open()
            let answer = try await connection.rest()
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("AddResult>42</"), "\(answer)")
            for await isCancelled in patient.ends {
                #expect(!isCancelled)
                break
            }
        }
    }
}
