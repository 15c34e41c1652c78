import StrataCrypto
import StrataInfoset
import Testing

@Suite struct KeyAgreementTests {
    /// RFC 5903, sections 8.1 to 8.3: two private numbers, the points that belong to them, and what they share.
    @Test(arguments: [
        (
            KeyKind.p256, "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
            "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
            """
            d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63
            56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab
            """, "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"
        ),
        (
            .p384, "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194",
            "41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc",
            """
            e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571
            dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c
            """, "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746"
        ),
        (
            .p521,
            """
            0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d937ba9777f595
            7b2639bab072462f68c27a57382d4a52
            """,
            """
            0145ba99a847af43793fdd0e872e7cdfa16be30fdc780f97bccc3f078380201e9c677d600b343757a3bdbf2a3163e4c2f869
            cca7458aa4a4effc311f5cb151685eb9
            """,
            """
            00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e95bb0352f6be64a6c291
            2d4ef2d0433ced2b6171640012d9460f
            015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e86d678ae49cb
            57091f4732296579ab44fcd17f0fc56a
            """,
            """
            01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a34786859810c06b3c7
            15a3a8cc3151f2bee417996d19f3ddea
            """
        ),
    ])
    func vectorsOfRFC5903(_ kind: KeyKind, _ mine: String, _ theirs: String, _ point: String, _ shared: String) throws {
        let one = try KeyAgreementTests.privateKey(kind, Bytes(hex: mine))
        let other = try KeyAgreementTests.privateKey(kind, Bytes(hex: theirs))
        let publicKey = try PublicKey(point: Bytes([4] + Array(Bytes(hex: point))), on: kind)
        #expect(try publicKey == other.publicKey())
        #expect(try one.sharedSecret(with: publicKey).revealed == Bytes(hex: shared))
        #expect(try other.sharedSecret(with: one.publicKey()).revealed == Bytes(hex: shared))
    }

    @Test(arguments: [KeyKind.p256, .p384, .p521]) func bothSidesShare(_ kind: KeyKind) throws {
        let one = try PrivateKey.generate(kind)
        let other = try PrivateKey.generate(kind)
        let shared = try one.sharedSecret(with: other.publicKey())
        #expect(try other.sharedSecret(with: one.publicKey()) == shared)
        #expect(try PrivateKey.generate(kind).sharedSecret(with: other.publicKey()) != shared)
    }

    @Test func keysThatShareNothing() throws {
        let curve = try PrivateKey.generate(.p256)
        let other = try PrivateKey.generate(.p384).publicKey()
        #expect(cryptoError { () throws(CryptoError) in try curve.sharedSecret(with: other) }?.code == .mismatch)
        let rsa = try #require(KeyTransportTests.key)
        #expect(cryptoError { () throws(CryptoError) in try rsa.sharedSecret(with: rsa.publicKey()) }?.code == .mismatch)
        #expect(cryptoError { () throws(CryptoError) in try rsa.sharedSecret(with: curve.publicKey()) }?.code == .mismatch)
    }

    /// The private number in the form of RFC 5915: a version, the number, the curve's name.
    private static func privateKey(_ kind: KeyKind, _ number: Bytes) throws -> PrivateKey {
        let name = Bytes(hex: kind == .p256 ? "06082a8648ce3d030107" : kind == .p384 ? "06052b81040022" : "06052b81040023")
        let content = [2, 1, 1, 4, UInt8(number.count)] + Array(number) + [0xA0, UInt8(name.count)] + Array(name)
        return try PrivateKey(der: Bytes([0x30, UInt8(content.count)] + content))
    }
}
