import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// One of each thing that is read, in each form.
enum Seeds {
    static func make() throws -> [[UInt8]] {
        var all: [Bytes] = [Fixed.goodAnswer, Fixed.revokedAnswer]
        let certificates = try certificates()
        all += certificates.flatMap { [$0.der, Bytes($0.pem)] }
        all.append(Bytes(certificates.prefix(3).map(\.pem).joined(separator: "\nbetween\n")))
        for list in try lists() { all += [list.der, Bytes(list.pem)] }
        for key in try [Fixed.rsa, Fixed.p256, Fixed.p384, PrivateKey.generate(.p521)] {
            for password in [nil, Fixed.password] {
                all += [try key.der(password: password, iterations: 10).exposed, try key.pem(password: password, iterations: 10).exposed]
            }
            all.append(try key.publicKey().der)
            all.append(try key.publicKey().point ?? key.publicKey().rsaNumbers?.modulus ?? Bytes())
        }
        for container in try containers(certificates) {
            for password in [Fixed.password, ""] { all.append(try container.encoded(password: password, iterations: 10).exposed) }
        }
        return all.map { Array($0) }
    }

    private static func template(_ name: String) -> CertificateTemplate {
        var template = CertificateTemplate.server(names: ["localhost"])
        template.commonName = name
        template.notBefore = Fixed.moment.advanced(bySeconds: -86_400)
        template.notAfter = Fixed.moment.advanced(bySeconds: 86_400 * 3650)
        return template
    }

    private static func certificates() throws -> [Certificate] {
        var full = template("full")
        full.organization = "Größe, \"und\" so weiter"
        full.subjectAlternativeNames += [
            .userPrincipalName("a@b.example"), .email("a@b.example"), .uri("urn:x"), .ip("::1"), .dns("*.b.example"),
        ]
        full.statusResponders = ["http://o.example/"]
        full.revocationListAddresses = ["http://c.example/", "ldap://c.example/x"]
        var late = template("late")
        late.notBefore = late.notAfter
        var client = template("client")
        client.extendedKeyUsage = [.clientAuthentication]
        var nameless = template("")
        nameless.keyKind = .p384
        var authority = CertificateTemplate.authority(name: "beneath", pathLength: 0)
        (authority.notBefore, authority.notAfter) = (template("").notBefore, template("").notAfter)
        let stranger = try CertificateAuthority.make(name: "Fuzz Root")
        let issued = try [full, late, client, nameless, authority].map { try Fixed.root.issue($0).certificate }
        let strange = [stranger.certificate, try stranger.issue(template("stranger")).certificate]
        return [Fixed.root.certificate, Fixed.good, Fixed.revoked] + issued + strange
    }

    /// The root revokes one certificate in each of its lists; an authority that only has its name does not.
    private static func lists() throws -> [RevocationList] {
        let (then, next) = (Fixed.moment.advanced(bySeconds: -3600), Fixed.moment.advanced(bySeconds: 86_400))
        let stranger = try CertificateAuthority.make(name: "Fuzz Root")
        return [
            try Fixed.root.revocationList(revoking: [Fixed.revoked], thisUpdate: then, nextUpdate: next),
            try Fixed.root.revocationList(revoking: [Fixed.good, Fixed.revoked], thisUpdate: then, nextUpdate: nil),
            try stranger.revocationList(thisUpdate: then, nextUpdate: next),
        ]
    }

    private static func containers(_ certificates: [Certificate]) throws -> [PKCS12] {
        let issued = try Fixed.root.issueAuthority(name: "between").issue(template("below"))
        return [
            PKCS12(identity: try Fixed.root.issue(template("own"))), PKCS12(identity: issued, authorities: [Fixed.root.certificate]),
            PKCS12(authorities: Array(certificates.prefix(2))),
        ]
    }
}
