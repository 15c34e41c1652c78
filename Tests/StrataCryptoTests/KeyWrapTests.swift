import StrataCrypto
import StrataInfoset
import Testing

@Suite struct KeyWrapTests {
    /// RFC 3394, sections 4.1 to 4.6.
    @Test(arguments: [
        (KeyWrap.aes128, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"),
        (.aes192, 16, "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"),
        (.aes256, 16, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"),
        (.aes192, 24, "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"),
        (.aes256, 24, "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"),
        (.aes256, 32, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"),
    ])
    func vectorsOfRFC3394(_ wrap: KeyWrap, _ count: Int, _ wrapped: String) throws {
        let wrappingKey = SecretBytes((0..<UInt8(wrap.keyLength)).map { $0 })
        let key = SecretBytes(Array(Array(Bytes(hex: "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")).prefix(count)))
        #expect(try wrap.wrap(key, with: wrappingKey).hex == wrapped)
        #expect(try wrap.unwrap(Bytes(hex: wrapped), with: wrappingKey) == key)
    }

    /// RFC 3217, section 3.3.
    @Test func vectorOfRFC3217() throws {
        let wrappingKey = SecretBytes(hex: "255e0d1c07b646dfb3134cc843ba8aa71f025b7c0838251f")
        let key = SecretBytes(hex: "2923bf85e06dd6ae529149f1f1bae9eab3a7da3d860d3e98")
        let wrapped = Bytes(
            hex: """
                6901 0761 8ef0 92b3 b48c a179 6b23 4ae9 fa33 ebb4 1596 0403
                7db5 d6a8 4eb3 aac2 768c 6327 75a4 67d4
                """)
        #expect(try KeyWrap.tripleDES.unwrap(wrapped, with: wrappingKey) == key)
    }

    @Test(arguments: KeyWrap.allCases) func whatIsWrappedIsUnwrapped(_ wrap: KeyWrap) throws {
        let wrappingKey = try SecretBytes.random(count: wrap.keyLength)
        for count in [16, 24, 32, 64, 512] {
            let key = try SecretBytes.random(count: count)
            let wrapped = try wrap.wrap(key, with: wrappingKey)
            #expect(wrapped.count == count + wrap.overhead)
            #expect(try wrap.unwrap(wrapped, with: wrappingKey) == key)
        }
    }

    @Test(arguments: KeyWrap.allCases) func failuresAreOneFailure(_ wrap: KeyWrap) throws {
        let wrappingKey = try SecretBytes.random(count: wrap.keyLength)
        let wrapped = try wrap.wrap(SecretBytes.random(count: 32), with: wrappingKey)
        var errors: Set<CryptoError> = []
        for index in 0..<wrapped.count {
            let turned = cryptoError { () throws(CryptoError) in try wrap.unwrap(wrapped.changed(at: index, by: 0x10), with: wrappingKey) }
            errors.insert(try #require(turned, "turned at \(index)"))
            let cut = cryptoError { () throws(CryptoError) in try wrap.unwrap(wrapped[0..<index], with: wrappingKey) }
            errors.insert(try #require(cut, "cut at \(index)"))
        }
        let other = try SecretBytes.random(count: wrap.keyLength)
        errors.insert(try #require(cryptoError { () throws(CryptoError) in try wrap.unwrap(wrapped, with: other) }))
        #expect(errors.count == 1 && errors.first?.code == .undecryptable && errors.first?.details == [])
    }

    @Test(arguments: KeyWrap.allCases) func whatDoesNotFitIsRefused(_ wrap: KeyWrap) throws {
        let wrappingKey = try SecretBytes.random(count: wrap.keyLength)
        for count in [0, 8, 15, 17] {
            let key = try SecretBytes.random(count: count)
            #expect(cryptoError { () throws(CryptoError) in try wrap.wrap(key, with: wrappingKey) }?.code == .unsupported)
        }
        let wrong = try SecretBytes.random(count: wrap.keyLength - 8)
        let key = try SecretBytes.random(count: 16)
        #expect(cryptoError { () throws(CryptoError) in try wrap.wrap(key, with: wrong) }?.code == .mismatch)
        #expect(cryptoError { () throws(CryptoError) in try wrap.unwrap(Bytes([1]), with: wrong) }?.code == .mismatch)
    }
}
