import Foundation
import Strata
import StrataCrypto

/// An authority of one's own, and a certificate that it has issued for this machine's name: for a demonstration, not for the world.
struct Certificates {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "strata-echo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let authority = try CertificateAuthority.make(name: "Echo Test Authority", validDays: 1)
        let server = try authority.issue(.server(names: ["localhost", "127.0.0.1", "::1"]))
        try authority.certificate.pem.write(to: folder.appending(path: "ca.pem"), atomically: true, encoding: .utf8)
        try server.certificate.pem.write(to: folder.appending(path: "server.pem"), atomically: true, encoding: .utf8)
        let key = try server.privateKey.pem().withUnsafeBytes { Data($0) }
        try key.write(to: folder.appending(path: "server.key"))
    }

    var authority: [Certificate] { get throws { try Certificate.list(file: folder.appending(path: "ca.pem").path) } }

    var server: CertificateIdentity {
        get throws {
            try CertificateIdentity(
                chainFile: folder.appending(path: "server.pem").path, privateKeyFile: folder.appending(path: "server.key").path)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
