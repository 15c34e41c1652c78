internal import StrataCrypto

/// Why a canonical form could not be made. It is for those who run the program: a peer may not learn of it.
public struct XMLSecurityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of refusal it is; an open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let description: String

        init(_ description: String) { self.description = description }

        /// A namespace name that is no absolute URI, which has no canonical form (Canonical XML 1.0, section 1.3).
        public static let relativeNamespace = Code("relativeNamespace")
        /// Nodes that are no part of the document, or no part of what they are taken out of.
        public static let invalidSubset = Code("invalidSubset")
        /// Nothing would be left to digest.
        public static let emptySubset = Code("emptySubset")
        /// The cryptographic library failed.
        public static let cryptography = Code("cryptography")
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What was wrong, in words; of the document it holds names and identifiers only.
    public let reason: String
    /// The record of the element where it was found; -1 when it is none.
    public let index: Int

    init(_ code: Code, _ reason: String, at index: Int = -1) {
        self.code = code
        self.reason = reason
        self.index = index
    }

    /// The result of `body`, its error turned into one of this room.
    static func cryptographic<R>(_ body: () throws(CryptoError) -> R) throws(XMLSecurityError) -> R {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw XMLSecurityError(.cryptography, error.description)
        }
    }

    /// The code and the reason.
    public var description: String { "\(code): \(reason)" }
}
