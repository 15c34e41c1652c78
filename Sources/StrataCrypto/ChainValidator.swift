public import StrataCore
public import StrataInfoset

/// Checks a peer's chain against trusted roots: the core's validator for elements that judge certificates themselves.
///
/// It throws `CertificateRejection`. Wrap it to add a rule of your own.
public struct ChainValidator: CertificateValidator, Sendable {
    /// The authorities that a chain must lead to.
    public var trust: CertificateTrust

    /// Whether a server's certificate must speak for the name that was called.
    public var checksName: Bool

    /// A validator over the given authorities.
    public init(trust: CertificateTrust = .systemRoots, checksName: Bool = true) {
        self.trust = trust
        self.checksName = checksName
    }

    public func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {
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
        try trust.verify(certificates, for: role == .server ? .server : .client, name: role == .server && checksName ? name : nil)
    }
}
