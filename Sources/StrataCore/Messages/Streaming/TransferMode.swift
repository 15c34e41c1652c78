/// Whether a transport holds the bodies of messages in memory, or lets them pass while they are written and read; WCF's modes.
///
/// Both ends choose for themselves: on the wire the modes are alike but for sizes that are not known beforehand.
public enum TransferMode: String, Sendable, Hashable, CaseIterable {
    /// Both in memory.
    case buffered = "Buffered"
    /// Requests and replies are streams.
    case streamed = "Streamed"
    /// Requests are streams, replies are held in memory.
    case streamedRequest = "StreamedRequest"
    /// Replies are streams, requests are held in memory.
    case streamedResponse = "StreamedResponse"

    /// Whether requests are streams.
    public var streamsRequests: Bool { self == .streamed || self == .streamedRequest }
    /// Whether replies are streams.
    public var streamsReplies: Bool { self == .streamed || self == .streamedResponse }
}

extension TransferMode: CustomStringConvertible {
    public var description: String { rawValue }
}
