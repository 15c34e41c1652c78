internal import StrataCrypto
internal import StrataInfoset

/// Why a canonical form could not be made, or a signature or encryption was refused.
///
/// It is for those who run the program: a peer learns one and the same of every refusal, and never this.
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
        /// An element of a signature is missing, unexpected, or does not hold what it must.
        public static let malformed = Code("malformed")
        /// An algorithm that this library does not know or leaves out on purpose.
        public static let unsupportedAlgorithm = Code("unsupportedAlgorithm")
        /// An algorithm that is known and not accepted by the policy.
        public static let forbiddenAlgorithm = Code("forbiddenAlgorithm")
        /// More of something than a limit allows; the reason names the limit.
        public static let limitExceeded = Code("limitExceeded")
        /// An identifier that stands twice in the document.
        public static let duplicateIdentifier = Code("duplicateIdentifier")
        /// A reference to something that is not in the document, or is written in a way that is not followed.
        public static let unresolvedReference = Code("unresolvedReference")
        /// No key was found, or none that is acceptable.
        public static let noKey = Code("noKey")
        /// A key that does not fit the algorithm, or is too small for the policy.
        public static let unusableKey = Code("unusableKey")
        /// The digest of what a reference points to is another one.
        public static let digestMismatch = Code("digestMismatch")
        /// Something that is read of what a signature covers, and that it does not cover.
        public static let notCovered = Code("notCovered")
        /// The signature is not that of what is signed by the key that was found.
        public static let signatureMismatch = Code("signatureMismatch")
        /// What was encrypted does not decrypt to what it should; the same for every reason.
        public static let undecryptable = Code("undecryptable")
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What was wrong, in words and one line; of the document it holds names and identifiers only, cut, with control characters escaped.
    public let reason: String
    /// The record of the element where it was found; -1 when it is none.
    public let index: Int

    /// An error of a source of keys, which refuses what it is asked for.
    ///
    /// - Parameters:
    ///   - code: what kind of refusal it is.
    ///   - reason: what was wrong, for people; control characters are escaped, and what is long is cut.
    ///   - index: the record of the element that it is about; -1 for none.
    public init(_ code: Code, _ reason: String, at index: Int = -1) {
        self.code = code
        self.reason = ForeignText.line(reason)
        self.index = index
    }

    /// The one failure of decryption, from wherever it comes: its text is nowhere else, so that no two of them can differ.
    ///
    /// - Parameter details: what a person may know; empty in a service.
    static func undecryptable(_ details: [String], at index: Int) -> XMLSecurityError {
        let text = "an encrypted element does not decrypt to what it should with any key that was found for it"
        return XMLSecurityError(.undecryptable, ([text] + details).joined(separator: "; "), at: index)
    }

    /// The result of `body`, its error turned into one of this room.
    static func cryptographic<R>(_ body: () throws(CryptoError) -> R) throws(XMLSecurityError) -> R {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw XMLSecurityError(.cryptography, error.description)
        }
    }

    /// The result of reading a value of an element, its error turned into one of this room.
    static func reading<R>(_ element: InfosetCursor, _ body: () throws(InfosetError) -> R) throws(XMLSecurityError) -> R {
        do throws(InfosetError) {
            return try body()
        } catch {
            throw XMLSecurityError(.malformed, "\(element.shownName): \(error)", at: element.index)
        }
    }

    /// The code and the reason.
    public var description: String { "\(code): \(reason)" }
}
