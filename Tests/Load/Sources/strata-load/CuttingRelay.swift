import Foundation
import Synchronization

/// Passes octets on between whoever connects and a service, and cuts each connection after a random number of them: by a reset, an end, or
/// by passing on no more for a while. What goes through is TLS, so it is cut anywhere in handshakes, requests and replies.
final class CuttingRelay: Sendable {
    let port: UInt16
    private let service: UInt16
    private let listener: Int32
    private let counted = Atomic(0)
    private let isOver = Atomic(false)

    var cuts: Int { counted.load(ordering: .relaxed) }

    struct CannotListen: Error {}

    init(to service: UInt16) throws {
        self.service = service
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 512) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw CannotListen() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptAll() }
    }

    func end() {
        isOver.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func acceptAll() {
        while !isOver.load(ordering: .relaxed) {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            guard let onward = RawConnection(port: service) else {
                close(client)
                continue
            }
            Thread.detachNewThread { self.pass(client, onward.descriptor) }
        }
    }

    /// The handshake is some 2,000 octets, a call some 1,000: about half of the connections are cut in the first.
    private func pass(_ client: Int32, _ service: Int32) {
        var left = Int.random(in: 0..<4000)
        var buffer = [UInt8](repeating: 0, count: 1024)
        passing: while left > 0 {
            var both = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: service, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&both, 2, 2000) > 0 else { break }
            for (from, to) in [(0, service), (1, client)] where both[from].revents != 0 {
                let count = recv(both[from].fd, &buffer, min(buffer.count, left), 0)
                guard count > 0 else { break passing }
                left -= count
                send(to, buffer, count, Int32(MSG_NOSIGNAL))
            }
        }
        counted.add(1, ordering: .relaxed)
        switch Int.random(in: 0..<3) {
        case 0:
            for descriptor in [client, service] { RawConnection(descriptor: descriptor).reset() }
        case 1:
            for descriptor in [client, service] { close(descriptor) }
        default:
            // It stands still, then one side ends.
            Thread.sleep(forTimeInterval: 0.2)
            for descriptor in [client, service] { close(descriptor) }
        }
    }
}
