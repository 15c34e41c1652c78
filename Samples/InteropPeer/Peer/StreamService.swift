public import Strata

/// The service of `IStreams`: nothing of a stream is held in memory.
public struct StreamService: Streams {
    public init() {}

    public func download(size: Int32) async throws -> OctetStream {
        guard size >= 0 else { throw FaultError(.sender("No stream has \(size) octets.")) }
        return OctetStream(OctetPieces(patternOf: Int(size)))
    }

    public func upload(data: OctetStream) async throws -> Int64 {
        var count: Int64 = 0
        for try await octets in data { count += Int64(octets.count) }
        return count
    }

    public func echoStream(data: OctetStream) async throws -> OctetStream { data }
}
