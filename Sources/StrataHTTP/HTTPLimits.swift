/// How much head an HTTP message may have. Octets without line ends unless said otherwise. Exceeding one is answered 414 or 431, or,
/// on a client, is an error that names the limit.
public struct HTTPLimits: Sendable, Hashable {
    /// The request line, or the status line.
    public var maxStartLineLength = 8192
    /// One field line.
    public var maxFieldLineLength = 8192
    /// Field lines of one head.
    public var maxFieldCount = 100
    /// All field lines of one head, line ends included.
    public var maxFieldBytes = 32768
    /// The line before a chunk: size and extensions.
    public var maxChunkLineLength = 256
    /// Field lines behind the last chunk.
    public var maxTrailerCount = 32
    /// All field lines behind the last chunk, line ends included.
    public var maxTrailerBytes = 4096
    /// Interim answers (1xx) before the final one, on a client.
    public var maxInterimResponses = 16

    public init() {}
    public static var defaults: HTTPLimits { HTTPLimits() }
}
