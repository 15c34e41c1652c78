/// What a certificate that is to be made shall say.
public struct CertificateTemplate: Sendable {
    /// The common name of the subject.
    public var commonName: String

    /// The organization of the subject; empty for none.
    public var organization = ""

    /// The names it speaks for.
    public var subjectAlternativeNames: [SubjectAlternativeName] = []

    /// The purposes it is meant for; empty leaves the extension out, which allows every purpose.
    public var extendedKeyUsage: [ExtendedKeyUsage] = []

    /// What its key may be used for; nil takes what suits the kind of key and of certificate.
    public var keyUsage: KeyUsage?

    /// Whether it may issue certificates, and over how many further authorities.
    public var basicConstraints = BasicConstraints(isAuthority: false)

    /// Where a responder of the issuer is asked about it (OCSP): nowhere.
    public var statusResponders: [String] = []

    /// Where the issuer's revocation list is fetched: nowhere.
    public var revocationListAddresses: [String] = []

    /// The kind of key that is made for it.
    public var keyKind: KeyKind = .p256

    /// The first moment of its validity: an hour ago, for clocks that differ.
    public var notBefore: CertificateDate

    /// The last moment of its validity: 365 days from now.
    public var notAfter: CertificateDate

    /// A template with a common name and nothing else.
    public init(commonName: String) {
        self.commonName = commonName
        let now = CertificateDate.now
        notBefore = now.advanced(bySeconds: -3600)
        notAfter = now.advanced(bySeconds: 365 * 86_400)
    }

    /// A TLS server that is reached by the given host names and IP addresses.
    public static func server(names: [String] = ["localhost", "127.0.0.1", "::1"]) -> CertificateTemplate {
        var template = CertificateTemplate(commonName: names.first ?? "server")
        template.subjectAlternativeNames = names.map { .host($0) }
        template.extendedKeyUsage = [.serverAuthentication]
        return template
    }

    /// A TLS client of the given name.
    public static func client(name: String) -> CertificateTemplate {
        var template = CertificateTemplate(commonName: name)
        template.extendedKeyUsage = [.clientAuthentication]
        return template
    }

    /// An authority of the given name.
    public static func authority(name: String, pathLength: Int? = nil) -> CertificateTemplate {
        var template = CertificateTemplate(commonName: name)
        template.basicConstraints = BasicConstraints(isAuthority: true, pathLength: pathLength)
        return template
    }
}
