import Fuzzing
import FuzzingSecurity
import StrataInfoset
import StrataXMLSecurity

/// One signature, verified for a service and for a person, who must come to the same.
enum Examined {
    static func check(_ signature: InfosetCursor, _ settings: Settings, _ input: inout FuzzInput) {
        var verifier = settings.verifier
        let plain = verifier.examine(signature)
        verifier.isExplaining = true
        let explained = verifier.examine(signature)
        require(
            plain.isValid == explained.isValid,
            "it holds for one only: \(plain.failure?.description ?? explained.failure?.description ?? "")")
        require(
            plain.failure == explained.failure,
            "two reasons: \(String(describing: plain.failure)), \(String(describing: explained.failure))")
        checkLimits(explained, settings)
        checkTelling(explained, input)
        let content: VerifiedContent
        do throws(XMLSecurityError) {
            content = try settings.verifier.verify(signature)
        } catch {
            require(!plain.isValid && error == plain.failure, "it is refused for another reason: \(error)")
            return
        }
        require(plain.isValid, "it is handed out and does not hold")
        Recomputed.check(content, explained)
        if !settings.acceptsAnybody {
            let covered = explained.references.map { $0.octets ?? Bytes() }
            require(Genuine.covers(explained.signedOctets ?? Bytes(), covered), "it holds, and nobody has signed that")
        }
        Covered.check(content, settings, &input)
    }

    /// The limits count octets, so that neither time nor memory runs away.
    private static func checkLimits(_ verification: Verification, _ settings: Settings) {
        let limits = settings.policy.limits
        require((verification.signedOctets?.count ?? 0) <= limits.signedInfoLength, "SignedInfo is longer than its limit")
        require(verification.references.count <= limits.references, "more references than their limit")
        var forms: [Bytes] = []
        for octets in verification.references.compactMap(\.octets) where !forms.contains(octets) { forms.append(octets) }
        let document = Documents.octets(verification.signature.infoset).count
        // The document is measured in its records there, which may take a little more.
        let most = max(limits.canonicalLength, limits.canonicalFactor * (2 * document + 1024))
        require(forms.reduce(0) { $0 + $1.count } <= most, "the canonical forms are longer than their limit")
    }

    private static func checkTelling(_ verification: Verification, _ input: FuzzInput) {
        let said =
            [verification.failure?.description ?? "", verification.key?.description ?? ""]
            + (verification.causes + verification.references.flatMap(\.causes)).map { "\($0)" }
        guard said.contains(where: { Fixed.isGivenAway(in: $0) }) else { return }
        require(Fixed.isGivenAway(in: String(decoding: input.octets, as: UTF8.self)), "a secret in \(said)")
    }
}
