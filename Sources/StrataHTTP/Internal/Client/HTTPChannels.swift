internal import StrataCore
internal import Synchronization

/// The channels that a factory has made and that are not closed: they end with it. Any thread.
final class HTTPChannels: Sendable {
    private let channels = Mutex([ObjectIdentifier: HTTPRequestChannel]())

    func add(_ channel: HTTPRequestChannel) throws -> HTTPRequestChannel {
        channels.withLock { $0[ObjectIdentifier(channel)] = channel }
        return channel
    }

    func remove(_ channel: HTTPRequestChannel) { _ = channels.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) } }

    func close(until deadline: Deadline) async throws {
        for channel in channels.withLock({ Array($0.values) }) { try await channel.close(until: deadline) }
    }

    func abort() {
        for channel in channels.withLock({ Array($0.values) }) { channel.abort() }
    }
}
