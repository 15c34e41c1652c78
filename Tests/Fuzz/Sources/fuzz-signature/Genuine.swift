import Fuzzing
import FuzzingSecurity
import StrataInfoset
import StrataXMLSecurity

/// What the fixed keys have signed: nothing else may ever verify with them.
enum Genuine {
    /// By the octets of `SignedInfo`, those that its references cover.
    nonisolated(unsafe) private static var covered: [Bytes: [Bytes]] = [:]  // Written before the first input, and read afterwards.

    static func learn(_ documents: [Bytes]) {
        var verifier = SignatureVerifier(policy: .legacy, keys: Keys(acceptsAnybody: false))
        verifier.isExplaining = true
        for octets in documents {
            let infoset = Fixed.made { try XMLTextReader.read(octets) }
            let signatures = Documents.elements(infoset) { $0.isNamed(Names.signature) }
            require(!signatures.isEmpty, "a seed has no signature")
            for signature in signatures {
                let verification = verifier.examine(signature)
                require(verification.isValid, "a seed is not signed: \(verification.failure?.description ?? "")")
                covered[verification.signedOctets ?? Bytes()] = verification.references.map { $0.octets ?? Bytes() }
            }
        }
    }

    static func covers(_ signed: Bytes, _ octets: [Bytes]) -> Bool { covered[signed] == octets }
}
