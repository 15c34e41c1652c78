import StrataCrypto

/// What the service shows to its callers, and which authorities these trust.
struct Certificates {
    let identity: CertificateIdentity
    let authorities: [Certificate]

    /// Made here and now, for this machine's own name: an authority and what it issues, in memory, gone with the program.
    static func make() throws -> Certificates {
        let authority = try CertificateAuthority.make(name: "Calculator Test Authority", validDays: 1)
        return Certificates(identity: try authority.issue(.server(names: ["localhost"])), authorities: [authority.certificate])
    }

    /// Those that `swift package development-certificates --out FOLDER` has made.
    static func load(from folder: String) throws -> Certificates {
        Certificates(
            identity: try CertificateIdentity(chainFile: "\(folder)/server.pem", privateKeyFile: "\(folder)/server.key"),
            authorities: try Certificate.list(file: "\(folder)/ca.pem"))
    }
}
