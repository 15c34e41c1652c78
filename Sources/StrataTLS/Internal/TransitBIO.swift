internal import COpenSSL
internal import StrataInfoset

/// A BIO that keeps nothing: reads take from the octets of the present burst, writes append to the stream's output.
///
/// OpenSSL's memory BIO does the same with two buffers that each connection keeps at their largest size.
final class TransitBIO {
    /// What the library may read now; valid during one call of the transform.
    var input = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where its octets go; set during one call of the transform.
    var output: ByteWriter?
    /// Holds the library back from reading on, though there is input.
    var isPaused = false

    /// A new BIO for `self`, which must outlive it.
    func makeBIO() -> OpaquePointer? {
        guard let method = Self.method, let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    // Written once, under Swift's own once for statics; the library only reads it.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "strata") else { return nil }
        BIO_meth_set_read(method) { bio, target, count in
            guard let bio, let target, count > 0, let transit = TransitBIO.of(bio) else { return 0 }
            strata_bio_clear_retry(bio)
            guard !transit.isPaused, let start = transit.input.baseAddress, transit.input.count > 0 else {
                strata_bio_retry_read(bio)
                return -1
            }
            let taken = min(Int(count), transit.input.count)
            UnsafeMutableRawPointer(target).copyMemory(from: start, byteCount: taken)
            transit.input = UnsafeRawBufferPointer(rebasing: transit.input[taken...])
            return Int32(taken)
        }
        BIO_meth_set_write(method) { bio, source, count in
            guard let bio, let source, count > 0 else { return 0 }
            strata_bio_clear_retry(bio)
            guard let output = TransitBIO.of(bio)?.output else { return -1 }
            output.append(UnsafeRawBufferPointer(start: source, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func of(_ bio: OpaquePointer) -> TransitBIO? {
        BIO_get_data(bio).map { Unmanaged<TransitBIO>.fromOpaque($0).takeUnretainedValue() }
    }
}
