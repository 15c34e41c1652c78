import StrataBindings
import StrataCore
import StrataInProcess
import StrataInfoset
import StrataServiceModel
import StrataTextEncoding
import Synchronization
import Testing

/// A typed client and a host, over a network and in process.
@Suite(.timeLimit(.minutes(1))) struct HostTests {
    enum Way: String, CaseIterable, Sendable {
        case http, inProcess

        var address: EndpointAddress { EndpointAddress(self == .http ? "http://127.0.0.1:0/till" : "inproc:till-\(rawValue)") }

        func binding(_ hub: InProcessHub) -> any Binding {
            if self == .http { return BasicHTTPBinding() }
            return CustomBinding("in-process") {
                TextEncoding(.soap12Addressing10)
                InProcessTransport(hub: hub)
            }
        }
    }

    /// Hosts `service` and hands a client of it to `body`.
    static func withTill(
        _ way: Way, _ service: HostedService<any Till>, client behaviors: [any EndpointBehavior] = [],
        host hostBehaviors: [any EndpointBehavior] = [], _ body: (TillClient, ServiceHost) async throws -> Void
    ) async throws {
        let binding = way.binding(InProcessHub())
        var service = service
        service.addEndpoint(TillContract.self, binding, at: way.address, behaviors: hostBehaviors) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        do {
            try await binding.withClient(TillClient.self, of: host.addresses[0], behaviors: behaviors) { try await body($0, host) }
        } catch {
            host.abort()
            throw error
        }
        try await host.close()
        try await running.value
        #expect(host.state == .closed)
    }

    @Test(arguments: Way.allCases) func calls(_ way: Way) async throws {
        try await Self.withTill(way, HostedService(.single(TillService()))) { till, _ async throws in
            #expect(try await till.add(a: 2, b: 40) == 42)
            #expect(try await till.echo(text: "<&>") == "<&>")
            #expect(try await till.echo(text: nil) == nil)
            try await till.ring(text: "one")
            try await till.ring(text: "two")
            #expect(try await till.rung() == ["one", "two"])
        }
    }

    @Test(arguments: Way.allCases) func faults(_ way: Way) async throws {
        try await Self.withTill(way, HostedService(.single(TillService()))) { till, _ async throws in
            await #expect { try await till.fail(how: "typed") } throws: {
                ($0 as? TypedFault<Shortage>)?.detail == Shortage(missing: 3)
                    && ($0 as? TypedFault<Shortage>)?.reason == "there is not enough"
            }
            await #expect { try await till.fail(how: "plain") } throws: { ($0 as? FaultError)?.fault.reason == "no" }
            await #expect { try await till.fail(how: "else") } throws: {
                guard let error = $0 as? FaultError else { return false }
                return !"\(error)".contains("picture") && error.fault.reason.contains("internal error")
            }
            #expect(try await till.add(a: 1, b: 1) == 2)
        }
    }

    @Test func unknownErrorsAreRevealedWhenAskedFor() async throws {
        var service = HostedService<any Till>(.single(TillService()))
        service.revealsErrors = true
        try await Self.withTill(.http, service) { till, _ async throws in
            await #expect { try await till.fail(how: "else") } throws: { "\($0)".contains("picture") }
        }
    }

    /// What is wrong with a request is its sender's to know, with the place.
    @Test func aRequestOfAnotherFormIsRefusedWithItsPlace() async throws {
        try await Self.withTill(.http, HostedService(.single(TillService()))) { till, _ async throws in
            var request = till.caller.request(TillContract.declared[0])
            request.write("many", as: "a")
            await #expect { _ = try await till.caller.call(request) } throws: {
                guard let fault = ($0 as? FaultError)?.fault else { return false }
                return fault.code.kind == .sender && fault.reason.contains("a") && fault.reason.contains("many")
            }
        }
    }

    @Test func anObjectForEachCall() async throws {
        let made = Atomic(0)
        let service = HostedService<any Till>(
            .perCall {
                made.add(1, ordering: .relaxed)
                return TillService()
            })
        try await Self.withTill(.http, service) { till, _ async throws in
            try await till.ring(text: "one")
            #expect(try await till.rung() == [])
        }
        #expect(made.load(ordering: .relaxed) == 2)
    }

    @Test func headersGoBothWays() async throws {
        struct Answering: OperationInvoker, EndpointBehavior {
            func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.invokers.append(self) }

            func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws {
                let context = try #require(OperationContext.current)
                let asked = context.request.headers.first(ExpandedName("Ask", namespace: "urn:h"))?.text ?? "nothing"
                context.addReplyHeader(MessageHeader(ExpandedName("Answer", namespace: "urn:h"), asked + "!"))
                try await next()
            }
        }
        try await Self.withTill(.http, HostedService(.single(TillService())), host: [Answering()]) { till, _ async throws in
            let seen = Mutex<String?>(nil)
            let asking = till.with {
                $0.headers.append(MessageHeader(ExpandedName("Ask", namespace: "urn:h"), "well"))
                $0.onReply = { reply in
                    seen.withLock { $0 = reply.headers.first(ExpandedName("Answer", namespace: "urn:h"))?.text }
                }
            }
            #expect(try await asking.add(a: 1, b: 2) == 3)
            #expect(seen.withLock { $0 } == "well!")
        }
    }
}
