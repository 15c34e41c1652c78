internal import COpenSSL

/// Room for secrets on their way, wiped when it goes; zeros at first.
struct WipedBuffer: ~Copyable {
    let octets: UnsafeMutableRawBufferPointer

    init(count: Int) {
        octets = .allocate(byteCount: count, alignment: 16)
        wipe()
    }

    deinit {
        wipe()
        octets.deallocate()
    }

    /// Zeros again.
    func wipe() { OPENSSL_cleanse(octets.baseAddress, octets.count) }
}
