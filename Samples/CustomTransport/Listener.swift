import Dispatch
import StrataCore
import Synchronization

/// Accepts one channel, for everything that comes: there are no sessions.
final class Listener<Channel: Sendable>: ChannelListener, LifecycleObject {
    let lifespan: Lifespan
    private let stack: Stack
    private let asked: (address: EndpointAddress, port: UInt16)
    private let door: Door
    private let channels = Mailbox<Channel>(capacity: 1)
    private let make: @Sendable (Door) -> Channel

    init(_ stack: Stack, _ make: @escaping @Sendable (Door) -> Channel) throws(BindingError) {
        guard let address = stack.listenAddress, let port = Stack.port(of: address.uri) else {
            throw BindingError(.invalidAddress, element: "ParcelTransport", "listen at parcel://127.0.0.1:PORT; port 0 is any free one")
        }
        (self.stack, self.make, asked) = (stack, make, (address, port))
        lifespan = Lifespan("the listener at '\(address.uri)'")
        door = Door(capacity: stack.settings.maxAtOnce)
    }

    var capabilities: BindingCapabilities { stack.capabilities }

    /// With the port that the system has chosen, once it is open.
    var address: EndpointAddress {
        guard asked.port == 0, let port = door.port, let uri = Stack.uri(asked.address.uri, at: port) else { return asked.address }
        var address = asked.address
        address.uri = uri
        return address
    }

    func opening(until deadline: Deadline) async throws {
        try door.open(at: asked.port)
        try await channels.put(make(door))
    }

    func closing(until deadline: Deadline) async throws {
        door.close()
        channels.end()
    }

    func aborting() {
        door.close()
        for case let channel as any CommunicationChannel in channels.fail(lifespan.unusable) { channel.abort() }
    }

    func accept() async throws -> Channel? {
        if lifespan.state != .opened {
            let reason = lifespan.unusable
            if reason.code == .closed { return nil }
            throw reason
        }
        guard let channel = try await channels.take() else { return nil }
        try await (channel as? any CommunicationObject)?.open(until: .never)
        return channel
    }
}

/// Where connections come in. One that nobody takes makes those behind it wait in the operating system.
final class Door: Sendable {
    let connections: Mailbox<Socket>
    private let socket = Mutex<Socket?>(nil)
    private let taken = DispatchSemaphore(value: 0)

    init(capacity: Int) { connections = Mailbox(capacity: capacity) }

    var port: UInt16? { socket.withLock { $0?.port } }

    func open(at port: UInt16) throws {
        let socket = try Socket()
        try socket.listenAt(port)
        self.socket.withLock { $0 = socket }
        let (connections, taken) = (connections, taken)
        _ = Socket.blocking {
            while let connection = socket.nextConnection() {
                // A full mailbox: this thread waits until somebody has taken one, or the door is closed.
                if !connections.offer(connection, onSpace: { taken.signal() }) { taken.wait() }
            }
        }
    }

    /// No more connections; what has come in is still dealt with.
    func close() {
        socket.withLock { $0?.interrupt() }
        connections.end()
        taken.signal()
    }
}
