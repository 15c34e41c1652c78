import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTLS
import Testing

@Suite struct TLSTransformTests {
    @Test(arguments: TLSVersion.allCases, [0, 1, 7])
    func handshakeAndData(_ version: TLSVersion, _ piece: Int) throws {
        let pair = try TLSPair(client: Material.clientContext { $0.only(version) }, server: Material.serverContext { $0.only(version) })
        pair.piece = piece
        #expect(pair.client.state == .handshaking && pair.client.version == nil && pair.client.remoteIdentity == nil)
        try pair.run()
        #expect(pair.isEstablished)
        #expect(pair.client.version == version && pair.server.version == version)
        #expect(pair.client.cipherSuite?.contains("GCM") == true || pair.client.cipherSuite?.contains("CHACHA20") == true)
        #expect(pair.server.requestedServerName == "localhost")
        #expect(try pair.echoes())
        let identity = try #require(pair.client.remoteIdentity)
        #expect(identity.source == "TLS" && identity.subject == "CN=localhost")
        #expect(try identity.certificateChain == Material.server.get().chain.map(\.der))
        #expect(pair.server.remoteIdentity == nil && pair.server.peerCertificates.isEmpty)
    }

    @Test func theHighestCommonVersionIsSpoken() throws {
        let pair = try TLSPair(client: Material.clientContext(), server: Material.serverContext())
        try pair.run()
        #expect(pair.client.version == .tls13)
        let older = try TLSPair(client: Material.clientContext { $0.maximumVersion = .tls12 }, server: Material.serverContext())
        try older.run()
        #expect(older.server.version == .tls12)
    }

    @Test func noCommonVersion() throws {
        let pair = try TLSPair(client: Material.clientContext { $0.only(.tls12) }, server: Material.serverContext { $0.only(.tls13) })
        try pair.run()
        #expect(pair.serverError?.code == .handshakeFailed && pair.serverError?.message.contains("minimumVersion") == true)
        #expect(pair.clientError?.code == .handshakeFailed && pair.clientError?.message.contains("protocol version") == true)
        #expect(pair.client.state == .failed && pair.server.state == .failed)
    }

    @Test(arguments: TLSVersion.allCases)
    func bigDataBothWays(_ version: TLSVersion) throws {
        let pair = try TLSPair(client: Material.clientContext { $0.only(version) }, server: Material.serverContext { $0.only(version) })
        try pair.run()
        let text = String((0..<400_000).map { Character(Unicode.Scalar(UInt8(97 + $0 % 23))) })
        pair.piece = 4093
        for transform in [pair.client, pair.server] {
            try pair.send(text, from: transform)
            pair.pump()
            #expect(pair.arrived(at: transform === pair.client ? pair.server : pair.client) == text)
        }
    }

    @Test func nothingIsTakenBeforeTheHandshake() throws {
        let pair = try TLSPair(client: Material.clientContext(), server: Material.serverContext())
        let octets = Bytes("early")
        let taken = try octets.withUnsafeBytes { (raw) throws(StreamTransformError) in try pair.client.send(raw, output: pair.toServer) }
        #expect(taken == 0 && pair.toServer.count == 0)
        try pair.start()
        let again = try octets.withUnsafeBytes { (raw) throws(StreamTransformError) in try pair.server.send(raw, output: pair.toClient) }
        #expect(again == 0 && pair.toClient.count == 0)
        pair.pump()
        #expect(try pair.echoes())
    }

    @Test(arguments: TLSVersion.allCases)
    func closeNotify(_ version: TLSVersion) throws {
        let pair = try TLSPair(client: Material.clientContext { $0.only(version) }, server: Material.serverContext { $0.only(version) })
        try pair.run()
        try pair.send("last", from: pair.client)
        pair.client.finish(output: pair.toServer)
        pair.client.finish(output: pair.toServer)
        pair.pump()
        #expect(pair.arrived(at: pair.server) == "last")
        #expect(pair.server.peerHasEnded && !pair.client.peerHasEnded)
        try pair.server.inputEnded()
        // The other direction goes on.
        try pair.send("answer", from: pair.server)
        pair.server.finish(output: pair.toClient)
        pair.pump()
        #expect(pair.arrived(at: pair.client) == "answer" && pair.client.peerHasEnded)
        try pair.client.inputEnded()
        #expect(throws: StreamTransformError.self) { try pair.send("more", from: pair.client) }
    }

