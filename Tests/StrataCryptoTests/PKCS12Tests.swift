import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct PKCS12Tests {
    @Test func roundTrip() throws {
        let root = try CertificateAuthority.make()
        let intermediate = try root.issueAuthority(name: "Intermediate")
        let identity = try intermediate.issue(.client(name: "alice"))
        #expect(identity.chain == [identity.certificate, intermediate.certificate])
        let octets = try PKCS12(identity: identity, authorities: [root.certificate]).encoded(password: "pässword", friendlyName: "alice")
            .revealed
        let read = try PKCS12(octets, password: "pässword")
        let again = try #require(read.identity)
        #expect(again.certificate == identity.certificate)
        #expect(try again.privateKey.der() == identity.privateKey.der())
        #expect(Array(again.chain.prefix(2)) == identity.chain)
        #expect(Set(read.authorities) == [intermediate.certificate, root.certificate])
        #expect(try CertificateIdentity(pkcs12: octets, password: "pässword").chain.first == identity.certificate)
    }

    @Test func wrongPasswordAndBrokenOctets() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let octets = try PKCS12(identity: identity).encoded(password: "right").revealed
        #expect { try PKCS12(octets, password: "wrong") } throws: { ($0 as? CryptoError)?.code == .wrongPassword }
        #expect { try PKCS12(octets, password: "") } throws: { ($0 as? CryptoError)?.code == .wrongPassword }
        #expect { try PKCS12(Bytes([1, 2, 3]), password: "") } throws: { ($0 as? CryptoError)?.code == .malformed }
        #expect { try PKCS12(Bytes(), password: "") } throws: { ($0 as? CryptoError)?.code == .malformed }
        for count in stride(from: 0, to: octets.count, by: 7) {
            #expect(throws: CryptoError.self) { try PKCS12(octets[0..<count], password: "right") }
        }
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func exchangedWithTheCommand() throws {
        try withFolder { folder in
            let root = try CertificateAuthority.make(keyKind: .rsa(bits: 2048))
            let identity = try root.issue(.server())
            let ours = try PKCS12(identity: identity, authorities: [root.certificate]).encoded(password: "pw", friendlyName: "server")
                .revealed
            try Data(Array(ours)).write(to: folder.appending(path: "ours.p12"))
            let text = try OpenSSLCommand.run(["pkcs12", "-in", "ours.p12", "-passin", "pass:pw", "-nodes"], in: folder)
            #expect(text.contains("friendlyName: server"))
            #expect(try Certificate.list(pem: text) == [identity.certificate, root.certificate])
            #expect(try PrivateKey(pem: text).der() == identity.privateKey.der())
            try text.write(to: folder.appending(path: "all.pem"), atomically: true, encoding: .utf8)
            try OpenSSLCommand.run(["pkcs12", "-export", "-in", "all.pem", "-out", "theirs.p12", "-passout", "pass:other"], in: folder)
            let read = try PKCS12(file: folder.appending(path: "theirs.p12").path, password: "other")
            #expect(read.identity?.certificate == identity.certificate && read.authorities == [root.certificate])
            try OpenSSLCommand.run(
                ["pkcs12", "-export", "-nokeys", "-in", "all.pem", "-out", "nokey.p12", "-passout", "pass:other"], in: folder)
            let path = folder.appending(path: "nokey.p12").path
            #expect { try CertificateIdentity(pkcs12File: path, password: "other") } throws: { error in
                (error as? CryptoError)?.code == .missing && (error as? CryptoError)?.location == path
            }
        }
    }
}
