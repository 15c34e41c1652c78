import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Testing

struct ExplainTests {
    static let hub = InProcessHub()

    static func stack() -> [any BindingElement] {
        [
            Limit(value: 3), Limited(), Mark(name: "a"), AsyncMark(name: "b"), TextEncoding(), InProcessTransport(hub: hub),
        ]
    }

    @Test func says() throws {
        let text = try CustomBinding("it", validating: ExplainTests.stack()).explain().description
        for part in [
            "Binding 'it'", "1. Limit: settings", "limit: 3 (Limit)", "mailboxCapacity: 16 (default)", "name: a (set)",
            "makes on a client", "duplex with sessions", "a Mark header (Mark)", "not protected",
            "requests: whoever is on the way can read and change them", "the service does not learn who the client is",
            "send: 60.0 seconds (default)",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test func anEmptyValueIsSeen() throws {
        var elements = ExplainTests.stack()
        elements[2] = Mark(name: "")
        let text = try CustomBinding("it", validating: elements).explain().description
        #expect(text.contains("name: \"\" (default)"))
    }

    @Test func eachElementChangesIt() throws {
        let elements = ExplainTests.stack()
        let whole = try CustomBinding("it", validating: elements).explain()
        for index in elements.indices.dropLast() {
            var fewer = elements
            fewer.remove(at: index)
            let explanation = try CustomBinding("it", validating: fewer).explain()
            #expect(explanation != whole, "\(elements[index])")
            #expect(explanation.description != whole.description, "\(elements[index])")
        }
    }

    @Test func eachSettingChangesIt() throws {
        func explain(_ change: (inout [any BindingElement], inout Timeouts) -> Void) throws -> String {
            var elements = ExplainTests.stack()
            var timeouts = Timeouts.defaults
            change(&elements, &timeouts)
            return try CustomBinding("it", validating: elements, timeouts: timeouts).explain().description
        }
        func transport(_ change: (inout InProcessTransport.Configuration) -> Void) throws -> String {
            var configuration = InProcessTransport.Configuration.defaults
            change(&configuration)
            return try explain { elements, _ in elements[5] = InProcessTransport(hub: ExplainTests.hub, configuration) }
        }
        func text(_ change: (inout TextEncoding.Configuration) -> Void) throws -> String {
            var configuration = TextEncoding.Configuration.defaults
            change(&configuration)
            return try explain { elements, _ in elements[4] = TextEncoding(configuration) }
        }
        let texts = [
            try explain { _, _ in },
            try explain { elements, _ in elements[0] = Limit(value: 4) },
            try explain { elements, _ in elements[2] = Mark(name: "c") },
            try explain { elements, _ in elements[2] = Mark(name: "a", isExpensive: true) },
            try explain { elements, _ in elements[3] = AsyncMark(name: "c") },
            try explain { _, timeouts in timeouts.open = .seconds(1) },
            try explain { _, timeouts in timeouts.close = .seconds(1) },
            try explain { _, timeouts in timeouts.send = .seconds(1) },
            try explain { _, timeouts in timeouts.receive = .seconds(1) },
            try transport { $0.encodes = false },
            try transport { $0.messageVersion = .soap11 },
            try transport { $0.mailboxCapacity = 1 },
            try transport { $0.maxPendingSessions = 1 },
            try transport { $0.maxConcurrentRequests = 1 },
            try text { $0.messageVersion = .soap11 },
            try text { $0.writeEncoding = .utf16LittleEndian },
            try text { $0.readerQuotas.maxDepth = 1 },
            try text { $0.readerQuotas.maxStringContentLength = 1 },
        ]
        #expect(Set(texts).count == texts.count)
    }

    @Test func saysWhyItCannotBeBuilt() {
        struct Bad: Binding {
            var stack: BindingStack {
                NullUpgrade()
                NullEncoding()
                NullTransport()
            }
        }
        let explanation = Bad().explain()
        #expect(explanation.problem?.code == .streamUpgrade)
        #expect(explanation.clientShapes.isEmpty)
        #expect(explanation.description.contains("cannot be built"))
    }

    @Test func protectionShows() throws {
        let signed = try CustomBinding(validating: [Signer(), NullEncoding(), NullTransport()]).explain()
        #expect(signed.leavesOpen.contains("requests: whoever is on the way can read them"))
        #expect(signed.protects == ["requests are signed (Signer)"])
    }

    @Test func resourcesShow() throws {
        let resources = PublishedResources([Resource("?wsdl", title: "description", contentType: "text/xml", octets: Bytes())])
        let text = try CustomBinding(validating: [NullEncoding(), resources, NullTransport()]).explain().description
        #expect(text.contains("?wsdl"))
    }
}
