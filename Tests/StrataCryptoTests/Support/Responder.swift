import Foundation
import StrataCrypto
import StrataInfoset
import Synchronization
import TestSupport

/// Answers what a test has laid out for it, and remembers what it was asked.
final class ScriptedFetcher: RevocationFetcher {
    struct Silent: Error {}

    private let asked = Mutex<[RevocationRequest]>([])
    private let answer: @Sendable (RevocationRequest) throws -> Bytes

    init(_ answer: @escaping @Sendable (RevocationRequest) throws -> Bytes) { self.answer = answer }

    var requests: [RevocationRequest] { asked.withLock { $0 } }

    func fetch(_ request: RevocationRequest) async throws -> Bytes {
        asked.withLock { $0.append(request) }
        return try answer(request)
    }
}

/// An OCSP responder of OpenSSL's command: another's hand at the other end.
struct Responder: Sendable {
    /// Whose certificates it answers for.
    let authority: CertificateAuthority
    /// Who signs: the authority itself, or one with a certificate of its own.
    var signer: CertificateIdentity
    var revoked: [Certificate] = []
    var known: [Certificate] = []
    /// Days until the next answer; nil says nothing of it.
    var days: Int? = 1
    var options: [String] = []

    init(_ authority: CertificateAuthority) {
        self.authority = authority
        signer = authority.identity
    }

    func answer(_ request: Bytes) throws -> Bytes {
        try withFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            func line(_ certificate: Certificate, _ status: String, _ date: String) -> String {
                "\(status)\t401231235959Z\t\(date)\t\(certificate.serialNumber.hexadecimal)\tunknown\t/CN=x\n"
            }
            let lines = revoked.map { line($0, "R", "251101000000Z,keyCompromise") } + known.map { line($0, "V", "") }
            try write(lines.joined(), "index.txt")
            try write(authority.certificate.pem, "ca.pem")
            try write(signer.certificate.pem, "signer.pem")
            try write(signer.privateKey.pem().text, "signer.key")
            try Data(Array(request)).write(to: folder.appending(path: "request.der"))
            try OpenSSLCommand.run(
                ["ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "signer.pem", "-rkey", "signer.key", "-reqin", "request.der"]
                    + ["-respout", "answer.der"] + (days.map { ["-ndays", "\($0)"] } ?? []) + options, in: folder)
            return Bytes(Array(try Data(contentsOf: folder.appending(path: "answer.der"))))
        }
    }
}

extension CertificateVerdict {
    /// The reason of the first rejection.
    var reason: CertificateRejection.Reason? { rejection?.reason }

    /// How a check on the certificate at a depth came out; nil when it is not there.
    func outcome(_ kind: CertificateCheck.Kind, at depth: Int = 0) -> CertificateCheck.Outcome? {
        findings.first { $0.depth == depth }?.checks.first { $0.kind == kind }?.outcome
    }
}
