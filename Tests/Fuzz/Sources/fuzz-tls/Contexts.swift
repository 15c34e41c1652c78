import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTLS
import Synchronization

/// Says at once what it was made to say.
struct Judgement: CertificateValidator {
    let accepts: Bool

    func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {
        if !accepts { throw ValidationFailure("no") }
    }
}

/// One authority with its certificates, and the settings made ready, once for all inputs.
enum Contexts {
    private struct Material {
        let authority: CertificateAuthority
        let server: CertificateIdentity
        let client: CertificateIdentity

        init() throws {
            authority = try CertificateAuthority.make(name: "Fuzz Root")
            server = try authority.issue(.server(names: ["localhost"]))
            client = try authority.issue(.client(name: "alice"))
        }
    }

    private static let material = Result { try Material() }
    private static let ready = Mutex<[Settings: (client: TLSContext, server: TLSContext)]>([:])

    static func of(_ settings: Settings) throws -> (client: TLSContext, server: TLSContext) {
        if let known = ready.withLock({ $0[settings] }) { return known }
        let material = try material.get()
        let roots = TLSTrust.roots([material.authority.certificate])
        var server = TLSConfiguration.server(material.server)
        server.minimumVersion = settings.version
        server.maximumVersion = settings.version
        server.trust = roots
        server.applicationProtocols = ["http/1.1"]
        server.resumesSessions = settings.resumes
        if settings.hasClientCertificate { server.clientCertificates = .required }
        var client = TLSConfiguration.client(trust: roots, identity: settings.hasClientCertificate ? material.client : nil)
        client.applicationProtocols = ["x", "http/1.1"]
        client.resumesSessions = settings.resumes
        switch settings.judge {
        case .none: break
        case .accepting:
            client.trust = roots.and(Judgement(accepts: true))
            server.trust = roots.and(Judgement(accepts: true))
        case .refusing: client.trust = roots.and(Judgement(accepts: false))
        case .refusingOnServer: server.trust = roots.and(Judgement(accepts: false))
        }
        let made = (client: try TLSContext(client, side: .client), server: try TLSContext(server, side: .service))
        ready.withLock { $0[settings] = made }
        return made
    }
}
