/// Why a message was refused with `MessageCodingError.Code.versionMismatch`.
public struct EnvelopeMismatch: Error, Sendable, Hashable, CustomStringConvertible {
    /// The version that was to be read.
    public let expected: EnvelopeVersion
    /// The SOAP version that the message is in; `nil` when it is none that is known.
    public let found: EnvelopeVersion?

    /// A mismatch from its parts.
    public init(expected: EnvelopeVersion, found: EnvelopeVersion?) {
        self.expected = expected
        self.found = found
    }

    /// Both versions, for people.
    public var description: String { "\(expected) was expected, the message is \(found.map { "\($0)" } ?? "of no known SOAP version")" }
}
