import Foundation
import Synchronization

/// A caller on a socket of its own that ends its connection as a test wants. What blocks runs on a thread that nothing else needs.
final class RawConnection: Sendable {
    private let fd: Int32
    private let isOpen = Mutex(true)

    /// A connection to that port of this machine.
    init(_ port: UInt16) throws {
        fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let fd = fd
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { end() }

    private func end() {
        let isLast = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if isLast { close(fd) }
    }

    /// Posts an envelope of SOAP 1.1; it is small, so the system takes it at once.
    func post(_ body: String, to uri: String, action: String) throws {
        let head =
            "POST \(URL(string: uri)?.path ?? "/") HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/xml\r\n"
            + "SOAPAction: \"\(action)\"\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let octets = Array((head + body).utf8)
        guard write(fd, octets, octets.count) == octets.count else { throw POSIXError(.EPIPE) }
    }

    /// Says that no more is sent; reads on.
    func endOutput() { shutdown(fd, Int32(SHUT_WR)) }

    /// Breaks the connection: what is under way in it is lost, and the service sees a reset.
    func reset() throws {
        var now = linger(l_onoff: 1, l_linger: 0)
        guard setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size)) == 0 else { throw POSIXError(.EINVAL) }
        end()
    }

    /// All that comes until the service ends the connection.
    func rest() async throws -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var octets: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 1 << 14)
                while true {
                    let n = read(fd, &buffer, buffer.count)
                    guard n > 0 else { break }
                    octets += buffer[..<n]
                }
                continuation.resume(returning: String(decoding: octets, as: UTF8.self))
            }
        }
    }
}
