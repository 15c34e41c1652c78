import Foundation
import StrataCore
import StrataCrypto
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import TestSupport
import Testing

/// tinyproxy between our client and our service: whole addresses for http, a tunnel for https, and credentials of its own.
@Suite("A proxy between", .serialized, .enabled(if: Peers.tinyproxy != nil && Peers.hasSamples, "needs tinyproxy and the samples"))
struct ProxyBetweenTests {
    /// Runs the proxy; it wants to be told who asks.
    private func withProxy<Value>(_ body: (_ port: UInt16) async throws -> Value) async throws -> Value {
        let port = try freePort()
        let settings = "Port \(port)\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogLevel Info\nBasicAuth gate keeper\n"
        return try await withFolder(["tinyproxy.conf": settings]) { folder in
            try await ChildProcess.with(
                Peers.tinyproxy ?? URL(filePath: "tinyproxy"), ["-d", "-c", folder.appending(path: "tinyproxy.conf").path]
            ) { proxy in
                try await proxy.line(containing: "Accepting connections")
                return try await body(port)
            }
        }
    }

    private func proxy(_ port: UInt16, password: String = "keeper") -> HTTPProxy {
        var proxy = HTTPProxy("http://127.0.0.1:\(port)")
        proxy.authenticationScheme = .basic
        proxy.credentials = HTTPCredentials(userName: "gate", password: password)
        return proxy
    }

    private func echo(_ text: String, over binding: CustomBinding, at address: String) async throws -> String {
        try await binding.withRequestChannel(to: EndpointAddress(address)) { channel in
            let reply = try await channel.request(
                Message(version: .soap11, action: "urn:peers:calc/ICalc/Echo") { builder in
                    builder.startElement(ExpandedName("Echo", namespace: "urn:peers:calc"))
                    builder.element(ExpandedName("text", namespace: "urn:peers:calc"), text)
                    builder.endElement()
                })
            return try reply.bodyContents?.firstChild?.string() ?? ""
        }
    }

    private func plain(_ proxy: HTTPProxy) -> CustomBinding {
        var configuration = HTTPTransport.Configuration.defaults
        configuration.proxy = proxy
        return CustomBinding {
            TextEncoding(.soap11)
            HTTPTransport(configuration)
        }
    }

