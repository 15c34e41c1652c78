public import StrataCrypto
public import StrataInfoset

/// A way to write XML such that documents with the same meaning are the same octets.
///
/// Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, each with or without comments. The octets are written from the infoset
/// as it is: nothing is copied or parsed, and a digest needs none of them in memory.
public struct Canonicalization: Sendable, Hashable {
    /// The specifications.
    public enum Method: Sendable, Hashable, CaseIterable {
        /// Canonical XML 1.0 (W3C, 15 March 2001): an element brings the namespaces and `xml:` attributes of those around it.
        case inclusive10
        /// Canonical XML 1.1 (W3C, 2 May 2008): as 1.0, but `xml:id` is not brought along and `xml:base` is joined.
        case inclusive11
        /// Exclusive XML Canonicalization 1.0 (W3C, 18 July 2002): an element brings the namespaces that its names use.
        case exclusive10
    }

    /// Which specification.
    public var method: Method
    /// Whether comments are part of the form.
    public var includesComments: Bool
    /// Prefixes that the exclusive method treats as the inclusive one does (its `PrefixList`); the empty one is the default namespace.
    /// The other methods do not look at it.
    public var inclusivePrefixes: [String]
    /// Whether namespace names that are no absolute URI are written, to the letter and resolved against nothing. The specifications want
    /// documents that have any refused (Canonical XML 1.0, section 1.3); some services have such names and sign them. In a signature the
    /// setting of the policy or the signer counts.
    public var acceptsRelativeNamespaceNames = false

    /// A canonicalization; without comments and without a list of prefixes unless they are given.
    public init(_ method: Method, includesComments: Bool = false, inclusivePrefixes: [String] = []) {
        self.method = method
        self.includesComments = includesComments
        self.inclusivePrefixes = inclusivePrefixes
    }

    /// The canonicalization that an identifier stands for (XML Signature 1.1, section 6.5); nil for any other.
    public init?(algorithm: String) {
        for method in Method.allCases {
            for includesComments in [false, true] {
                let canonicalization = Canonicalization(method, includesComments: includesComments)
                guard canonicalization.algorithm == algorithm else { continue }
                self = canonicalization
                return
            }
        }
        return nil
    }

    /// The identifier.
    public var algorithm: String {
        switch method {
        case .inclusive10: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" + (includesComments ? "#WithComments" : "")
        case .inclusive11: "http://www.w3.org/2006/12/xml-c14n11" + (includesComments ? "#WithComments" : "")
        case .exclusive10: "http://www.w3.org/2001/10/xml-exc-c14n#" + (includesComments ? "WithComments" : "")
        }
    }

    /// The prefixes of a `PrefixList` (Exclusive XML Canonicalization, section 4): words between white space, `#default` for the empty one.
    public static func prefixes(ofList list: String) -> [String] {
        list.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }.map { $0 == "#default" ? "" : String($0) }
    }

    /// Writes the canonical form of a document or a part of one.
    ///
    /// A form can be far longer than its document: the exclusive one declares a namespace again at each element that uses it. Whoever writes
    /// that of a stranger's document gives a limit.
    ///
    /// - Parameters:
    ///   - subset: what to write.
    ///   - sink: takes the octets. After an error it holds some of them, which are worth nothing.
    ///   - limit: how many octets there may be.
    /// - Throws: `relativeNamespace` when an element in the subset declares one or one is written, unless
    ///   `acceptsRelativeNamespaceNames`; `limitExceeded`.
    public func write(_ subset: DocumentSubset, to sink: any CanonicalSink, limit: Int = .max) throws(XMLSecurityError) {
        var work = CanonicalWork(CanonicalBudget(limit, "limit"))
        try work.write(self, subset, to: sink)
    }

    /// The canonical form as octets.
    ///
    /// - Throws: as `write(_:to:limit:)`.
    public func octets(of subset: DocumentSubset, limit: Int = .max) throws(XMLSecurityError) -> Bytes {
        let writer = ByteWriter()
        try write(subset, to: writer, limit: limit)
        return writer.take()
    }

    /// The digest of the canonical form, whose octets are never together in memory.
    ///
    /// - Throws: as `write(_:to:limit:)`; `cryptography` when the library has no such hash function.
    public func digest(of subset: DocumentSubset, _ algorithm: DigestAlgorithm, limit: Int = .max) throws(XMLSecurityError) -> Bytes {
        let context = try XMLSecurityError.cryptographic { () throws(CryptoError) in try DigestContext(algorithm) }
        try write(subset, to: context, limit: limit)
        return try XMLSecurityError.cryptographic { () throws(CryptoError) in try context.finish() }
    }
}
