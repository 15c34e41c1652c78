import Foundation
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Testing

/// The log of messages on a service, and of messages whose bodies stream: no secret, no octets of a stream, and no more memory for a
/// larger one.
@Suite(.timeLimit(.minutes(1))) struct MessageLogStreamingTests {
    private typealias Written = MessageLogTests.Written

    private func binding(_ name: String, _ log: MessageLog, _ mode: TransferMode) -> CustomBinding {
        var transport = HTTPTransport()
        transport.configuration.transferMode = mode
        transport.configuration.maxReceivedMessageSize = 1 << 30
        return CustomBinding(name) {
            log
            TextEncoding(.soap11)
            transport
        }
    }

    /// The lines of the service's log, and of the client's, after one call.
    private func logged(_ mode: TransferMode, _ request: Message, _ handler: @escaping RequestHandler) async throws
        -> (service: [Substring], client: [Substring])
    {
        let written = (service: Written(), client: Written())
        let outputs = (service: written.service.output, client: written.client.output)
        let service = binding("service", MessageLog(outputs.service), mode)
        let client = binding("client", MessageLog(outputs.client), mode)
        try await withService(service, handler) { listener in
            try await client.withRequestChannel(to: listener.address) { channel in
                let reply = try await channel.request(request)
                _ = try await reply.body.stream?.collect(upTo: .max)
            }
        }
        await outputs.service.flush()
        await outputs.client.flush()
        return (written.service.text.split(separator: "\n"), written.client.text.split(separator: "\n"))
    }

    private static func octets(of line: Substring) -> Int {
        guard let mark = line.range(of: "\"octets\":") else { return .max }
        return Int(line[mark.upperBound...].prefix { $0.isNumber }) ?? .max
    }

    /// Both directions, seen by the service: what the client sends with it outside the message is not there at all.
    @Test func aService() async throws {
        var message = Message(version: .soap11, action: "urn:login") { builder in
            builder.startElement(ExpandedName("login", namespace: "urn:any"))
            builder.element(ExpandedName("user", namespace: "urn:any"), "visible")
            builder.element(ExpandedName("Password", namespace: "urn:any"), "hunter2")
            builder.endElement()
        }
        message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: [
            "Authorization": "Bearer hunter2", "Cookie": "a=hunter2",
        ])
        let (service, client) = try await logged(.buffered, message) { _ in
            Message(version: .soap11, action: "urn:reply") { builder in
                builder.startElement(ExpandedName("ticket", namespace: "urn:any"))
                builder.element(ExpandedName("AccessToken", namespace: "urn:any"), "hunter2")
                builder.element(ExpandedName("until", namespace: "urn:any"), "tomorrow")
                builder.endElement()
            }
        }
        #expect(service.count == 2 && client.count == 2)
        #expect(service.first?.contains("\"direction\":\"received\"") == true && service.first?.contains("visible") == true)
        #expect(service.last?.contains("\"direction\":\"sent\"") == true && service.last?.contains("tomorrow") == true)
        #expect(client.first?.contains("\"direction\":\"sent\"") == true && client.last?.contains("\"direction\":\"received\"") == true)
        for line in service + client { #expect(line.contains("[redacted]") && !line.contains("hunter2")) }
    }

    /// Three megabytes up and back: four entries of a size each, and none is of more than what comes at a time.
    @Test func largeStreams() async throws {
        let (service, client) = try await logged(
            .streamed, Streams.message("EchoStream", "data", Pattern(size: 3_000_000)), Streams.handler)
        #expect(service.count == 2 && client.count == 2)
        for line in service + client {
            #expect(!line.contains("\"message\"") && !line.contains("AAECAwQF"), "\(line.prefix(300))")
            #expect(line.contains("\"streamed\":true"), "\(line.prefix(300))")
            #expect(Self.octets(of: line) <= 1 << 18, "\(line.prefix(300))")
        }
        // What is sent is seen up to the contents: of the same size whatever follows.
        let (_, small) = try await logged(.streamed, Streams.message("EchoStream", "data", Pattern(size: 3)), Streams.handler)
        #expect(small.first.map(Self.octets) == client.first.map(Self.octets))
    }

    /// What streams is not shown though all of it comes with the head; what is held in memory at the same end is.
    @Test func smallStreams() async throws {
        @Sendable func ping(_ text: String) -> Message {
            Message(version: .soap11, action: "urn:ping") { $0.element(ExpandedName("ping", namespace: "urn:any"), text) }
        }
        let (service, client) = try await logged(.streamed, ping("asked")) { _ in ping("answered") }
        #expect(service.count == 2 && client.count == 2)
        // Each end streams what it receives; what it sends here it holds in memory.
        for line in [service.first, client.last] {
            #expect(line?.contains("\"streamed\":true") == true && line?.contains("ping") == false, "\(line ?? "")")
        }
        #expect(client.first?.contains("asked") == true && service.last?.contains("answered") == true)
        for line in [client.first, service.last] { #expect(line?.contains("streamed") == false, "\(line ?? "")") }
    }

    /// What is never shown is not shown where it streams either, though all of it comes with the head.
    @Test func secretsThatStream() async throws {
        let path = [ExpandedName("login", namespace: "urn:any"), ExpandedName("Password", namespace: "urn:any")]
        let message = Message(
            version: .soap11, action: "urn:login", body: MessageBody(StreamedBody(octets: Pattern(size: 12), in: path)))
        let (service, client) = try await logged(.streamed, message) { request in
            let octets = try #require(request.body.stream).octets(in: path)
            return Message(version: .soap11, action: "urn:reply", body: MessageBody(StreamedBody(octets: octets, in: path)))
        }
        #expect(service.count == 2 && client.count == 2)
        for line in service + client { #expect(!line.contains("AAECAwQF"), "\(line)") }
    }
}
