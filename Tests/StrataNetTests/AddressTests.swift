import Testing

@testable import StrataNet

@Suite("Addresses and errors")
struct AddressTests {
    @Test(
        "Numeric addresses are read and written",
        arguments: [
            ("127.0.0.1", "127.0.0.1:80"), ("255.0.17.3", "255.0.17.3:80"), ("::1", "[::1]:80"), ("[::1]", "[::1]:80"),
            ("2001:db8:0:0:0:0:0:5", "[2001:db8::5]:80"), ("::ffff:1.2.3.4", "[::ffff:1.2.3.4]:80"), ("fe80::1%7", "[fe80::1%7]:80"),
            ("localhost", ""), ("1.2.3", ""), ("::g", ""), ("", ""), ("fe80::1%no-such-interface", ""), ("1.2.3.4 ", ""),
            ("127.0.0.1\0.example", ""), ("::1\0", ""),
        ])
    func numeric(_ text: String, _ printed: String) {
        #expect(SocketAddress(ip: text, port: 80)?.description ?? "" == printed)
    }

    @Test("Through the system's form and back", arguments: ["127.0.0.1", "::1", "fe80::1%7", "2001:db8::5"])
    func roundTrip(_ text: String) throws {
        let a = try #require(SocketAddress(ip: text, port: 4711))
        let b = try a.withSockaddr { p, n in SocketAddress(UnsafeRawBufferPointer(start: p, count: Int(n))) }
        #expect(b == a)
        #expect(a.port == 4711)
        #expect(a.with(port: 1).port == 1)
        #expect(SocketAddress(UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test("Unix paths, as long as they fit")
    func unix() throws {
        let a = SocketAddress.unix(path: "/tmp/x.sock")
        let b = try a.withSockaddr { p, n in SocketAddress(UnsafeRawBufferPointer(start: p, count: Int(n))) }
        #expect(b == a)
        #expect(throws: IOError.self) { try SocketAddress.unix(path: String(repeating: "x", count: 200)).withSockaddr { _, _ in } }
    }

    @Test("A NUL ends no name and no path")
    func embeddedNUL() async {
        #expect(throws: IOError.self) { try SocketAddress.unix(path: "/tmp/x\0.sock").withSockaddr { _, _ in } }
        let resolver = NameResolver { host, port throws(IOError) in
            Issue.record("asked for \(host)")
            return []
        }
        for host in ["localhost\0.example", ""] {
            #expect(await ioError { _ = try await resolver.resolve(host, port: 1) }?.code == .nameNotFound)
        }
    }

    @Test("Loopback")
    func loopback() {
        #expect(SocketAddress(ip: "127.8.9.1", port: 1)?.isLoopback == true)
        #expect(SocketAddress(ip: "::1", port: 1)?.isLoopback == true)
        #expect(SocketAddress(ip: "::ffff:127.0.0.1", port: 1)?.isLoopback == true)
        #expect(SocketAddress(ip: "::2", port: 1)?.isLoopback == false)
        #expect(SocketAddress(ip: "10.0.0.1", port: 1)?.isLoopback == false)
    }

    @Test("An error says what was done, to which address, and why")
    func errors() {
        let e = IOError.system("connect to", 111, address: "127.0.0.1:80")
        #expect("\(e)" == "connect to 127.0.0.1:80: refused (Connection refused, errno 111)")
        #expect("\(IOError.protocolViolation("too long"))" == "read: protocolViolation, too long")
    }
}
