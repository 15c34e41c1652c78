internal import StrataInfoset

extension CauseSearch {
    /// What else a sender may have written of the same nodes: comments that the reference leaves out, or no canonical form at all.
    static func otherWriting(
        of subset: DocumentSubset, _ named: Canonicalization, _ policy: SignaturePolicy, _ isMatch: (Bytes) -> Bool
    ) -> DifferenceCause? {
        var toggled = subset
        toggled.includesComments.toggle()
        // A form with comments of an element that is referred to by its identifier alone has none all the same.
        if named.includesComments, let octets = try? named.octets(of: toggled, policy.limits.budget), isMatch(octets) { return .comment }
        // Nothing of an element can be taken out where nothing is canonicalized.
        guard subset.holes.isEmpty else { return nil }
        for selfContained in [false, true] {
            let writer = ByteWriter()
            XMLTextWriter.write(subset.infoset, range: subset.element?.range, to: writer, selfContained: selfContained)
            if isMatch(writer.take()) { return .notCanonical }
        }
        return nil
    }
}
