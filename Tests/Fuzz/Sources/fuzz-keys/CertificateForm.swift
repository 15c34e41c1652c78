import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// Certificates, in DER and PEM: what is read is written and read again as the same, and nobody is trusted whom the root has not signed for.
enum CertificateForm {
    static func check(_ given: Given) {
        if given.isSequence, let certificate = given.read({ () throws(CryptoError) in try Certificate(der: given.octets) }) {
            check(certificate, given)
        }
        guard given.isText, let list = given.read({ () throws(CryptoError) in try Certificate.list(pem: given.text) }) else { return }
        for certificate in list { check(certificate, given) }
        require((try? Certificate(pem: given.text)) == list.first, "the first of a list is another one")
    }

    static func check(_ certificate: Certificate, _ given: Given) {
        let der = certificate.der
        let again = Given.again("a certificate") { try Certificate(der: der) }
        require(again == certificate && again.der == der, "a certificate that was written is another one")
        require(again.description == certificate.description, "a certificate that was written says something else")
        let text = certificate.pem
        require(Given.again("a PEM certificate") { try Certificate(pem: text) } == certificate, "its PEM is another one")
        say(certificate, given)
        if let key = given.read({ () throws(CryptoError) in try certificate.publicKey() }) { KeyForm.check(key, given) }
        judge(certificate, given)
    }

    /// Everything that can be asked.
    private static func say(_ certificate: Certificate, _ given: Given) {
        given.requireLine(certificate.description)
        given.requireLine(certificate.publicKeyDescription)
        for name in certificate.subjectAlternativeNames { given.requireLine(name.description) }
        for name in [certificate.subject, certificate.issuer] { given.requireLine(name.description + (name.commonName ?? "")) }
        _ = certificate.keyUsage.map { "\($0)" }
        _ = certificate.extendedKeyUsage.map { "\($0)" }
        _ = certificate.basicConstraints
        _ = certificate.subjectKeyIdentifier
        _ = certificate.authorityKeyIdentifier
        _ = certificate.statusResponders + certificate.revocationListAddresses
        _ = certificate.signatureDigest
        _ = certificate.serialNumber.decimal
        require(certificate.sha1Thumbprint.count == 20 && certificate.sha256Thumbprint.count == 32, "a thumbprint has another length")
        _ = certificate.speaks(for: .email("a@b.example"))
        _ = certificate.speaks(for: .userPrincipalName("a@b.example"))
        given.requireNoLeftover("after the names")
    }

    private static func judge(_ certificate: Certificate, _ given: Given) {
        // As what is trusted it vouches for what its key has signed, and for nothing else.
        let others = (try? CertificateTrust.roots([certificate]).verify([Fixed.good], for: .server, at: Fixed.moment)) ?? []
        let isRoot = (try? certificate.publicKey().point) == (try? Fixed.root.certificate.publicKey().point)
        require(others.isEmpty || isRoot || certificate == Fixed.good, "one that has not signed it leads to it")
        let verdict = Trust.verdict([certificate], given)
        guard verdict.isAccepted else {
            require(certificate != Fixed.good, "the certificate of the root is refused: \(verdict)")
            return
        }
        require(certificate.isSigned(by: Fixed.root), "accepted, and not signed by the root")
        let isNamed = certificate.subjectAlternativeNames.contains {
            if case .dns(let name) = $0 { name.lowercased() == "localhost" } else { false }
        }
        require(isNamed, "accepted for a name that it does not have")
        require(certificate.notBefore <= Fixed.moment && Fixed.moment <= certificate.notAfter, "accepted out of its time")
        given.requireNoLeftover("after the judgement")
    }
}

extension Certificate {
    /// Whether its signature is that of an authority with a key on P-256, over what it says: read here by other means.
    func isSigned(by authority: CertificateAuthority) -> Bool {
        guard let parts = DERValue.sequence(Array(der)), parts.count == 3, let numbers = parts[2].signatureNumbers,
            let key = try? authority.certificate.publicKey()
        else { return false }
        let signed = Bytes(Array(parts[0].encoded))
        return [DigestAlgorithm.sha256, .sha384, .sha512].contains { digest in
            (try? key.verifies(numbers, of: signed, .ecdsa(digest))) == true
        }
    }
}
