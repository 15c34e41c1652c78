import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct CertificateStoreTests {
    @Test func filesAndFolders() throws {
        try withFolder { folder in
            let root = try CertificateAuthority.make(name: "Root")
            let identity = try root.issue(.server(names: ["localhost"]))
            let other = try root.issue(.client(name: "alice"))
            try (root.certificate.pem + identity.certificate.pem)
                .write(to: folder.appending(path: "b.pem"), atomically: true, encoding: .utf8)
            try Data(Array(other.certificate.der)).write(to: folder.appending(path: "a.CER"))
            try root.certificate.pem.write(to: folder.appending(path: "again.crt"), atomically: true, encoding: .utf8)
            try "not read".write(to: folder.appending(path: "readme.txt"), atomically: true, encoding: .utf8)
            try FileManager.default.createDirectory(at: folder.appending(path: "below"), withIntermediateDirectories: true)
            let store = try CertificateStore(folder: folder.path)
            #expect(store.certificates == [other.certificate, root.certificate, identity.certificate])
            #expect(store == CertificateStore([identity.certificate, other.certificate, root.certificate, root.certificate]))
            #expect(try CertificateStore(file: folder.appending(path: "b.pem").path).certificates.count == 2)
            #expect("\(store)" == "3 certificates")
            try CertificateTrust.roots(store).verify(identity.chain, for: .server, name: "localhost")
            // One that cannot be read is not left out.
            try "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                .write(to: folder.appending(path: "z.pem"), atomically: true, encoding: .utf8)
            let error = cryptoError { () throws(CryptoError) in try CertificateStore(folder: folder.path) }
            #expect(error?.code == .malformed && error?.location.hasSuffix("z.pem") == true)
            for path in [folder.appending(path: "b.pem").path, folder.appending(path: "nowhere").path] {
                #expect(cryptoError { () throws(CryptoError) in try CertificateStore(folder: path) }?.code == .unreadable)
            }
        }
    }

    @Test func lookups() throws {
        let root = try CertificateAuthority.make(name: "Root")
        let identity = try root.issue(.server(names: ["localhost"]))
        let certificate = identity.certificate
        let store = CertificateStore([root.certificate, certificate])
        #expect(store.find(sha1Thumbprint: certificate.sha1Thumbprint) == [certificate])
        #expect(store.find(sha256Thumbprint: certificate.sha256Thumbprint) == [certificate])
        #expect(store.find(subjectKeyIdentifier: try #require(certificate.subjectKeyIdentifier)) == [certificate])
        #expect(store.find(issuer: "CN=Root", serialNumber: certificate.serialNumber.decimal) == [certificate])
        #expect(store.find(issuer: "CN=Other", serialNumber: certificate.serialNumber.decimal).isEmpty)
        #expect(store.find(commonName: "Root") == [root.certificate])
        #expect(store.find(name: .host("localhost")) == [certificate])
        #expect(store.contains(certificate) && !CertificateStore().contains(certificate))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/etc/ssl/certs/ca-certificates.crt")))
    func theSystem() throws {
        let store = try CertificateStore.system()
        #expect(store.certificates.count > 10)
        #expect(store.certificates.allSatisfy { $0.basicConstraints?.isAuthority ?? true })
    }
}
