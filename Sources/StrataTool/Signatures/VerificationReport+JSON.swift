import StrataXMLSecurity

extension VerificationReport {
    /// The same for machines.
    static func json(_ file: String, _ verifications: [(Int, Verification)]) -> JSON {
        .object([
            ("file", .text(file)), ("holds", .truth(verifications.allSatisfy { $0.1.isValid })),
            ("signatures", .list(verifications.map { json($0.0, $0.1) })),
        ])
    }

    private static func json(_ number: Int, _ verification: Verification) -> JSON {
        .object([
            ("number", .number(number)), ("path", .text(verification.signature.place)), ("holds", .truth(verification.isValid)),
            ("code", verification.failure.map { .text($0.code.description) }), ("reason", verification.failure.map { .text($0.reason) }),
            ("method", verification.method.map { .text($0.identifier) }), ("key", verification.key.map { .text($0.description) }),
            ("causes", .list(verification.causes.map { .text($0.description) })), ("signedInfo", verification.signedComparison.map(json)),
            ("references", .list(verification.references.map(json))),
        ])
    }

    private static func json(_ reference: Verification.Reference) -> JSON {
        .object([
            ("uri", .text(reference.uri)), ("path", reference.subset.map { .text($0.element?.place ?? "/") }),
            ("intact", .truth(reference.isIntact)), ("form", .text(reference.canonicalization.algorithm)),
            ("digestMethod", .text(reference.digest.identifier)), ("expected", .text(Printable.base64(reference.expected))),
            ("actual", reference.actual.map { .text(Printable.base64($0)) }),
            ("causes", .list(reference.causes.map { .text($0.description) })), ("comparison", reference.comparison.map(json)),
        ])
    }

    private static func json(_ comparison: SenderComparison) -> JSON {
        .object([
            ("isSame", .truth(comparison.isSame)), ("isWhatWasSigned", .truth(comparison.isWhatWasSigned)),
            ("absence", comparison.absence.map { .text($0) }), ("offset", comparison.difference.map { .number($0.offset) }),
            ("line", comparison.difference.map { .number($0.line) }), ("column", comparison.difference.map { .number($0.column) }),
            ("path", comparison.difference.map { .text($0.path) }), ("before", comparison.difference.map { .text($0.before) }),
            ("sent", comparison.difference.map { .text($0.sent) }), ("received", comparison.difference.map { .text($0.received) }),
        ])
    }
}
