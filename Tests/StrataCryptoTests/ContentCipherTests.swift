import StrataCrypto
import StrataInfoset
import Testing

@Suite struct ContentCipherTests {
    /// NIST SP 800-38A, sections F.2.1, F.2.3 and F.2.5, and NIST's example values for triple DES in CBC mode: what is encrypted is the
    /// vector's, with a block of padding behind it.
    @Test(arguments: [
        (
            ContentCipher.aes128CBC, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
            """
            7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
            73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7
            """
        ),
        (
            .aes192CBC, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "000102030405060708090a0b0c0d0e0f",
            """
            4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a
            571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd
            """
        ),
        (
            .aes256CBC, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "000102030405060708090a0b0c0d0e0f",
            """
            f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d
            39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b
            """
        ),
        (
            .tripleDESCBC, "0123456789abcdef23456789abcdef01456789abcdef0123", "f69f2445df4f9b17",
            "2079c3d53aa763e193b79e2569ab5262 51657048 1f25b50f 73c0bda85c8e0da7"
        ),
    ])
    func blocksOfNIST(_ cipher: ContentCipher, _ key: String, _ iv: String, _ expected: String) throws {
        let expected = Bytes(hex: expected)
        let plaintext = Bytes(
            hex: """
                6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
                30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
                """)[0..<expected.count]
        let key = SecretBytes(hex: key)
        let octets = try cipher.encrypt(plaintext, key: key, iv: Bytes(hex: iv))
        #expect(octets.count == cipher.ivLength + plaintext.count + cipher.ivLength)
        #expect(octets[0..<cipher.ivLength].hex == iv && octets[cipher.ivLength..<cipher.ivLength + expected.count].hex == expected.hex)
        #expect(try cipher.decrypt(octets, key: key).revealed == plaintext)
    }

