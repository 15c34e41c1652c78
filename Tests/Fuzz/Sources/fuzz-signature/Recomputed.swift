import Foundation
import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// What a signature says, computed a second time from its elements as they stand there.
enum Recomputed {
    static func check(_ content: VerifiedContent, _ verification: Verification) {
        guard let info = content.signature.child(Names.signedInfo), let value = content.signature.child(Names.signatureValue) else {
            broken("it holds without SignedInfo")
        }
        let references = info.children.filter { $0.isNamed(Names.reference) }
        require(!references.isEmpty && references.count == content.parts.count, "it holds with other references than stand there")
        for (i, part) in content.parts.enumerated() {
            let reference = verification.references[i]
            let octets = Fixed.made { try part.canonicalization.octets(of: part.subset) }
            require(!octets.isEmpty, "nothing is covered")
            require(octets == reference.octets, "other octets are covered than were digested")
            let written = Fixed.made { try references[i].child(Names.digestValue)?.base64() }
            require(written == digest(octets, reference.digest), "the digest of what is covered is another one")
            require(references[i].attribute(ExpandedName("URI")) == part.uri, "the URI is another one")
            checkTarget(part, content.signature)
        }
        let signed = verification.signedOctets ?? Bytes()
        require(forms(of: info, verification).contains(signed), "what is signed is no form of SignedInfo")
        require(holds(Fixed.made { try value.base64() }, signed, content), "the value of the signature is not that of the key")
    }

    /// Whole elements with the identifier, or the document, but for the signature itself.
    private static func checkTarget(_ part: VerifiedContent.Part, _ signature: InfosetCursor) {
        require(part.subset.infoset.isIdentical(to: signature.infoset), "another document is covered")
        require(part.subset.holes.allSatisfy { $0 == signature.range }, "more is left out than the signature")
        guard let element = part.subset.element else {
            require(part.uri.isEmpty || part.uri == "#xpointer(/)", "the document is covered by \(part.uri)")
            return
        }
        let identifiers = SignaturePolicy.commonIdentifierAttributes.compactMap { element.attribute($0) }
        // White space around an `xml:id` is none of it.
        let isNamed = identifiers.contains { part.uri.contains($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        require(isNamed, "\(part.uri) covers an element without that identifier")
    }

    private static func forms(of info: InfosetCursor, _ verification: Verification) -> [Bytes] {
        let first = info.firstChild
        guard let form = first?.attribute(ExpandedName("Algorithm")).flatMap({ Canonicalization(algorithm: $0) }) else { return [] }
        var own = form
        own.inclusivePrefixes = Canonicalization.prefixes(ofList: first?.firstChild?.attribute(ExpandedName("PrefixList")) ?? "")
        return [Fixed.made { try own.octets(of: DocumentSubset(info)) }]
    }

    private static func digest(_ octets: Bytes, _ algorithm: DigestAlgorithm) -> Bytes {
        Fixed.made {
            let context = try DigestContext(algorithm)
            context.append(octets)
            return try context.finish()
        }
    }

    private static func holds(_ value: Bytes, _ signed: Bytes, _ content: VerifiedContent) -> Bool {
        switch (content.method.algorithm, content.key) {
        case (.hmac(let digest), .secret(let secret)):
            let code = Fixed.made { try MessageAuthentication.code(of: signed, key: secret, digest) }
            return value.count >= max(10, code.count / 2) && value.count <= code.count && code[0..<value.count] == value
        case (.asymmetric(let scheme), .publicKey(let key)):
            return (try? key.verifies(value, of: signed, scheme)) == true
        case (.asymmetric(let scheme), .certificate(let certificate)):
            return (try? certificate.publicKey().verifies(value, of: signed, scheme)) == true
        default: return false
        }
    }
}
