import StrataBindings
import StrataCore
import StrataHTTP
import StrataInfoset
import StrataServiceModel
import StrataTextEncoding
import Synchronization
import Testing

/// A message contract or a `Message` on one side and nothing on the other: as in WCF the body of that other is empty.
@Suite(.timeLimit(.minutes(1))) struct WholeMessageTests {
    private struct Office: Post {
        let put = Completion<Bare>()

        func put(message: Bare) async throws { put.succeed(message) }
        func get() async throws -> Bare { Bare(item: Item(name: "i", count: 2)) }
        func take(message: Message) async throws {}
        func give() async throws -> Message {
            Message(version: .soap11, action: "urn:given") { $0.element(ExpandedName("Given", namespace: "urn:given"), "!") }
        }
    }

    private static func envelope(_ body: String) -> String {
        #"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">\#(body)</s:Envelope>"#
    }

    private static let bare =
        #"<s:Body><Only xmlns="urn:bare" xmlns:d="urn:data"><d:Name>i</d:Name><d:Count>2</d:Count></Only></s:Body>"#
    private static let given = #"<s:Body><Given xmlns="urn:given">!</Given></s:Body>"#

    /// What .NET's client sends, and what it expects.
    @Test(arguments: [
        ("Put", bare, "<s:Body/>"), ("Get", "<s:Body/>", bare), ("Take", given, "<s:Body/>"), ("Give", "<s:Body/>", given),
    ])
    func aHost(_ operation: String, _ request: String, _ reply: String) async throws {
        var service = HostedService<any Post>(.single(Office()))
        service.addEndpoint(PostContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/post"))
        try await withHost(service) { host in
            let answer = try await RawExchange.post(
                Array(Self.envelope(request).utf8), to: host.addresses[0].uri, contentType: "text/xml; charset=utf-8",
                fields: ["SOAPAction": "\"urn:post/IPost/\(operation)\""])
            #expect(answer.status == 200)
            let expected = try Envelope(document(Self.envelope(reply)).root)
            #expect(try Envelope(document(answer.body).root).body == expected.body)
        }
    }

    /// Answers every request with the next of its envelopes, and keeps what it was asked.
    private final class Peer: Anything {
        private let replies: Mutex<[String]>
        let bodies = Mutex<[String]>([])

        init(_ replies: [String]) { self.replies = Mutex(replies.reversed()) }

        func any(message: Message) async throws -> Message {
            let asked = try message.bodyContents.map { try canonical($0) } ?? "nothing"
            bodies.withLock { $0.append(asked) }
            let reply = replies.withLock { $0.popLast() } ?? ""
            return try Message(received: document(WholeMessageTests.envelope(reply)), version: .soap11)
        }
    }

    /// What .NET's host answers, and an element that other stacks answer in the place of nothing.
    @Test func aClient() async throws {
        let peer = Peer(["<s:Body/>", #"<s:Body><PutResponse xmlns="urn:post"/></s:Body>"#, Self.bare, "<s:Body/>", Self.given])
        var service = HostedService<any Anything>(.single(peer))
        service.addEndpoint(AnythingContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/post"))
        try await withHost(service) { host in
            try await BasicHTTPBinding().withClient(PostClient.self, of: host.addresses[0]) { post in
                let item = Item(name: "i", count: 2)
                try await post.put(message: Bare(item: item))
                try await post.put(message: Bare(item: item))
                let got = try await post.get()
                #expect(got == Bare(item: item))
                try await post.take(message: try await Office().give())
                let given = try await post.give()
                #expect(try given.bodyContents?.string() == "!")
            }
        }
        let bare = try canonical(#require(document(Self.envelope(Self.bare)).root.firstChild?.firstChild))
        let given = try canonical(#require(document(Self.envelope(Self.given)).root.firstChild?.firstChild))
        #expect(peer.bodies.withLock { $0 } == [bare, bare, "nothing", given, "nothing"])
    }
}

extension WholeMessageTests {
    /// Without an envelope there is no empty body: the element that stands for the message goes out.
    @Test func withoutAnEnvelope() async throws {
        struct Well: Sink {
            func take(message: Message) async throws {}
        }
        var text = TextEncoding.Configuration.defaults
        text.messageVersion = .none
        let binding = CustomBinding("plain") {
            TextEncoding(text)
            HTTPTransport()
        }
        var service = HostedService<any Sink>(.single(Well()))
        service.addEndpoint(SinkContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/sink"))
        try await withHost(service) { host in
            let answer = try await RawExchange.post(Array("<a/>".utf8), to: host.addresses[0].uri, contentType: "application/xml")
            #expect(answer.status == 200)
            #expect(try document(answer.body).root.name == ExpandedName("TakeResponse", namespace: "urn:sink"))
        }
    }
}

@ServiceContract(name: "ISink", namespace: "urn:sink")
protocol Sink: Sendable {
    @Operation(name: "Take", action: "*", replyAction: "urn:taken") func take(message: Message) async throws
}

@ServiceContract(name: "IPost", namespace: "urn:post")
protocol Post: Sendable {
    @Operation(name: "Put") func put(message: Bare) async throws
    @Operation(name: "Get") func get() async throws -> Bare
    @Operation(name: "Take") func take(message: Message) async throws
    @Operation(name: "Give") func give() async throws -> Message
}

@ServiceContract(name: "IAnything", namespace: "urn:anything")
protocol Anything: Sendable {
    @Operation(name: "Any", action: "*", replyAction: "*") func any(message: Message) async throws -> Message
}