    /// NIST's GCM vectors, those with wrong tags too.
    @Test(.enabled(if: Vectors.areExpected), arguments: [ContentCipher.aes128GCM, .aes192GCM, .aes256GCM])
    func countersOfNIST(_ cipher: ContentCipher) throws {
        let name = "aes\(cipher.keyLength * 8)"
        let keys = try Vectors.text("nist-aesgcm/keys-\(name)-gcm.xml")
        let byName = Dictionary(
            uniqueKeysWithValues: zip(
                Vectors.values("KeyName", in: keys), Vectors.values("AESKeyValue", in: keys).map { SecretBytes(Array(Vectors.base64($0))) })
        )
        let data = Set(try Vectors.files("nist-aesgcm/\(name)", ending: ".data"))
        var opened = 0
        var refused = 0
        for file in try Vectors.files("nist-aesgcm/\(name)", ending: ".xml") {
            let text = try Vectors.text(file)
            let octets = Vectors.base64(try #require(Vectors.values("CipherValue", in: text).first))
            let key = try #require(Vectors.values("KeyName", in: text).first.flatMap { byName[$0] })
            let plain = file.replacing(".xml", with: ".data")
            if data.contains(plain) {
                let expected = Vectors.base64(try Vectors.text(plain))
                #expect(try cipher.decrypt(octets, key: key).revealed == expected, "\(file)")
                #expect(try cipher.encrypt(expected, key: key, iv: octets[0..<12]) == octets, "\(file)")
                opened += 1
            } else {
                #expect(cryptoError { () throws(CryptoError) in try cipher.decrypt(octets, key: key) }?.code == .undecryptable, "\(file)")
                refused += 1
            }
        }
        #expect(opened >= 19 && refused >= 15, "\(opened) opened, \(refused) refused")
    }

    @Test(arguments: ContentCipher.allCases) func everyLengthComesBack(_ cipher: ContentCipher) throws {
        let key = try SecretBytes.random(count: cipher.keyLength)
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1000, 65_536] {
            let plaintext = try SecureRandom.bytes(count)
            let octets = try cipher.encrypt(plaintext, key: key)
            let decrypted = try cipher.decrypt(octets, key: key)
            #expect(decrypted.revealed == plaintext && decrypted.exposed == plaintext)
            // Another vector each time.
            #expect(try cipher.encrypt(plaintext, key: key) != octets)
            if !cipher.isAuthenticated { #expect((octets.count - cipher.ivLength) % cipher.ivLength == 0 && octets.count > count) }
        }
    }

    /// Every cut, and with GCM every turned bit, fails in the same way; with CBC only a cut within a block must.
    @Test(arguments: ContentCipher.allCases) func failuresAreOneFailure(_ cipher: ContentCipher) throws {
        let key = try SecretBytes.random(count: cipher.keyLength)
        let octets = try cipher.encrypt(Bytes("what nobody may change"), key: key)
        var errors: Set<CryptoError> = []
        for count in 0..<octets.count {
            if !cipher.isAuthenticated, count % cipher.ivLength == 0, count > cipher.ivLength { continue }
            let error = cryptoError { () throws(CryptoError) in try cipher.decrypt(octets[0..<count], key: key) }
            errors.insert(try #require(error, "cut at \(count)"))
        }
        if cipher.isAuthenticated {
            for index in 0..<octets.count {
                let error = cryptoError { () throws(CryptoError) in try cipher.decrypt(octets.changed(at: index, by: 0x40), key: key) }
                errors.insert(try #require(error, "turned at \(index)"))
            }
            let other = try SecretBytes.random(count: cipher.keyLength)
            errors.insert(try #require(cryptoError { () throws(CryptoError) in try cipher.decrypt(octets, key: other) }))
        }
        #expect(errors.count == 1 && errors.first?.code == .undecryptable && errors.first?.details == [])
    }

    /// Of the padding only the last octet counts. A plaintext of whole blocks without the block of padding behind it is one with a padding
    /// of the test's own.
    @Test(arguments: [ContentCipher.aes256CBC, .tripleDESCBC]) func paddings(_ cipher: ContentCipher) throws {
        let key = try SecretBytes.random(count: cipher.keyLength)
        let block = cipher.ivLength
        var errors: Set<CryptoError> = []
        for length in 0...255 {
            let plaintext = Bytes(Array(try SecureRandom.bytes(2 * block - 1)) + [UInt8(length)])
            let octets = try cipher.encrypt(plaintext, key: key)
            let own = octets[0..<octets.count - block]
            if (1...block).contains(length) {
                #expect(try cipher.decrypt(own, key: key).revealed == plaintext[0..<2 * block - length])
            } else {
                errors.insert(try #require(cryptoError { () throws(CryptoError) in try cipher.decrypt(own, key: key) }, "\(length)"))
            }
        }
        errors.insert(try #require(cryptoError { () throws(CryptoError) in try cipher.decrypt(Bytes([1, 2, 3]), key: key) }))
        #expect(errors.count == 1 && errors.first?.code == .undecryptable)
    }

    @Test(arguments: ContentCipher.allCases) func whatDoesNotFitIsRefused(_ cipher: ContentCipher) throws {
        let key = try SecretBytes.random(count: cipher.keyLength)
        let octets = try cipher.encrypt(Bytes("x"), key: key)
        for count in [0, 8, 16, 24, 32] where count != cipher.keyLength {
            let wrong = try SecretBytes.random(count: count)
            #expect(cryptoError { () throws(CryptoError) in try cipher.encrypt(Bytes("x"), key: wrong) }?.code == .mismatch)
            #expect(cryptoError { () throws(CryptoError) in try cipher.decrypt(octets, key: wrong) }?.code == .mismatch)
        }
        for count in [0, 8, 12, 16] where count != cipher.ivLength {
            let iv = try SecureRandom.bytes(count)
            #expect(cryptoError { () throws(CryptoError) in try cipher.encrypt(Bytes("x"), key: key, iv: iv) }?.code == .mismatch)
        }
    }
}
