import Foundation
import StrataBindings
import StrataCore
import StrataCrypto
import StrataHTTP
import StrataInfoset
import StrataTLS
import TestSupport
import Testing

/// What peers that fail leave behind in the process: nothing. Run alone, since descriptors and tasks are
/// the whole process's: in the suite of the counts, one test at a time.
extension HotPathTests {
    private static var descriptors: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }

    /// Both ends in the clear, or with certificates of their own.
    private func bindings(isSecured: Bool) throws -> (service: any Binding, client: any Binding) {
        guard isSecured else { return (BasicHTTPBinding(), BasicHTTPBinding()) }
        let authority = try CertificateAuthority.make(name: "leaks")
        let identity = try authority.issue(.server(names: ["localhost", "127.0.0.1"]))
        return (
            BasicHTTPSBinding(HTTPSSecurity(tls: .server(identity))),
            BasicHTTPSBinding(HTTPSSecurity(tls: .client(trust: .roots([authority.certificate]))))
        )
    }

    private func round(_ client: any Binding, _ listener: any ChannelListener<any ReplyChannel>, _ port: Int) async throws {
        for octets in [
            "", "POST /pe", "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 9\r\n\r\n<a", "\u{16}\u{3}",
        ] {
            for _ in 0..<25 { try RawClient(port: port).send(octets) }
        }
        try await client.withRequestChannel(to: listener.address) { channel in
            for _ in 0..<25 {
                let call = Task { try await channel.request(Message(version: .soap11, action: "urn:leak")) }
                call.cancel()
                _ = await call.result
                _ = try? await channel.request(Message(version: .soap11, action: "urn:leak"), until: .after(.milliseconds(1)))
            }
        }
        let nobody = EndpointAddress("\(listener.address.uri.prefix { $0 != ":" })://127.0.0.1:1/")
        try await client.withRequestChannel(to: nobody) { channel in
            for _ in 0..<25 { _ = try? await channel.request(Message(version: .soap11, action: "urn:leak")) }
        }
    }

    @Test("peers that vanish, cancelled calls and refused connections leave no descriptor and no task", arguments: [false, true])
    func nothingIsLeft(_ isSecured: Bool) async throws {
        let (service, client) = try bindings(isSecured: isSecured)
        let listener = try service.makeReplyListener(at: EndpointAddress("\(isSecured ? "https" : "http")://127.0.0.1:0/peer"))
        try await listener.open()
        let port = try #require(URL(string: listener.address.uri)?.port)
        let served = Task {
            try await listener.serve { _ in
                for _ in 0..<20 { await Task.yield() }
                return Message(version: .soap11, action: "urn:leak")
            }
        }
        // The loops and their descriptors come with the first round; the system's clock keeps one task.
        try await round(client, listener, port)
        // A call that comes to its end shows that the rounds do not only fail.
        try await client.withRequestChannel(to: listener.address) { channel in
            _ = try await channel.request(Message(version: .soap11, action: "urn:leak"))
        }
        try await eventually { Background.liveTasks <= 1 }
        let before = Self.descriptors
        for _ in 0..<4 { try await round(client, listener, port) }
        try await eventually { Background.liveTasks <= 1 && Self.descriptors <= before }
        try await listener.close()
        try await served.value
    }
}
