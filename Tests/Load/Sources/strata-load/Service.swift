import Foundation
import Strata
import StrataCrypto
import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Synchronization

let word = ExpandedName("text", namespace: "urn:strata:load")

/// The service, in a process of its own. It answers what it is asked for on its standard input, a line each.
enum Service {
    /// - Parameter drainAfter: it begins to close once so many calls have been executed; 0 never does.
    static func run(secure: Bool, drainAfter: Int) async throws {
        let executed = Atomic(0)
        let authority = try CertificateAuthority.make(name: "Load", validDays: 1)
        let source = TLSIdentitySource(try authority.issue(.server(names: ["localhost"])))
        let drain = AsyncStream<Void>.makeStream()
        // A secure service listens without TLS as well.
        let listeners = try (secure ? [source, nil] : [nil]).map { source in
            try binding(source).makeReplyListener(at: EndpointAddress("\(source == nil ? "http" : "https")://127.0.0.1:0/load"))
        }
        for listener in listeners {
            try await listener.open()
            say(listener.address.uri)
        }
        if secure { say(authority.certificate.pem.split(separator: "\n").joined(separator: "|")) }
        let serving = Task {
            let node = SOAPProcessor(version: .soap11)
            try await serve(listeners) { request in
                await node.process(request) { request in
                    let text = try request.bodyContents?.string() ?? ""
                    if executed.add(1, ordering: .relaxed).newValue == drainAfter { drain.continuation.finish() }
                    if drainAfter > 0 { try await Task.sleep(for: .milliseconds(200)) }
                    return Message(version: .soap11, action: "urn:strata:load/response") { $0.element(word, text) }
                }
            }
        }
        if drainAfter > 0 {
            for await _ in drain.stream {}
            for listener in listeners { try await listener.close() }
            try await serving.value
            say("\(executed.load(ordering: .relaxed))")
            return
        }
        while let line = readLine() {
            switch line {
            case "state":
                let own = Usage.own
                say("\(own.memory) \(own.descriptors) \(own.tasks)")
            case "reload":
                try source.replace(with: try authority.issue(.server(names: ["localhost"])))
                say("done")
            default: break
            }
            if line == "end" { break }
        }
        for listener in listeners { try await listener.close() }
        try await serving.value
        say("\(executed.load(ordering: .relaxed))")
    }

    private static func serve(_ listeners: [any ChannelListener<any ReplyChannel>], _ handler: @escaping RequestHandler) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for listener in listeners { group.addTask { try await listener.serve(handler) } }
            try await group.waitForAll()
        }
    }

    private static func binding(_ source: TLSIdentitySource?) -> CustomBinding {
        var http = HTTPTransport.Configuration.defaults
        http.maxConnections = 15_000
        // Connections lie there unused on purpose.
        http.requestInitializationTimeout = .seconds(300)
        guard let source else {
            return CustomBinding("load") {
                TextEncoding(.soap11)
                HTTPTransport(http)
            }
        }
        var https = HTTPSTransport.Configuration.defaults
        https.http = http
        https.tls.identitySource = source
        return CustomBinding("load") {
            TextEncoding(.soap11)
            HTTPSTransport(https)
        }
    }

    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
