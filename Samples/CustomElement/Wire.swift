import Dispatch
import StrataCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Two connected Unix sockets that keep the bounds of each packet: input and output that the framework knows nothing of.
final class Wire: Sendable {
    /// What arrives at the far end; ends with the wire.
    let packets: AsyncStream<[UInt8]>
    private let near: Int32

    init() throws(CommunicationError) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0 else {
            throw CommunicationError(.connectionLost, "no sockets: error \(errno)")
        }
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let far = ends[1]
        (packets, near) = (stream, ends[0])
        // It holds itself until the stream ends.
        let reader = DispatchSource.makeReadSource(fileDescriptor: far)
        reader.setEventHandler {
            var packet = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = recv(far, &packet, packet.count, Int32(MSG_DONTWAIT))
                if count == 0 { return reader.cancel() }
                guard count > 0 else { return }
                continuation.yield(Array(packet[..<count]))
            }
        }
        reader.setCancelHandler {
            continuation.finish()
            close(far)
        }
        reader.resume()
    }

    func send(_ packet: UnsafeRawBufferPointer) -> Bool {
        Glibc.send(near, packet.baseAddress, packet.count, Int32(MSG_NOSIGNAL)) == packet.count
    }

    /// Ends it from the near end; what was sent still arrives.
    func end() { shutdown(near, Int32(SHUT_WR)) }

    deinit { close(near) }
}
