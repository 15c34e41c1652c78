public import StrataCrypto
public import StrataInfoset

/// What a signature or encryption says of its key (XML Signature 1.1, section 4.5). It is a hint from whoever wrote it, not a fact.
public struct KeyInfo: Sendable {
    /// One statement.
    public enum Item: Sendable {
        /// A name that both sides know the key by.
        case keyName(String)
        /// The public key itself.
        case keyValue(PublicKey)
        /// One `X509Data`: several statements about one certificate, and perhaps its chain.
        case x509(X509Data)
        /// Something else, which the layer above may know: a `SecurityTokenReference`, an `EncryptedKey`.
        case other(InfosetCursor)
    }

    /// The element; nil when there is none.
    public let element: InfosetCursor?
    /// The statements in their order.
    public let items: [Item]

    init(items: [Item] = []) {
        element = nil
        self.items = items
    }

    /// Reads the element.
    ///
    /// - Throws: `malformed`, also for a key or certificate that cannot be read; `limitExceeded`.
    public init(_ element: InfosetCursor, limits: SignatureLimits = .defaults) throws(XMLSecurityError) {
        var items: [Item] = []
        var certificates = 0
        var children = try ElementSequence(element)
        while let child = children.any() {
            guard items.count < limits.keyInfoItems else {
                throw XMLSecurityError(
                    .limitExceeded, "\(element.shownName) has more elements than limits.keyInfoItems, \(limits.keyInfoItems), allows",
                    at: child.index)
            }
            let item = try KeyInfo.item(child, limits)
            if case .x509(let data) = item { certificates += data.certificates.count }
            guard certificates <= limits.certificates else {
                throw XMLSecurityError(
                    .limitExceeded,
                    "\(element.shownName) has more certificates than limits.certificates, \(limits.certificates), allows",
                    at: child.index)
            }
            items.append(item)
        }
        self.element = element
        self.items = items
    }

    /// All certificates, in their order.
    public var certificates: [Certificate] {
        x509Data.flatMap(\.certificates)
    }

    /// What it says of certificates.
    var x509Data: [X509Data] {
        items.compactMap { item in
            guard case .x509(let data) = item else { return nil }
            return data
        }
    }

    private static func item(_ element: InfosetCursor, _ limits: SignatureLimits) throws(XMLSecurityError) -> Item {
        switch element.name {
        case XMLSignatureName.keyName:
            return .keyName(try element.plainText(limit: limits.keyInfoValueLength, "limits.keyInfoValueLength"))
        case XMLSignatureName.keyValue:
            var children = try ElementSequence(element)
            guard let value = children.any() else {
                throw XMLSecurityError(.malformed, "\(element.shownName) is empty", at: element.index)
            }
            try children.end()
            return try keyValue(value, limits).map { .keyValue($0) } ?? .other(element)
        case XMLSignatureName.derEncodedKeyValue:
            let der = try element.plainBase64(limit: limits.keyInfoValueLength, "limits.keyInfoValueLength")
            return try publicKey(element) { () throws(CryptoError) in try PublicKey(der: der) }.map { .keyValue($0) } ?? .other(element)
        case XMLSignatureName.x509Data:
            return .x509(try X509Data(element, limits))
        default:
            return .other(element)
        }
    }

    /// The key of `RSAKeyValue` or `ECKeyValue`; nil for other kinds.
    private static func keyValue(_ element: InfosetCursor, _ limits: SignatureLimits) throws(XMLSecurityError) -> PublicKey? {
        var children = try ElementSequence(element)
        switch element.name {
        case XMLSignatureName.rsaKeyValue:
            let modulus = try children.required(XMLSignatureName.modulus).plainBase64(
                limit: limits.keyInfoValueLength, "limits.keyInfoValueLength")
            let exponent = try children.required(XMLSignatureName.exponent).plainBase64(
                limit: limits.keyInfoValueLength, "limits.keyInfoValueLength")
            try children.end()
            return try publicKey(element) { () throws(CryptoError) in try PublicKey(rsaModulus: modulus, exponent: exponent) }
        case XMLSignatureName.ecKeyValue:
            guard let curve = children.optional(XMLSignatureName.namedCurve) else { return nil }
            let identifier = try curve.requiredAttribute(XMLSignatureName.uri, limits)
            guard let kind = [KeyKind.p256, .p384, .p521].first(where: { $0.curveIdentifier == identifier }) else { return nil }
            let point = try children.required(XMLSignatureName.publicKey).plainBase64(
                limit: limits.keyInfoValueLength, "limits.keyInfoValueLength")
            try children.end()
            return try publicKey(element) { () throws(CryptoError) in try PublicKey(point: point, on: kind) }
        default:
            return nil
        }
    }

    /// A key of a kind that is not supported is none that is known; one that cannot be is an error.
    private static func publicKey(
        _ element: InfosetCursor, _ body: () throws(CryptoError) -> PublicKey
    ) throws(XMLSecurityError) -> PublicKey? {
        do throws(CryptoError) {
            return try body()
        } catch {
            guard error.code != .unsupported else { return nil }
            throw XMLSecurityError(.malformed, "\(element.shownName): \(error)", at: element.index)
        }
    }
}
