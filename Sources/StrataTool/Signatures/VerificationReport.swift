import StrataInfoset
import StrataXMLSecurity

/// What was found about one signature, for people.
struct VerificationReport {
    private let verification: Verification
    private let isExplaining: Bool
    private let isCompared: Bool

    init(_ verification: Verification, isExplaining: Bool, isCompared: Bool) {
        self.verification = verification
        self.isExplaining = isExplaining
        self.isCompared = isCompared
    }

    func text(number: Int) -> String {
        var lines = ["signature \(number), \(verification.signature.place): \(verification.isValid ? "holds" : "does not hold")"]
        if let failure = verification.failure { lines.append(line("refused", failure.description)) }
        if let method = verification.method { lines.append(line("method", method.description)) }
        if let key = verification.key { lines.append(line("key", key.description)) }
        if !verification.isValid { lines += causes(verification.causes, isWanted: verification.key == nil && verification.method != nil) }
        if let comparison = verification.signedComparison, verification.key == nil { lines += self.lines(comparison) }
        for reference in verification.references { lines += self.lines(reference) }
        for note in ClockNotes.notes(verification) { lines.append(line("clock", note)) }
        for manifest in verification.manifests {
            lines.append("  manifest \(manifest.element.place), which is reported and vouches for nothing")
            for entry in manifest.entries {
                let state = entry.failure.map(\.description) ?? entry.reference.map { self.state($0) } ?? "not read"
                lines.append("    '\(Printable.text(entry.uri ?? ""))' \(Printable.text(state))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: max(1, 11 - name.count)) + Printable.text(value, limit: 2000)
    }

    // MARK: References

    private func lines(_ reference: Verification.Reference) -> [String] {
        let place = reference.subset.map { $0.element?.place ?? "the whole document" } ?? "not found"
        let without = reference.subset.map { $0.holes.isEmpty ? "" : ", without the signature" } ?? ""
        let line = "  reference '\(Printable.text(reference.uri))', \(place)\(without): \(state(reference))"
        guard isExplaining, !reference.isIntact else { return [line] }
        return [line] + details(reference).map { "  " + $0 }
    }

    private func details(_ reference: Verification.Reference) -> [String] {
        var lines: [String] = []
        let list = reference.canonicalization.inclusivePrefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " ")
        lines.append(line("form", reference.canonicalization.algorithm + (list.isEmpty ? "" : " with the prefixes \(list)")))
        lines.append(line("digest", "\(reference.digest); named \(Printable.base64(reference.expected))"))
        if let actual = reference.actual { lines.append(line("", "computed \(Printable.base64(actual))")) }
        guard reference.actual != nil else { return lines }
        lines += causes(reference.causes, isWanted: true)
        if let comparison = reference.comparison { lines += self.lines(comparison) }
        return lines
    }

    private func state(_ reference: Verification.Reference) -> String {
        if reference.actual == nil { return "not digested" }
        return reference.isIntact ? "intact" : "changed"
    }

    private func causes(_ causes: [DifferenceCause], isWanted: Bool) -> [String] {
        if !causes.isEmpty { return causes.map { line("cause", $0.description) } }
        guard isWanted, isExplaining else { return [] }
        return [
            line(
                "cause",
                isCompared ? "none that is known" : "none of those that can be tried; --against FILE compares with what the sender has")
        ]
    }

    private func lines(_ comparison: SenderComparison) -> [String] {
        if let absence = comparison.absence { return [line("sender", "nothing to compare with: " + absence)] }
        let signed = comparison.isWhatWasSigned ? "these are what was signed" : "these are not what was signed either"
        guard let difference = comparison.difference else { return [line("sender", "has the same octets; \(signed)")] }
        return [
            line("sender", "has other octets; \(signed)"),
            line(
                "differs", "from octet \(difference.offset), line \(difference.line), column \(difference.column) on, in \(difference.path)"
            ),
            line("  after", difference.before),
            line("  sent", difference.sent.isEmpty ? "(nothing more)" : difference.sent),
            line("  received", difference.received.isEmpty ? "(nothing more)" : difference.received),
        ]
    }
}
