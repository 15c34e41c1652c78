extension HTTP1 {
    /// How much a peer may send in each element of a message, in octets or counts.
    ///
    /// A line's octets are counted without its CRLF; a section's are counted with the CRLFs of its lines. Each limit is
    /// named by the error it causes (`MessageError.limit`), by the name of its property.
    package struct Limits: Sendable, Hashable {
        /// Octets of a request line or status line.
        package var requestLine = 8192
        /// Octets of one field line.
        package var fieldLine = 8192
        /// Field lines of a header section.
        package var fieldCount = 100
        /// Octets of a header section.
        package var headerBytes = 32768
        /// Octets of a body after the chunks are undone; `Int.max` for bodies that are limited elsewhere.
        package var body = 65536
        /// Octets of a chunk's size with its extensions.
        package var chunkLine = 256
        /// Octets of chunk lines beyond what small chunks need: each chunk is granted 16 octets and twice its data.
        package var chunkOverhead = 16384
        /// Field lines of a trailer section.
        package var trailerCount = 32
        /// Octets of a trailer section.
        package var trailerBytes = 4096
        /// Interim (1xx) responses before one final response.
        package var interimResponses = 16

        /// The values a reader has when none are given.
        package static let defaults = Limits()

        package init() {}
    }
}
