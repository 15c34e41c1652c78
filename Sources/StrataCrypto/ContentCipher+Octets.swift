internal import COpenSSL
public import StrataInfoset

extension ContentCipher {
    /// The plaintext encrypted, with its initialization vector before it and, with GCM, the tag behind it. The vector is drawn anew each time.
    ///
    /// CBC pads (section 5.2.1): every octet of the padding says how long it is, which every reader takes, also one that asks for more
    /// than the specification does.
    ///
    /// - Parameters:
    ///   - plaintext: less than 2 GiB.
    ///   - key: `keyLength` octets.
    /// - Throws: `mismatch` for a key of another length; `unsupported` for too much plaintext; `failed` when the library does not have the
    ///   cipher or the system no randomness.
    public func encrypt(_ plaintext: Bytes, key: SecretBytes) throws(CryptoError) -> Bytes {
        try encrypt(plaintext, key: key, iv: nil)
    }

    /// The same with an initialization vector that is given, for published vectors only: with GCM the same one twice under the same key
    /// gives the key away, so nobody outside chooses one.
    package func encrypt(_ plaintext: Bytes, key: SecretBytes, iv: Bytes?) throws(CryptoError) -> Bytes {
        try requireFit(key)
        guard plaintext.count < CipherContext.longest else {
            throw CryptoError(.unsupported, "\(self)", reason: "\(plaintext.count) octets are more than are encrypted at once")
        }
        let body = isAuthenticated ? plaintext.count : (plaintext.count / blockLength + 1) * blockLength
        let writer = ByteWriter(capacity: ivLength + body + tagLength)
        let target = writer.reserve(ivLength + body + tagLength)
        let vector = UnsafeMutableRawBufferPointer(rebasing: target[..<ivLength])
        if let iv {
            guard iv.count == ivLength else {
                throw CryptoError(
                    .mismatch, "\(self)", reason: "an initialization vector of \(iv.count) octets was given, and it takes \(ivLength)",
                    advice: "leave it out, and one is drawn")
            }
            iv.withUnsafeBytes { vector.copyMemory(from: $0) }
        } else {
            try SecureRandom.fill(vector)
        }
        let context = try CipherContext.make(libraryName, key: key, iv: UnsafeRawBufferPointer(vector), isEncrypting: true)
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[ivLength..<ivLength + body + tagLength])
        let isDone = plaintext.withUnsafeBytes {
            isAuthenticated ? sealed($0, context, into: rest) : padded($0, context, into: rest)
        }
        guard isDone else { throw OpenSSL.failure("\(self)") }
        writer.commit(ivLength + body + tagLength)
        return writer.take()
    }

    /// The plaintext of octets in the layout that `encrypt` makes.
    ///
    /// The last octet of CBC's padding says how long it is, the others may be anything (section 5.2.1). The plaintext is wiped when the
    /// last reference to it goes; `exposed` gives it to a parser without a copy.
    ///
    /// - Throws: `undecryptable`, the same error in every part whether the length, the padding or the tag is wrong; `mismatch` for a key of
    ///   another length; `failed` when the library does not have the cipher.
    public func decrypt(_ octets: Bytes, key: SecretBytes) throws(CryptoError) -> SecretBytes {
        try requireFit(key)
        let body = octets.count - ivLength - tagLength
        let isWhole = isAuthenticated ? body >= 0 : body > 0 && body % blockLength == 0
        guard isWhole, body < CipherContext.longest else { throw ContentCipher.undecryptable("\(self)") }
        return try octets.withUnsafeBytes { (octets) throws(CryptoError) in
            let iv = UnsafeRawBufferPointer(rebasing: octets[..<ivLength])
            let encrypted = UnsafeRawBufferPointer(rebasing: octets[ivLength..<ivLength + body])
            let tag = UnsafeRawBufferPointer(rebasing: octets[(ivLength + body)...])
            let context = try CipherContext.make(libraryName, key: key, iv: iv, isEncrypting: false)
            return try SecretBytes(capacity: body) { (target) throws(CryptoError) in
                guard context.update(encrypted, into: target) == body,
                    let count = isAuthenticated ? opened(target, tag, context) : unpadded(target)
                else { throw ContentCipher.undecryptable("\(self)") }
                return count
            }
        }
    }

    private func sealed(_ plaintext: UnsafeRawBufferPointer, _ context: borrowing CipherContext, into target: UnsafeMutableRawBufferPointer)
        -> Bool
    {
        let tag = UnsafeMutableRawBufferPointer(rebasing: target[plaintext.count...])
        return context.update(plaintext, into: target) == plaintext.count && context.finish()
            && EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), tag.baseAddress) == 1
    }

    private func opened(_ plaintext: UnsafeMutableRawBufferPointer, _ tag: UnsafeRawBufferPointer, _ context: borrowing CipherContext)
        -> Int?
    {
        // The library takes the tag to be writable, and only reads it.
        let octets = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        guard EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), octets) == 1, context.finish() else {
            return nil
        }
        return plaintext.count
    }

    private func padded(_ plaintext: UnsafeRawBufferPointer, _ context: borrowing CipherContext, into target: UnsafeMutableRawBufferPointer)
        -> Bool
    {
        let whole = plaintext.count / blockLength * blockLength
        guard context.update(UnsafeRawBufferPointer(rebasing: plaintext[..<whole]), into: target) == whole else { return false }
        // The last block holds plaintext too, and is wiped.
        var last: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &last) { last in
            defer { OPENSSL_cleanse(last.baseAddress, last.count) }
            let tail = UnsafeRawBufferPointer(rebasing: plaintext[whole...])
            last.copyMemory(from: tail)
            for i in tail.count..<blockLength { last[i] = UInt8(blockLength - tail.count) }
            let block = UnsafeRawBufferPointer(rebasing: last[..<blockLength])
            return context.update(block, into: UnsafeMutableRawBufferPointer(rebasing: target[whole...])) == blockLength
        }
    }

    /// How many octets are left without the padding. Its length enters no condition and no index but in the one verdict.
    private func unpadded(_ plaintext: UnsafeMutableRawBufferPointer) -> Int? {
        let length = Int(plaintext[plaintext.count - 1])
        // Negative unless 1 <= length <= blockLength.
        let verdict = (length - 1) | (blockLength - length)
        return verdict >= 0 ? plaintext.count - length : nil
    }
}
