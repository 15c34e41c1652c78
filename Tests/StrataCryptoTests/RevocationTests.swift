import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// Lists that are given, and what a fetcher brings.
@Suite struct RevocationTests {
    let root: CertificateAuthority
    let intermediate: CertificateAuthority
    let server: CertificateIdentity

    init() throws {
        root = try CertificateAuthority.make(name: "Root")
        intermediate = try root.issueAuthority(name: "Intermediate")
        server = try intermediate.issue(.server(names: ["localhost"]))
    }

    private func judge(_ policy: RevocationPolicy, _ chain: [Certificate]? = nil, days: Int = 0) async -> CertificateVerdict {
        var validation = CertificateValidation.chain(.roots([root.certificate]), revocation: policy)
        validation.now = { .days(fromNow: days) }
        return await validation.judge(chain ?? server.chain, for: .server, name: .host("localhost"))
    }

    @Test func listsThatAreGiven() async throws {
        let good = [try root.revocationList(), try intermediate.revocationList()]
        let accepted = await judge(.offline(good))
        #expect(accepted.isAccepted && accepted.outcome(.revocation) == .passed && accepted.outcome(.revocation, at: 2) == .notMade)
        let end = await judge(.offline([good[0], try intermediate.revocationList(revoking: [server.certificate])]))
        #expect(end.reason == .revoked && end.rejection?.depth == 0)
        let authority = await judge(.offline([try root.revocationList(revoking: [intermediate.certificate]), good[1]]))
        #expect(authority.reason == .revoked && authority.rejection?.depth == 1 && authority.outcome(.revocation, at: 1) == .failed)
        // Without a setting nothing of it matters.
        #expect(await judge(.noCheck).isAccepted)
    }

    @Test func whatIsNotKnownIsRefused() async throws {
        let rootList = try root.revocationList()
        #expect(await judge(.offline([])).rejections.map(\.reason) == [.revocationUnknown, .revocationUnknown])
        #expect(await judge(.offline([rootList])).rejections.map(\.depth) == [0])
        // Of another authority of the same name: the signature is not the issuer's.
        let impostor = try CertificateAuthority.make(name: "Intermediate")
        #expect(await judge(.offline([rootList, try impostor.revocationList()])).reason == .revocationUnknown)
        let fresh = try intermediate.revocationList()
        #expect(await judge(.offline([rootList, fresh]), days: 6).isAccepted)
        #expect(await judge(.offline([rootList, fresh]), days: 8).reason == .revocationUnknown)
        let future = try intermediate.revocationList(thisUpdate: .days(fromNow: 2), nextUpdate: .days(fromNow: 9))
        #expect(await judge(.offline([rootList, future])).reason == .revocationUnknown)
        let endless = [try root.revocationList(nextUpdate: nil), try intermediate.revocationList(nextUpdate: nil)]
        #expect(await judge(.offline(endless), days: 6).isAccepted)
        #expect(await judge(.offline(endless), days: 8).reason == .revocationUnknown)
    }

    @Test func anEndCertificateCannotRevoke() async throws {
        // Who has stolen a server's key signs a list with it: it has neither the name nor the key usage.
        let forged = try CertificateAuthority.forgeRevocationList(by: server, revoking: [])
        let lists = [try root.revocationList(), forged]
        #expect(await judge(.offline(lists)).reason == .revocationUnknown)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func aListThatIsSignedWeakly() async throws {
        let list = try withFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            try write(intermediate.certificate.pem, "ca.pem")
            try write(intermediate.identity.privateKey.pem().text, "ca.key")
            try write("", "index.txt")
            try write("[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_crl_days=7\n", "ca.cnf")
            let arguments = ["ca", "-config", "ca.cnf", "-gencrl", "-cert", "ca.pem", "-keyfile", "ca.key", "-out", "list.pem", "-md"]
            return try ["sha1", "sha384"].map { digest in
                try OpenSSLCommand.run(arguments + [digest], in: folder)
                return try RevocationList.list(file: folder.appending(path: "list.pem").path)[0]
            }
        }
        #expect(list.map(\.signatureDigest) == [.sha1, .sha384])
        #expect(await judge(.offline([try root.revocationList(), list[0]])).reason == .revocationUnknown)
        #expect(await judge(.offline([try root.revocationList(), list[1]])).isAccepted)
    }

    @Test func listsAsTexts() throws {
        let list = try intermediate.revocationList(revoking: [server.certificate])
        #expect(try RevocationList(der: list.der).der == list.der)
        #expect(try RevocationList.list(pem: "x\n" + list.pem + root.certificate.pem + list.pem).map(\.der) == [list.der, list.der])
        #expect(list.count == 1 && list.issuer == intermediate.certificate.subject && list.nextUpdate != nil)
        #expect("\(list)".contains("CN=Intermediate") && "\(list)".contains("1 entries"))
        #expect(cryptoError { () throws(CryptoError) in try RevocationList(der: Bytes([1, 2])) }?.code == .malformed)
        #expect(cryptoError { () throws(CryptoError) in try RevocationList(der: Bytes(Array(list.der) + [0])) }?.code == .malformed)
        #expect(cryptoError { () throws(CryptoError) in try RevocationList.list(file: "/nowhere.crl") }?.code == .unreadable)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func theCommandReadsTheList() throws {
        try withFolder { folder in
            let list = try intermediate.revocationList(revoking: [server.certificate])
            try list.pem.write(to: folder.appending(path: "list.pem"), atomically: true, encoding: .utf8)
            try intermediate.certificate.pem.write(to: folder.appending(path: "ca.pem"), atomically: true, encoding: .utf8)
            let text = try OpenSSLCommand.run(["crl", "-in", "list.pem", "-noout", "-text", "-CAfile", "ca.pem"], in: folder)
            #expect(text.contains("verify OK") && text.contains(server.certificate.serialNumber.hexadecimal))
            #expect(try RevocationList.list(file: folder.appending(path: "list.pem").path).count == 1)
        }
    }
}
