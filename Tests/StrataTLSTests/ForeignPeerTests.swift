import Foundation
import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTLS
import TestSupport
import Testing

/// The `openssl` command on the other end of a loopback connection.
@Suite(.enabled(if: ForeignCommand.isPresent), .serialized) struct ForeignPeerTests {
    /// A folder with the authority, the server and the client as PEM.
    private func withMaterial(_ body: (URL) throws -> Void) throws {
        try withFolder { folder in
            try Material.authority.get().certificate.pem.write(to: folder.appending(path: "ca.pem"), atomically: true, encoding: .utf8)
            for (name, identity) in [("server", try Material.server.get()), ("client", try Material.client.get())] {
                let key = try identity.privateKey.pem().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                try (identity.certificate.pem + key).write(to: folder.appending(path: "\(name).pem"), atomically: true, encoding: .utf8)
            }
            try body(folder)
        }
    }

    private func flag(_ version: TLSVersion) -> String { version == .tls12 ? "-tls1_2" : "-tls1_3" }

    @Test(arguments: TLSVersion.allCases)
    func itsClientOnOurServer(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let context = try Material.serverContext { $0.clientCertificates = .required }
            let (listener, port) = try Wire.listen()
            defer { close(listener) }
            let peer = try ForeignCommand(
                [
                    "s_client", "-connect", "127.0.0.1:\(port)", flag(version), "-CAfile", "ca.pem", "-verify_return_error", "-servername",
                    "localhost", "-verify_hostname", "localhost", "-cert", "client.pem", "-quiet", "-no_ign_eof",
                ], in: folder)
            defer { peer.stop() }
            let wire = try Wire(try Wire.accept(listener), context.makeTransform())
            try wire.shakeHands()
            #expect(wire.transform.version == version && wire.transform.remoteIdentity?.subject == "CN=alice")
            try peer.write("hello\n")
            #expect(try wire.line() == "hello")
            try wire.send("welcome\n")
            #expect(peer.waits(for: "welcome"), "\(peer.text)")
            try peer.endInput()
            #expect(try wire.line() == nil)
            #expect(wire.transform.peerHasEnded)
            try wire.finish()
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func itsClientWithoutACertificateIsRefused(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let context = try Material.serverContext { $0.clientCertificates = .required }
            let (listener, port) = try Wire.listen()
            defer { close(listener) }
            let peer = try ForeignCommand(
                ["s_client", "-connect", "127.0.0.1:\(port)", flag(version), "-CAfile", "ca.pem", "-servername", "localhost"], in: folder)
            defer { peer.stop() }
            do {
                let wire = try Wire(try Wire.accept(listener), context.makeTransform())
                #expect { try wire.shakeHands() } throws: { ($0 as? StreamTransformError)?.code == .certificateRejected }
            }
            #expect(peer.ended().contains(version == .tls12 ? "handshake failure" : "certificate required"), "\(peer.text)")
        }
    }

    /// It says itself that it goes on with the session of its first connection.
    @Test(arguments: TLSVersion.allCases)
    func itsClientResumesOnOurServer(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let context = try Material.serverContext()
            let (listener, port) = try Wire.listen()
            defer { close(listener) }
            for (option, words) in [("-sess_out", "New, TLSv1"), ("-sess_in", "Reused, TLSv1")] {
                let peer = try ForeignCommand(
                    [
                        "s_client", "-connect", "127.0.0.1:\(port)", flag(version), "-CAfile", "ca.pem", "-servername", "localhost", option,
                        "session.pem",
                    ], in: folder)
                defer { peer.stop() }
                let wire = try Wire(try Wire.accept(listener), context.makeTransform())
                try wire.shakeHands()
                #expect(wire.transform.isResumed == (option == "-sess_in"))
                try wire.send("welcome\n")
                #expect(peer.waits(for: "welcome"), "\(peer.text)")
                #expect(peer.text.contains(words), "\(peer.text)")
                try peer.endInput()
                #expect(try wire.line() == nil)
                try wire.finish()
                _ = peer.ended()
            }
        }
    }

    /// Its server knows our client's session again.
    @Test(arguments: TLSVersion.allCases)
    func ourClientResumesOnItsServer(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let peer = try ForeignCommand(
                ["s_server", "-accept", "127.0.0.1:0", flag(version), "-cert", "server.pem", "-rev"], in: folder)
            defer { peer.stop() }
            #expect(peer.waits(for: "ACCEPT "))
            #expect(peer.waits(for: "\n"))
            let digits =
                peer.text.split(separator: "ACCEPT ").last.flatMap { $0.split(separator: "\n").first?.split(separator: ":").last } ?? ""
            let port = try #require(UInt16(digits), "\(peer.text)")
            let context = try Material.clientContext()
            for isSecond in [false, true] {
                let wire = try Wire(try Wire.connect(port), context.makeTransform(host: "localhost"))
                try wire.shakeHands()
                try wire.send("hello\n")
                #expect(try wire.line() == "olleh")
                #expect(wire.transform.isResumed == isSecond)
                try wire.finish()
                #expect(try wire.line() == nil)
            }
        }
    }

    @Test func itsRenegotiationIsRefused() throws {
        try withMaterial { folder in
            let context = try Material.serverContext()
            let (listener, port) = try Wire.listen()
            defer { close(listener) }
            let peer = try ForeignCommand(
                ["s_client", "-connect", "127.0.0.1:\(port)", "-tls1_2", "-CAfile", "ca.pem", "-servername", "localhost"], in: folder)
            defer { peer.stop() }
            let wire = try Wire(try Wire.accept(listener), context.makeTransform())
            try wire.shakeHands()
            // Only one that has the connection reads its commands.
            try wire.send("connected\n")
            #expect(peer.waits(for: "connected"))
            try peer.write("R\n")
            // It gives up when it is told no.
            _ = try? wire.line()
            #expect(peer.waits(for: "RENEGOTIATING"))
            #expect(peer.ended().contains("no renegotiation"), "\(peer.text)")
            #expect(wire.clear.isEmpty)
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func ourClientOnItsServer(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let peer = try ForeignCommand(
                [
                    "s_server", "-accept", "127.0.0.1:0", flag(version), "-cert", "server.pem", "-CAfile", "ca.pem", "-Verify", "2",
                    "-verify_return_error", "-rev",
                ], in: folder)
            defer { peer.stop() }
            #expect(peer.waits(for: "ACCEPT "))
            #expect(peer.waits(for: "\n"))
            let digits =
                peer.text.split(separator: "ACCEPT ").last.flatMap { $0.split(separator: "\n").first?.split(separator: ":").last } ?? ""
            let port = try #require(UInt16(digits), "\(peer.text)")
            let context = try Material.clientContext { $0.identity = try Material.client.get() }
            let wire = try Wire(try Wire.connect(port), context.makeTransform(host: "localhost"))
            try wire.shakeHands()
            #expect(wire.transform.version == version)
            try wire.send("hello\n")
            #expect(try wire.line() == "olleh")
            try wire.finish()
            #expect(try wire.line() == nil)
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func itsServerRefusesOurClientWithoutACertificate(_ version: TLSVersion) throws {
        try withMaterial { folder in
            let peer = try ForeignCommand(
                ["s_server", "-accept", "127.0.0.1:0", flag(version), "-cert", "server.pem", "-CAfile", "ca.pem", "-Verify", "2", "-rev"],
                in: folder)
            defer { peer.stop() }
            #expect(peer.waits(for: "ACCEPT "))
            #expect(peer.waits(for: "\n"))
            let digits =
                peer.text.split(separator: "ACCEPT ").last.flatMap { $0.split(separator: "\n").first?.split(separator: ":").last } ?? ""
            let port = try #require(UInt16(digits), "\(peer.text)")
            let wire = try Wire(try Wire.connect(port), Material.clientContext().makeTransform(host: "localhost"))
            #expect {
                try wire.shakeHands()
                _ = try wire.line()
            } throws: { ($0 as? StreamTransformError)?.code == .handshakeFailed }
        }
    }
}
