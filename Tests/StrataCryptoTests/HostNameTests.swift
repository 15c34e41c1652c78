import StrataCrypto
import Testing

@Suite struct HostNameTests {
    @Test(arguments: [
        ("localhost", true), ("LOCALHOST", true), ("localhost.", true), ("localhost.example.org", true), ("localhost.example.com", false),
        ("a.example.org", true),
        ("a.b.example.org", false), ("example.org", false), (".example.org", false), ("*.example.org", true), ("127.0.0.1", true),
        ("127.0.0.2", false), ("[2001:db8::1]", true), ("2001:db8:0::1", true), ("[2001:db8::1%eth0]", true), ("2001:db8::2", false),
        ("", false), ("common.example", false), ("localhost\0.evil.example", false), ("part.of.label", false),
    ])
    func names(_ host: String, _ expected: Bool) throws {
        let authority = try CertificateAuthority.make()
        var template = CertificateTemplate.server(names: ["localhost", "*.example.org", "127.0.0.1", "2001:db8::1", "pa*.of.label"])
        template.commonName = "common.example"
        let certificate = try authority.issue(template).certificate
        #expect(certificate.speaks(for: host) == expected)
    }

    @Test func aNameWithANULEndsNothing() throws {
        // The writer refuses what would deceive a reader of C strings.
        let authority = try CertificateAuthority.make()
        var template = CertificateTemplate.server(names: ["localhost"])
        for text in ["good.example\0.evil.example", "", "ex ample", "exämple"] {
            template.subjectAlternativeNames = [.dns(text)]
            #expect(throws: CryptoError.self) { try authority.issue(template) }
        }
        template.subjectAlternativeNames = [.ip("1.2.3")]
        #expect(throws: CryptoError.self) { try authority.issue(template) }
    }

    @Test(
        arguments: [
            ("1.2.3.4", [1, 2, 3, 4]), ("::1", Array(repeating: 0, count: 15) + [1]), ("1.2.3", nil), ("1.2.3.4.5", nil),
            ("256.1.1.1", nil),
            ("localhost", nil), ("fe80::1%1", nil), ("dead", nil), ("1.2.3.4 ", nil), ("", nil),
            ("::ffff:1.2.3.4", Array(repeating: 0, count: 10) + [255, 255, 1, 2, 3, 4]),
        ] as [(String, [UInt8]?)])
    func addresses(_ text: String, _ octets: [UInt8]?) {
        #expect(IPAddress.octets(text) == octets)
    }

    @Test func addressesAreWrittenAsRFC5952Says() throws {
        let authority = try CertificateAuthority.make()
        var template = CertificateTemplate.server()
        let cases = [
            ("2001:0db8:0:0:0:0:2:1", "2001:db8::2:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::", "::"), ("1::", "1::"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ]
        template.subjectAlternativeNames = cases.map { .ip($0.0) }
        #expect(try authority.issue(template).certificate.subjectAlternativeNames == cases.map { .ip($0.1) })
    }
}
