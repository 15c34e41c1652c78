import Foundation
import StrataCore
import StrataInfoset
import StrataTLS

/// A blocking socket of the loopback interface with a transform on it, for talking to a foreign peer.
final class Wire {
    struct Failed: Error {}

    private let descriptor: Int32
    let transform: TLSTransform
    let clear = ByteWriter()
    private let output = ByteWriter()

    init(_ descriptor: Int32, _ transform: TLSTransform) throws {
        self.descriptor = descriptor
        self.transform = transform
        Self.limit(descriptor)
        do {
            try transform.start(output: output)
            try flush()
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// A peer that says nothing fails the test instead of hanging it.
    private static func limit(_ descriptor: Int32) {
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// A listening socket at a port of the system's choice.
    static func listen() throws -> (Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed() }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                guard bind(descriptor, raw, length) == 0, Foundation.listen(descriptor, 8) == 0, getsockname(descriptor, raw, &length) == 0
                else {
                    return nil
                }
                return UInt16(0)
            }
        }
        guard port != nil else {
            close(descriptor)
            throw Failed()
        }
        limit(descriptor)
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func accept(_ listener: Int32) throws -> Int32 {
        let descriptor = Foundation.accept(listener, nil, nil)
        guard descriptor >= 0 else { throw Failed() }
        return descriptor
    }

    static func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Failed()
        }
        return descriptor
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    func flush() throws {
        while output.count > 0 {
            let sent = output.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw Failed() }
            output.drop(sent)
        }
    }

    /// One read of the socket; false at its end.
    func readOnce() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failed() }
        if count == 0 {
            try transform.inputEnded()
            return false
        }
        defer { try? flush() }
        let octets = Bytes(Array(buffer[..<count]))
        try octets.withUnsafeBytes { (raw) throws(StreamTransformError) in try transform.receive(raw, clear: clear, output: output) }
        return true
    }

    func shakeHands() throws {
        while transform.state == .handshaking { guard try readOnce() else { return } }
    }

    func send(_ text: String) throws {
        _ = try Bytes(text).withUnsafeBytes { (raw) throws(StreamTransformError) in try transform.send(raw, output: output) }
        try flush()
    }

    /// Reads until a line is there; nil at the end.
    func line() throws -> String? {
        while true {
            let text = clear.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            if let end = text.firstIndex(of: "\n") {
                let line = String(text[..<end])
                clear.drop(line.utf8.count + 1)
                return line
            }
            if transform.peerHasEnded { return nil }
            guard try readOnce() else { return nil }
        }
    }

    func finish() throws {
        transform.finish(output: output)
        try flush()
        shutdown(descriptor, Int32(SHUT_WR))
    }
}
