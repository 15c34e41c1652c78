public import StrataCrypto
public import StrataInfoset

/// A document in which encrypted elements were replaced by what they stand for.
public struct Decryption: Sendable {
    /// What became of one encrypted element.
    public struct Part: Sendable, Hashable {
        /// Whether it stood for an element or for the content of one.
        public let isContent: Bool
        /// What stands in its place now; nil when it was nothing, or stood within what another was replaced by.
        public internal(set) var range: NodeRange?
        /// The cipher that it was encrypted with.
        public let cipher: ContentCipher
        /// How deep it stood in what others were decrypted to: 1 for what the document itself held.
        public let nesting: Int
    }

    /// The document.
    public let infoset: Infoset
    /// The parts in the order in which they were decrypted: those of the elements that were given, in their order, then those that stood
    /// within what these were decrypted to, and so on.
    public let parts: [Part]
    /// For each range that was given to be tracked, where it is now; nil when it is gone.
    public let tracked: [NodeRange?]
}
