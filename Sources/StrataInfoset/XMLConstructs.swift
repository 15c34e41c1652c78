/// Constructs of XML that a reader can be told to refuse.
public struct XMLConstructs: OptionSet, Sendable, Hashable {
    /// One bit for each construct.
    public let rawValue: UInt8

    /// Constructs from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Processing instructions; SOAP forbids them (SOAP 1.1, section 3; SOAP 1.2 part 1, section 5).
    public static let processingInstructions = XMLConstructs(rawValue: 1)
    /// Comments.
    public static let comments = XMLConstructs(rawValue: 2)
}
