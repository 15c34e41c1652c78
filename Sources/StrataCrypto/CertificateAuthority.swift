/// Issues certificates, for tests and development: a root of its own, intermediates, and end certificates with their keys.
///
/// It keeps no register and protects its key with nothing but the process: it is not a public key infrastructure.
public struct CertificateAuthority: Sendable, CustomStringConvertible {
    /// The authority's certificate, its key, and what leads to its root.
    public let identity: CertificateIdentity

    /// The authority's certificate.
    public var certificate: Certificate { identity.certificate }

    /// An authority that goes on with existing material.
    public init(identity: CertificateIdentity) throws(CryptoError) {
        guard identity.certificate.basicConstraints?.isAuthority == true else {
            throw CryptoError(
                .mismatch, "certificate authority", reason: "the certificate of \(identity.certificate.label) is not that of an authority",
                advice: "give one with the basic constraint CA:TRUE")
        }
        self.identity = identity
    }

    /// Makes a new root. Its key takes time when it is RSA: not on an event loop.
    public static func make(
        name: String = "Strata Test Authority", keyKind: KeyKind = .p256, validDays: Int = 365
    ) throws(CryptoError) -> CertificateAuthority {
        var template = CertificateTemplate.authority(name: name)
        template.keyKind = keyKind
        template.notAfter = .days(fromNow: validDays)
        return try make(template)
    }

    /// Makes a new root after a template.
    public static func make(_ template: CertificateTemplate) throws(CryptoError) -> CertificateAuthority {
        let key = try PrivateKey.generate(template.keyKind)
        let certificate = try CertificateBuilder.build(template, key: key, issuer: nil)
        return try CertificateAuthority(identity: CertificateIdentity(chain: [certificate], privateKey: key))
    }

    /// Makes a key and a certificate for it. The chain holds the authority's own certificate unless that is the root.
    public func issue(_ template: CertificateTemplate) throws(CryptoError) -> CertificateIdentity {
        let key = try PrivateKey.generate(template.keyKind)
        let certificate = try CertificateBuilder.build(template, key: key, issuer: identity)
        return try CertificateIdentity(chain: [certificate] + identity.chain.filter { !$0.isSelfIssued }, privateKey: key)
    }

    /// Makes an authority beneath this one.
    public func issueAuthority(name: String, keyKind: KeyKind = .p256) throws(CryptoError) -> CertificateAuthority {
        var template = CertificateTemplate.authority(name: name, pathLength: 0)
        template.keyKind = keyKind
        return try CertificateAuthority(identity: issue(template))
    }

    /// Makes a list of the certificates of its that are revoked; who wants them revoked keeps them in mind.
    ///
    /// - Parameters:
    ///   - revoked: certificates that this authority has issued.
    ///   - thisUpdate: when the list is made: now.
    ///   - nextUpdate: until when it is good; nil writes none.
    public func revocationList(
        revoking revoked: [Certificate] = [], thisUpdate: CertificateDate = .now, nextUpdate: CertificateDate? = .days(fromNow: 7)
    ) throws(CryptoError) -> RevocationList {
        try RevocationListBuilder.build(revoked, issuer: identity, from: thisUpdate, to: nextUpdate)
    }

    /// For tests of readers: signs with any identity, whether it may issue or not.
    package static func forge(_ template: CertificateTemplate, by identity: CertificateIdentity) throws(CryptoError) -> Certificate {
        try CertificateBuilder.build(template, key: PrivateKey.generate(template.keyKind), issuer: identity)
    }

    /// The same for revocation lists.
    package static func forgeRevocationList(
        by identity: CertificateIdentity, revoking revoked: [Certificate]
    ) throws(CryptoError) -> RevocationList {
        try RevocationListBuilder.build(revoked, issuer: identity, from: .now, to: .days(fromNow: 7))
    }

    public var description: String { "authority \(certificate.label)" }
}
