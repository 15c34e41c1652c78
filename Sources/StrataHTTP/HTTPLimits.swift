/// How much there may be of an HTTP message besides its body, and how much a compressed body may become.
///
/// Exceeding one is answered 414 (the request line), 431 (the fields), 413 (compressed bodies) or 400 (chunks and trailers); on a client it
/// is a `CommunicationError.quotaExceeded` that names the limit. A line's octets are counted without its CRLF.
public struct HTTPLimits: Sendable, Hashable {
    /// Octets of the request line, or of the status line: 8192.
    public var maxStartLineLength = 8192
    /// Octets of one field line: 8192.
    public var maxFieldLineLength = 8192
    /// Field lines of one head: 100.
    public var maxFieldCount = 100
    /// Octets of all field lines of one head, line ends included: 32768.
    public var maxFieldBytes = 32768
    /// Octets of the line before a chunk, its size and extensions: 256.
    public var maxChunkLineLength = 256
    /// Octets of a body's chunk lines beyond what small chunks need: 16384. Each chunk is granted 16 octets and twice its data.
    public var maxChunkOverhead = 16384
    /// Field lines behind the last chunk: 32.
    public var maxTrailerCount = 32
    /// Octets of all field lines behind the last chunk, line ends included: 4096.
    public var maxTrailerBytes = 4096
    /// Interim answers (1xx) before the final one, on a client: 16.
    public var maxInterimResponses = 16
    /// Octets that each octet of a compressed body may become, once it has become more than 1 MiB: 200. gzip itself reaches 1032.
    public var maxInflationRatio = 200

    /// The defaults.
    public init() {}
    /// Limits that ordinary services and clients stay far below.
    public static var defaults: HTTPLimits { HTTPLimits() }
}
