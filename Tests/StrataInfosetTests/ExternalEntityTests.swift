import Foundation
import StrataInfoset
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Documents that name something outside of themselves: a service that listens, or a file that is there. Neither is ever asked for.
@Suite(.timeLimit(.minutes(1))) struct ExternalEntityTests {
    /// A socket that listens on a port of the loopback and accepts nobody by itself.
    private struct Listening: ~Copyable {
        private let fd: Int32
        let port: UInt16

        init() throws {
            #if canImport(Glibc)
                fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            #else
                fd = socket(AF_INET, SOCK_STREAM, 0)
            #endif
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let fd = fd
            let result = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                    bind(fd, raw, size) == 0 && listen(fd, 16) == 0 && getsockname(fd, raw, &size) == 0
                }
            }
            port = UInt16(bigEndian: address.sin_port)
            guard result, fcntl(fd, F_SETFL, O_NONBLOCK) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        }

        deinit { close(fd) }

        /// How many have connected since the last look. A connection is there once `connect` has returned, accepted or not.
        func callers() -> Int {
            var count = 0
            while true {
                let caller = accept(fd, nil, nil)
                guard caller >= 0 else { return count }
                close(caller)
                count += 1
            }
        }
    }

    /// Every way in which a document says where something else is.
    private static func documents(_ uri: String) -> [String] {
        [
            "<!DOCTYPE a SYSTEM \"\(uri)\"><a/>", "<!DOCTYPE a PUBLIC \"-//X//Y\" \"\(uri)\"><a/>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"\(uri)\">]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e SYSTEM \"\(uri)\">]><a b=\"&e;\"/>",
            "<!DOCTYPE a [<!ENTITY % p SYSTEM \"\(uri)\"> %p;]><a/>", "<!DOCTYPE a [<!ENTITY e PUBLIC \"x\" \"\(uri)\">]><a>&e;</a>",
            "<!DOCTYPE a [<!NOTATION n SYSTEM \"\(uri)\"><!ENTITY e SYSTEM \"\(uri)\" NDATA n>]><a/>",
            "<?xml version=\"1.0\" standalone=\"no\"?><!DOCTYPE a SYSTEM \"\(uri)\"><a/>", "<?xml-stylesheet href=\"\(uri)\"?><a/>",
            "<?xml-model href=\"\(uri)\"?><a/>", "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"\(uri)\"/>",
            "<a xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:schemaLocation=\"urn:a \(uri)\" x:noNamespaceSchemaLocation=\"\(uri)\"/>",
            "<a xmlns=\"\(uri)\" xml:base=\"\(uri)\"/>",
        ]
    }

    private static func readEveryWay(_ document: String) {
        for octets in [Array(document.utf8), utf16(document, big: true), utf16(document, big: false)] {
            for quotas in [XMLQuotas.defaults, .maximum] { _ = try? XMLTextReader.read(Bytes(octets), quotas: quotas) }
        }
    }

    @Test func nobodyIsCalled() throws {
        let listening = try Listening()
        for scheme in ["http", "https", "ftp", "gopher", "jar:http"] {
            for document in Self.documents("\(scheme)://127.0.0.1:\(listening.port)/x") { Self.readEveryWay(document) }
        }
        #expect(listening.callers() == 0)
        // Whoever does call is counted.
        let peer = try Peer(port: listening.port)
        #expect(listening.callers() == 1)
        peer.end()
    }

    /// Connects to a port, as a reader would that follows a reference.
    private struct Peer {
        private let fd: Int32
        init(port: UInt16) throws {
            #if canImport(Glibc)
                fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            #else
                fd = socket(AF_INET, SOCK_STREAM, 0)
            #endif
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
            let fd = fd
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
            guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
        }
        func end() { close(fd) }
    }

    #if os(Linux)
        /// The kernel tells of each opening of the file.
        @Test func noFileIsOpened() throws {
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString).ent")
            try Data("<b>secret</b>".utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let watch = inotify_init1(Int32(IN_NONBLOCK))
            defer { close(watch) }
            #expect(watch >= 0 && inotify_add_watch(watch, file.path, UInt32(IN_OPEN | IN_ACCESS)) >= 0)
            func seen() -> Bool {
                var buffer = [UInt8](repeating: 0, count: 4096)
                return read(watch, &buffer, buffer.count) > 0
            }
            for uri in ["file://\(file.path)", "file://localhost\(file.path)", file.path] {
                for document in Self.documents(uri) { Self.readEveryWay(document) }
            }
            #expect(!seen())
            // Whoever does open it is seen.
            #expect(try Data(contentsOf: file).count == 13, "the file was not read")
            #expect(seen())
        }
    #endif
}
