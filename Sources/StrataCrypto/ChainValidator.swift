public import StrataCore
public import StrataInfoset

/// Judges a peer's chain by a `CertificateValidation`: the core's validator for elements that judge certificates themselves.
///
/// It throws `CertificateRejection`. Wrap it to add a rule of your own.
public struct ChainValidator: CertificateValidator, Sendable {
    /// How chains are judged.
    public var validation: CertificateValidation

    /// Whether a server's certificate must speak for the name that was called.
    public var checksName: Bool

    /// The authorities that a chain must lead to.
    public var trust: CertificateTrust {
        get { validation.authorities }
        set { validation.authorities = newValue }
    }

    /// A validator over the given authorities.
    public init(trust: CertificateTrust = .systemRoots, checksName: Bool = true) {
        self.init(.chain(trust), checksName: checksName)
    }

    /// A validator by the given settings.
    public init(_ validation: CertificateValidation, checksName: Bool = true) {
        self.validation = validation
        self.checksName = checksName
    }

    public func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {
        guard chain.count <= validation.maximumCertificates else {
            throw CertificateRejection(
                .malformed, message: "there are \(chain.count) certificates, and \(validation.maximumCertificates) are looked at")
        }
        var certificates: [Certificate] = []
        for der in chain {
            do throws(CryptoError) {
                certificates.append(try Certificate(der: der))
            } catch {
                throw CertificateRejection(.malformed, depth: certificates.count, message: error.description)
            }
        }
        if role == .server, checksName, name == nil {
            throw CertificateRejection(.wrongName, message: "there is no name to check the server's certificate against")
        }
        let expected = role == .server && checksName ? name.map { CertificateName.host($0) } : nil
        try await validation.judge(certificates, for: role == .server ? .server : .client, name: expected).require()
    }
}
