internal import StrataCore
internal import Synchronization

/// The channels that a factory has made, and that are neither closed nor dropped: they end with it. Any thread.
final class HTTPChannels: Sendable {
    struct Entry { weak var channel: HTTPRequestChannel? }
    private let channels = Mutex([ObjectIdentifier: Entry]())

    /// How many there are.
    var count: Int { channels.withLock { $0.count } }

    func add(_ channel: HTTPRequestChannel) throws -> HTTPRequestChannel {
        channels.withLock { $0[ObjectIdentifier(channel)] = Entry(channel: channel) }
        return channel
    }

    func remove(_ channel: ObjectIdentifier) { _ = channels.withLock { $0.removeValue(forKey: channel) } }

    func close(until deadline: Deadline) async throws {
        for channel in channels.withLock({ $0.values.compactMap(\.channel) }) { try await channel.close(until: deadline) }
    }

    func abort() {
        for channel in channels.withLock({ $0.values.compactMap(\.channel) }) { channel.abort() }
    }
}
