internal import StrataCrypto
internal import StrataInfoset

/// The canonical form of what one reference covers: its digest, and its octets if they are asked for.
struct DigestedForm {
    let digest: Bytes
    let octets: Bytes?

    /// - Throws: `emptySubset` when there is nothing in it; as the canonicalization; `cryptography`.
    init(
        _ reference: Verification.Reference, _ subset: DocumentSubset, isKept: Bool, _ work: inout CanonicalWork
    ) throws(XMLSecurityError) {
        let context = try XMLSecurityError.cryptographic { () throws(CryptoError) in try DigestContext(reference.digest) }
        let counter = CountedSink(context, isKept ? ByteWriter() : nil)
        try work.write(reference.canonicalization, subset, to: counter)
        guard counter.count > 0 else {
            throw XMLSecurityError(
                .emptySubset, "what the reference to \(quoted(reference.uri)) covers has an empty canonical form")
        }
        digest = try XMLSecurityError.cryptographic { () throws(CryptoError) in try context.finish() }
        octets = counter.writer?.take()
    }
}

/// Hands octets on to a digest, counts them, and keeps them if asked to.
private final class CountedSink: CanonicalSink {
    private let context: DigestContext
    let writer: ByteWriter?
    private(set) var count = 0

    init(_ context: DigestContext, _ writer: ByteWriter?) {
        self.context = context
        self.writer = writer
    }

    func append(_ octets: UnsafeRawBufferPointer) {
        count += octets.count
        context.append(octets)
        writer?.append(octets)
    }
}

extension Canonicalization {
    /// The canonical form within a budget.
    func octets(of subset: DocumentSubset, _ budget: CanonicalBudget) throws(XMLSecurityError) -> Bytes {
        var work = CanonicalWork(budget)
        let writer = ByteWriter()
        try work.write(self, subset, to: writer)
        return writer.take()
    }
}