    @Test(arguments: TLSVersion.allCases)
    func truncationIsAnError(_ version: TLSVersion) throws {
        let pair = try TLSPair(client: Material.clientContext { $0.only(version) }, server: Material.serverContext { $0.only(version) })
        try pair.run()
        try pair.send("half", from: pair.client)
        pair.pump()
        #expect { try pair.server.inputEnded() } throws: { ($0 as? StreamTransformError)?.code == .truncated }
        #expect(pair.server.state == .failed)
        #expect { try pair.send("x", from: pair.server) } throws: { ($0 as? StreamTransformError)?.code == .truncated }
    }

    @Test func anEndDuringTheHandshakeIsAFailedHandshake() throws {
        let pair = try TLSPair(client: Material.clientContext(), server: Material.serverContext())
        try pair.start()
        #expect { try pair.client.inputEnded() } throws: { ($0 as? StreamTransformError)?.code == .handshakeFailed }
        #expect { try pair.server.inputEnded() } throws: { ($0 as? StreamTransformError)?.code == .handshakeFailed }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u{0}\u{1}\u{2}", "SSH-2.0-x\r\n", "<Envelope/>", "\u{16}\u{3}\u{1}\u{7F}\u{7F}",
    ])
    func plaintextInsteadOfTLSIsRefused(_ text: String) throws {
        let server = try Material.serverContext().makeTransform()
        let (clear, output) = (ByteWriter(), ByteWriter())
        try server.start(output: output)
        do {
            try Bytes(text).withUnsafeBytes { (raw) throws(StreamTransformError) in try server.receive(raw, clear: clear, output: output) }
            // Too little to tell: then the end of the stream is the failure.
            try server.inputEnded()
            Issue.record("it was accepted")
        } catch {
            #expect(error.code == .handshakeFailed)
        }
        #expect(clear.count == 0 && server.state == .failed)
    }

    @Test func plaintextInTheMiddleIsRefused() throws {
        for version in TLSVersion.allCases {
            let pair = try TLSPair(client: Material.clientContext { $0.only(version) }, server: Material.serverContext { $0.only(version) })
            try pair.run()
            pair.toServer.append("GET /injected HTTP/1.1\r\n\r\n" as String)
            pair.pump()
            #expect(pair.serverError?.code == .protocolViolation && pair.serverClear.count == 0)
        }
    }

    @Test func everyFlippedOctetOfARecordIsNoticed() throws {
        for version in TLSVersion.allCases {
            let (client, server) = (try Material.clientContext { $0.only(version) }, try Material.serverContext { $0.only(version) })
            for position in stride(from: 0, to: 40, by: 3) {
                let pair = try TLSPair(client: client, server: server)
                try pair.run()
                try pair.send("a message of some length", from: pair.client)
                var record = Array(pair.toServer.take())
                guard position < record.count else { break }
                record[position] ^= 0x10
                pair.toServer.append(Bytes(record))
                pair.pump()
                #expect(pair.serverClear.count == 0)
                // A changed length may make it wait for octets that never come.
                if pair.serverError == nil { #expect(throws: StreamTransformError.self) { try pair.server.inputEnded() } }
            }
        }
    }

    @Test func anotherServerNameThanTheAddress() throws {
        let client = try Material.clientContext { $0.serverName = "localhost" }
        let pair = try TLSPair(client: client, server: Material.serverContext(), host: "10.9.8.7")
        try pair.run()
        #expect(pair.isEstablished && pair.server.requestedServerName == "localhost")
    }

    @Test func addressesAreCheckedAndNotSentAsServerName() throws {
        for host in ["127.0.0.1", "[::1]", "::1"] {
            let pair = try TLSPair(client: Material.clientContext(), server: Material.serverContext(), host: host)
            try pair.run()
            #expect(pair.isEstablished && pair.server.requestedServerName == nil, "\(host)")
        }
        let wrong = try TLSPair(client: Material.clientContext(), server: Material.serverContext(), host: "127.0.0.2")
        try wrong.run()
        #expect((wrong.clientError?.cause as? CertificateRejection)?.reason == .wrongName)
    }

    @Test func applicationProtocols() throws {
        let server = try Material.serverContext { $0.applicationProtocols = ["two", "http/1.1"] }
        let client = try Material.clientContext { $0.applicationProtocols = ["http/1.1", "other"] }
        let pair = try TLSPair(client: client, server: server)
        try pair.run()
        #expect(pair.client.applicationProtocol == "http/1.1" && pair.server.applicationProtocol == "http/1.1")
        let silent = try TLSPair(client: Material.clientContext(), server: server)
        try silent.run()
        #expect(silent.isEstablished && silent.client.applicationProtocol == nil)
        let stranger = try TLSPair(client: Material.clientContext { $0.applicationProtocols = ["x"] }, server: server)
        try stranger.run()
        #expect(stranger.clientError?.code == .handshakeFailed && stranger.serverError?.code == .handshakeFailed)
    }

    @Test func replacedIdentityServesTheNextConnection() throws {
        let server = try Material.serverContext()
        let client = try Material.clientContext()
        let before = try TLSPair(client: client, server: server)
        try before.run()
        let replacement = try Material.authority.get().issue(.server(names: ["localhost"]))
        // One that is in the middle of its handshake keeps the old one too.
        let during = try TLSPair(client: client, server: server)
        try during.start()
        try server.replaceIdentity(replacement)
        during.pump()
        let after = try TLSPair(client: client, server: server)
        try after.run()
        #expect(try before.echoes())
        #expect(try during.echoes())
        #expect(try after.echoes())
        #expect(try before.client.peerCertificates.first == Material.server.get().certificate)
        #expect(try during.client.peerCertificates.first == Material.server.get().certificate)
        #expect(after.client.peerCertificates.first == replacement.certificate)
    }

    @Test func configurationsThatCannotWork() throws {
        #expect { try TLSContext(.defaults, side: .service) } throws: { ($0 as? CryptoError)?.code == .invalidConfiguration }
        #expect {
            try Material.clientContext {
                $0.minimumVersion = .tls13
                $0.maximumVersion = .tls12
            }
        } throws: { ($0 as? CryptoError)?.code == .invalidConfiguration }
        #expect { try Material.clientContext { $0.applicationProtocols = [""] } } throws: {
            ($0 as? CryptoError)?.code == .invalidConfiguration
        }
        let client = try Material.clientContext()
        #expect { try client.makeTransform() } throws: { ($0 as? StreamTransformError)?.code == .invalidConfiguration }
        #expect { try client.makeTransform(host: "local\0host") } throws: { ($0 as? StreamTransformError)?.code == .invalidConfiguration }
        #expect { try client.makeTransform(host: String(repeating: "a", count: 256)) } throws: {
            ($0 as? StreamTransformError)?.code == .invalidConfiguration
        }
        _ = try Material.clientContext { $0.checksServerName = false }.makeTransform()
    }

    @Test func settingsTellNoSecret() throws {
        let configuration = try Material.serverContext().configuration
        let pem = try configuration.identity?.privateKey.pem()
        let key = try #require(pem?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        var description = ElementDescription(name: "TLS", kind: "settings")
        configuration.describe(to: &description)
        var dumped = ""
        dump(configuration, to: &dumped)
        let text = "\(configuration) \(description) \(dumped)"
        for line in key.split(separator: "\n") where !line.hasPrefix("-") { #expect(!text.contains(line)) }
        #expect(text.contains("CN=localhost") && text.contains("TLS 1.2"))
    }

    @Test func manyAtOnce() async throws {
        let client = try Material.clientContext { $0.identity = try Material.client.get() }
        let server = try Material.serverContext { $0.clientCertificates = .required }
        try await withThrowingTaskGroup { group in
            for _ in 0..<64 {
                group.addTask {
                    let pair = try TLSPair(client: client, server: server)
                    try pair.run()
                    for _ in 0..<10 { guard try pair.echoes() else { return false } }
                    return pair.server.remoteIdentity?.subject == "CN=alice"
                }
            }
            for try await right in group { #expect(right) }
        }
    }
}
