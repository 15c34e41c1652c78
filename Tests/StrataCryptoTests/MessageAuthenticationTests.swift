import StrataCrypto
import StrataInfoset
import Testing

@Suite struct MessageAuthenticationTests {
    /// RFC 2202, section 3 (SHA-1), and RFC 4231 (the others): test case 1.
    @Test(arguments: [
        (DigestAlgorithm.sha1, 20, "b617318655057264e28bc0b6fb378c8ef146be00"),
        (.sha224, 20, "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22"),
        (.sha256, 20, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            .sha384, 20, "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6"
        ),
        (
            .sha512, 20,
            """
            87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde
            daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854
            """
        ),
    ])
    func vectorsOfTheFirstCase(_ digest: DigestAlgorithm, _ count: Int, _ expected: String) throws {
        let context = try MessageAuthenticationContext(digest, key: SecretBytes([UInt8](repeating: 0x0B, count: count)))
        let expected = Bytes(hex: expected)
        for _ in 0..<2 {
            for piece in ["Hi", "", " ", "There"] { context.append(Bytes(piece)) }
            #expect(try context.finish() == expected)
            context.append(Bytes("Hi There"))
            #expect(try context.finish(matching: expected))
        }
        context.append(Bytes("Hi there"))
        #expect(try !context.finish(matching: expected))
        context.append(Bytes("Hi There"))
        #expect(try !context.finish(matching: expected[0..<expected.count - 1]))
    }

    /// A key longer than a block (RFC 4231, test case 6), and an empty one.
    @Test func longKeysAndNone() throws {
        let long = SecretBytes([UInt8](repeating: 0xAA, count: 131))
        let text = Bytes("Test Using Larger Than Block-Size Key - Hash Key First")
        #expect(
            try MessageAuthentication.code(of: text, key: long, .sha256).hex
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(
            try MessageAuthentication.code(of: Bytes(), key: SecretBytes(""), .sha256).hex
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test(arguments: DigestAlgorithm.allCases) func piecesAreTheWhole(_ digest: DigestAlgorithm) throws {
        let key = try SecretBytes.random(count: 40)
        let octets = try SecureRandom.bytes(1000)
        let whole = try MessageAuthentication.code(of: octets, key: key, digest)
        let context = try MessageAuthenticationContext(digest, key: key)
        for start in stride(from: 0, to: 1000, by: 77) { context.append(octets[start..<min(start + 77, 1000)]) }
        #expect(whole.count == digest.length)
        #expect(try context.finish(matching: whole))
    }
}
