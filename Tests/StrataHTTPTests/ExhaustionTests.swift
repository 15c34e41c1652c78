import StrataCore
@testable import StrataHTTP
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that has no descriptor left.
@Suite(.timeLimit(.minutes(1))) struct ExhaustionTests {
    /// A client is told, safely to be repeated; a service reports it once and goes on when there are descriptors again.
    @Test func aProcessWithoutDescriptors() async throws {
        await #expect(processExitsWith: .success) {
            limitDescriptors(200)
            let records = Records()
            try await withService(plainBinding(diagnostics: records), Calc.handler(.soap11)) { listener in
                let address = EndpointAddress("http://127.0.0.1:\(listener.port)/peer")
                _ = try await plainBinding().withRequestChannel(to: address) { try await $0.request(Calc.request("first")) }
                try await eventually { connections(at: listener.port) == 0 }
                var taken: [Int32] = []
                while true {
                    let descriptor = open("/dev/null", O_RDONLY)
                    if descriptor < 0 { break }
                    taken.append(descriptor)
                }
                await #expect {
                    _ = try await plainBinding().withRequestChannel(to: address) { try await $0.request(Calc.request("second")) }
                } throws: { error in
                    guard let error = error as? CommunicationError else { return false }
                    return error.code == .connectionLost && error.retry == .safe && error.message.contains("no descriptor")
                }
                // One for the client's end: the service has none for its own.
                if let last = taken.popLast() { close(last) }
                for _ in 0..<2 {
                    let result = await Result.of {
                        try await plainBinding().withRequestChannel(to: address) { try await $0.request(Calc.request("third")) }
                    }
                    #expect(throws: CommunicationError.self) { try result.get() }
                }
                try await records.first(with: "turned away")
                #expect(records.lines.count { $0.contains("turned away") } == 1)
                for descriptor in taken { close(descriptor) }
                let reply = try await plainBinding().withRequestChannel(to: address) { try await $0.request(Calc.request("fourth")) }
                #expect(try Calc.text(of: reply) == "fourth")
            }
        }
    }
}
