public import StrataCrypto
public import StrataInfoset

/// Takes a canonical form piece by piece: a digest, a buffer, a file.
///
/// Whoever wants the octets elsewhere implements it; `Canonicalization.write(_:to:limit:)` calls it, about once for each 16 KiB and on the
/// calling thread. It cannot refuse: a sink that fails remembers that and says so when it is asked for its result.
public protocol CanonicalSink: AnyObject {
    /// Takes the next octets, which are valid during the call only.
    func append(_ octets: UnsafeRawBufferPointer)
}

extension ByteWriter: CanonicalSink {}

extension DigestContext: CanonicalSink {}
