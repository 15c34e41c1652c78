import Foundation
import StrataCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP socket on loopback, used in the simplest way there is: each call blocks, on a thread that was made for it. The framework knows
/// nothing of it.
///
/// It is closed when nobody holds it any more, and a thread that blocks in it holds it; `interrupt` ends what blocks.
final class Socket: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) throws(CommunicationError) {
        guard descriptor >= 0 else { throw CommunicationError(.connectionLost, "no socket: error \(errno)", retry: .safe) }
        self.descriptor = descriptor
    }

    convenience init() throws(CommunicationError) { try self.init(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) }

    deinit { close(descriptor) }

    /// Runs what blocks on a thread of its own. Whoever waits for the result may leave; the thread ends by `interrupt`.
    static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) -> Completion<Value> {
        let done = Completion<Value>()
        Thread.detachNewThread { done.resume(with: Result { try body() }) }
        return done
    }

    /// Ends everything that blocks, now and later.
    func interrupt() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func withLoopback<Value>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    // MARK: The end that calls

    /// Connects, sends everything, and returns all that comes back, at most `limit` octets. Blocks.
    func exchange(_ octets: [UInt8], port: UInt16, limit: Int) throws(CommunicationError) -> [UInt8] {
        guard Socket.withLoopback(port, { connect(descriptor, $0, $1) }) == 0 else {
            throw CommunicationError(.endpointNotFound, "nothing listens at port \(port): error \(errno)", retry: .safe)
        }
        try sendAll(octets)
        shutdown(descriptor, Int32(SHUT_WR))
        return try receiveAll(limit: limit)
    }

    // MARK: The end that listens

    /// Listens at a port, 0 for one that the system chooses.
    func listenAt(_ port: UInt16) throws(CommunicationError) {
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard Socket.withLoopback(port, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, SOMAXCONN) == 0 else {
            throw CommunicationError(.addressInUse, "port \(port) cannot be listened at: error \(errno)")
        }
    }

    /// The port that it listens at.
    var port: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next connection; `nil` when interrupted. Blocks.
    func nextConnection() -> Socket? {
        while true {
            let connection = accept(descriptor, nil, nil)
            if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
            return try? Socket(connection)
        }
    }

    // MARK: Both

    /// Sends everything. Blocks.
    func sendAll(_ octets: [UInt8]) throws(CommunicationError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommunicationError(.connectionLost, "the connection broke: error \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything until the peer ends its side; more than `limit` octets are refused. Blocks.
    func receiveAll(limit: Int) throws(CommunicationError) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommunicationError(.connectionLost, "the connection broke: error \(errno)") }
            if count == 0 { return all }
            guard all.count + count <= limit else {
                throw CommunicationError(.quotaExceeded, "more than \(limit) octets: ParcelTransport.maxParcelSize raises the limit")
            }
            all += buffer[..<count]
        }
    }
}
