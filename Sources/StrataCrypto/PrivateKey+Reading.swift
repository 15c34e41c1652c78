internal import COpenSSL
public import StrataInfoset

extension PrivateKey {
    /// Reads the first private key of a PEM text: PKCS#8, also encrypted, or the older RSA and EC forms.
    ///
    /// - Parameters:
    ///   - pem: the text; what stands around the key is skipped.
    ///   - password: needed when the key is encrypted, ignored when it is not.
    ///   - maximumIterations: how often a key may have its password hashed: 2,000,000, about a second. A key that asks for more is refused
    ///     (`limitExceeded`) before anything is hashed.
    public init(pem: String, password: String? = nil, maximumIterations: Int = 2_000_000) throws(CryptoError) {
        let subject = "PEM private key"
        let key: OpaquePointer?? = try MemoryBIO.reading(Bytes(pem)) { (bio) throws(CryptoError) -> OpaquePointer? in
            OpenSSL.clearErrors()
            while let block = PEMBlock.next(bio) {
                guard block.name.hasSuffix("PRIVATE KEY") else { continue }
                return try block.withOctets(password, subject: subject) { (octets) throws(CryptoError) in
                    try PrivateKey.parse(octets, password, maximumIterations, subject: subject)
                }
            }
            return nil
        }
        guard case .some(.some(let key)) = key else {
            let details = OpenSSL.drainErrors()
            throw pem.contains("PRIVATE KEY-----")
                ? CryptoError(.malformed, subject, reason: "it cannot be read", details: details)
                : CryptoError(.missing, subject, reason: "the text has no BEGIN PRIVATE KEY line", details: details)
        }
        OpenSSL.clearErrors()
        try self.init(owning: key, subject: subject)
    }

    /// Reads a key from DER: PKCS#8, also encrypted, or the older RSA and EC forms; octets after it are an error. The parameters are those
    /// of `init(pem:password:maximumIterations:)`.
    public init(der: Bytes, password: String? = nil, maximumIterations: Int = 2_000_000) throws(CryptoError) {
        OpenSSL.start()
        OpenSSL.clearErrors()
        let key = try der.withUnsafeBytes { (octets) throws(CryptoError) in
            try PrivateKey.parse(octets, password, maximumIterations, subject: "DER private key")
        }
        OpenSSL.clearErrors()
        try self.init(owning: key, subject: "DER private key")
    }

    /// Reads the key of a PEM or DER file; the parameters are those of `init(pem:password:maximumIterations:)`.
    public init(file path: String, password: String? = nil, maximumIterations: Int = 2_000_000) throws(CryptoError) {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            if octets.count > 0 && octets[0] == 0x30 {
                try self.init(der: octets, password: password, maximumIterations: maximumIterations)
            } else {
                let text = octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                try self.init(pem: text, password: password, maximumIterations: maximumIterations)
            }
        } catch {
            throw error.at(path)
        }
    }

    /// One key, locked or not.
    private static func parse(
        _ octets: UnsafeRawBufferPointer, _ password: String?, _ maximumIterations: Int, subject: String
    ) throws(CryptoError) -> OpaquePointer {
        func exactly(_ read: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?, free: (OpaquePointer) -> Void) -> OpaquePointer? {
            guard let start = octets.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let read = read(&next, octets.count) else { return nil }
            if UnsafeRawPointer(next) == start + octets.count { return read }
            free(read)
            return nil
        }
        // The two forms cannot be taken for each other: one begins with a sequence, the other with a number.
        if let locked = exactly({ d2i_X509_SIG(nil, &$0, $1) }, free: { X509_SIG_free($0) }) {
            return try LockedKey(owning: locked).open(password, maximumIterations: maximumIterations, subject: subject)
        }
        OpenSSL.clearErrors()
        if let key = exactly({ d2i_AutoPrivateKey(nil, &$0, $1) }, free: { EVP_PKEY_free($0) }) { return key }
        throw CryptoError(
            .malformed, subject, reason: "the \(octets.count) octets are not exactly one private key", details: OpenSSL.drainErrors())
    }
}
