import StrataCore
import StrataInfoset
import StrataServiceModel
import StrataTesting
import Synchronization
import Testing

/// Operations that take and give the message itself, beside typed ones.
@Suite(.timeLimit(.minutes(1))) struct UntypedTests {
    /// Answers with what it was asked, and notes what it was told.
    final class Switchboard: Router {
        let told = Mutex<[String]>([])
        let heard: Completion<Void>?

        init(_ heard: Completion<Void>? = nil) { self.heard = heard }

        func known(x: Int) async throws -> Int { x * 2 }

        func exact(message: Message) async throws -> Message {
            Message(version: message.version, action: "urn:not-this") {
                $0.element(ExpandedName("Exactly"), message.text)
            }
        }

        func other(message: Message) async throws -> Message {
            let action = message.headers.action ?? "none"
            return Message(version: message.version, action: action + ":answer") {
                $0.element(ExpandedName("Other"), action + message.text)
            }
        }

        func tell(message: Message) async throws {
            told.withLock { $0.append(message.text) }
            heard?.resume(with: .success(()))
        }
    }

    private static func message(_ client: RouterClient, _ action: String, _ text: String) -> Message {
        Message(version: client.caller.version, action: action) { $0.element(ExpandedName("Ask", namespace: "urn:x"), text) }
    }

    @Test(arguments: HostTests.Way.allCases) func besideTypedOnes(_ way: HostTests.Way) async throws {
        try await withTyped(RouterClient.self, of: Switchboard(), way) { router async throws in
            #expect(try await router.known(x: 4) == 8)
            let other = try await router.other(message: Self.message(router, "urn:new", "a"))
            #expect(other.text == "urn:newa")
            // The action is the operation's where it has one, and the message's where it is `*`.
            let exact = try await router.exact(message: Self.message(router, "urn:whatever", "b"))
            #expect(exact.text == "b")
            if way == .inProcess {
                #expect(other.headers.action == "urn:new:answer")
                #expect(exact.headers.action == "urn:router/IRouter/ExactResponse")
            }
        }
    }

    @Test(arguments: HostTests.Way.allCases) func oneWay(_ way: HostTests.Way) async throws {
        let heard = Completion<Void>()
        let service = Switchboard(heard)
        try await withTyped(RouterClient.self, of: service, way) { router async throws in
            try await router.tell(message: Self.message(router, "urn:whatever", "psst"))
            try await heard.value()
            #expect(service.told.withLock { $0 } == ["psst"])
        }
    }

    /// A fault is not a message that the client gets.
    @Test func aFaultIsThrown() async throws {
        try await withTyped(RouterClient.self, of: Switchboard(), .http) { router async throws in
            let request = router.caller.request(RouterContract.declared[0])
            await #expect(throws: FaultError.self) { _ = try await router.caller.call(request) }
        }
    }
}

extension Message {
    /// The text of the body's first element.
    fileprivate var text: String { (try? bodyContents?.string()) ?? "nothing" }
}