    private func secure(_ proxy: HTTPProxy) throws -> CustomBinding {
        let authority = Peers.certificates.appending(path: "ca.pem").path
        let tls = TLSConfiguration.client(trust: .roots(try Certificate.list(file: authority)))
        var configuration = HTTPSTransport.Configuration(tls: tls)
        configuration.proxy = proxy
        return CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    @Test(.timeLimit(.minutes(1))) func forwards() async throws {
        try await withOurService("basic") { address, _ in
            try await withProxy { port in
                for text in ["one", "two"] {
                    let back = try await echo(text, over: plain(proxy(port)), at: address)
                    #expect(back == text)
                }
                await #expect {
                    _ = try await echo("x", over: plain(proxy(port, password: "wrong")), at: address)
                } throws: { error in
                    // It breaks the connection off when it has answered, so the answer may be lost.
                    guard let error = error as? CommunicationError else { return false }
                    return [.securityRejected, .connectionLost].contains(error.code) && error.message.contains("127.0.0.1:\(port)")
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func tunnels() async throws {
        try await withOurService("basic-https") { address, _ in
            try await withProxy { port in
                for text in ["one", "two"] {
                    let back = try await echo(text, over: secure(proxy(port)), at: address)
                    #expect(back == text)
                }
                await #expect {
                    _ = try await echo("x", over: secure(proxy(port, password: "wrong")), at: address)
                } throws: { Self.isRefusal($0, port) }
            }
        }
    }

    /// It names the proxy, and that nothing has happened.
    private static func isRefusal(_ error: any Error, _ port: UInt16) -> Bool {
        guard let error = error as? CommunicationError else { return false }
        return error.code == .securityRejected && error.retry == .safe && error.message.contains("127.0.0.1:\(port)")
    }
}

/// nginx before our services: it ends TLS, speaks HTTP/1.0 or 1.1 with them, and spreads the calls.
@Suite("nginx in front", .serialized, .enabled(if: Peers.nginx != nil && Peers.hasSamples, "needs nginx and the samples"))
struct ReverseProxyTests {
    private func withNginx<Value>(
        _ services: [String], _ more: String = "", _ body: (_ address: String, _ port: UInt16) async throws -> Value
    ) async throws -> Value {
        let port = try freePort()
        let servers = services.map { "server 127.0.0.1:\($0) max_fails=1 fail_timeout=5s;" }.joined(separator: " ")
        let certificates = Peers.certificates.path
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path FOLDER/\($0);" }.joined(separator: " ")
        let settings = """
            daemon off; master_process off; worker_processes 1; pid FOLDER/pid; error_log stderr notice;
            events { worker_connections 64; }
            http {
              access_log off; \(paths)
              upstream services { \(servers) keepalive 4; }
              server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(certificates)/server.pem; ssl_certificate_key \(certificates)/server.key;
                location / { proxy_pass http://services; add_header X-Upstream $upstream_addr always; \(more) }
              }
            }
            """
        return try await withFolder(["nginx.conf": settings]) { folder in
            let arguments = ["-p", folder.path, "-c", folder.appending(path: "nginx.conf").path, "-e", "stderr"]
            return try await ChildProcess.with(Peers.nginx ?? URL(filePath: "nginx"), arguments) { nginx in
                try await nginx.line(containing: "nginx/")
                return try await body("https://localhost:\(port)/peer", port)
            }
        }
    }

    /// What it speaks with the services: HTTP/1.0, a connection for each request, unless it is told otherwise.
    private static let closing = ""
    private static let keeping = "proxy_http_version 1.1; proxy_set_header Connection \"\";"

    /// Every test of our client, and curl, over TLS that ends there.
    @Test(.timeLimit(.minutes(1)), arguments: [closing, keeping])
    func endsTLS(_ settings: String) async throws {
        try await withOurService("basic") { _, service in
            try await withNginx([service], settings) { address, _ in
                expectPassed(try await ourClient("basic-https", address))
                let upstreams = try await upstreams(of: 2, address)
                #expect(upstreams == Set(["127.0.0.1:\(service)"]))
            }
        }
    }

    /// Both services get calls, and when one ends the other gets them all: its kept connections end with it.
    @Test(.timeLimit(.minutes(1)), arguments: [closing, keeping]) func spreadsCalls(_ settings: String) async throws {
        try await withOurService("basic") { _, first in
            try await withOurService("basic") { _, second, end in
                try await withNginx([first, second], settings) { address, _ in
                    let both = try await upstreams(of: 8, address)
                    #expect(both == Set(["127.0.0.1:\(first)", "127.0.0.1:\(second)"]))
                    try await end()
                    expectPassed(try await ourClient("basic-https", address))
                    // Where it asked the other one first, that one is named too.
                    let last = try await upstreams(of: 4, address)
                    #expect(last.allSatisfy { $0.hasSuffix("127.0.0.1:\(first)") }, "\(last)")
                }
            }
        }
    }

    /// Which services answered, by curl.
    private func upstreams(of calls: Int, _ address: String) async throws -> Set<String> {
        var found: Set<String> = []
        let body =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Echo xmlns='urn:peers:calc'><text>x</text></Echo>"
            + "</s:Body></s:Envelope>"
        for _ in 0..<calls {
            let result = try await ChildProcess.run(
                Peers.curl ?? URL(filePath: "curl"),
                [
                    "-s", "-i", "--cacert", Peers.certificates.appending(path: "ca.pem").path, "-H", "Content-Type: text/xml", "-H",
                    "SOAPAction: \"urn:peers:calc/ICalc/Echo\"", "--data", body, address,
                ])
            #expect(result.lines.first?.contains("200") == true, "\(result)")
            for line in result.lines where line.lowercased().hasPrefix("x-upstream: ") {
                found.insert(line.dropFirst(12).trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        return found
    }
}

/// Makes a folder with these files for the duration of `body`; FOLDER in them becomes its path.
private func withFolder<Value>(_ files: [String: String], _ body: (URL) async throws -> Value) async throws -> Value {
    try await withFolder { folder in
        for (name, text) in files {
            try Data(text.replacing("FOLDER", with: folder.path).utf8).write(to: folder.appending(path: name))
        }
        return try await body(folder)
    }
}
