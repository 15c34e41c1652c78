import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// Answers of OCSP: none makes good what is revoked, and what makes the other one good is signed by the root.
enum AnswerForm {
    static func check(_ given: Given) {
        // A sequence that begins with an enumerated value; nothing else is one, and a judgement is dear.
        guard let outer = DERValue(Array(given.octets)[...]), outer.tag == 0x30, outer.content.first == 0x0A else { return }
        let verdict = Trust.verdict([Fixed.revoked], given, revocation: policy(given.octets, .none))
        require(!verdict.isAccepted, "an answer makes good what is revoked")
        if given.octets == Fixed.revokedAnswer { require(verdict.rejection?.reason == .revoked, "it is not revoked: \(verdict)") }
        let good = Trust.verdict([Fixed.good], given, revocation: policy(given.octets, .asked))
        if given.octets == Fixed.goodAnswer { require(good.isAccepted, "it is not good: \(good)") }
        require(!good.isAccepted || isSigned(outer), "accepted, and not signed by the root")
        require(
            !Trust.verdict([Fixed.good], given, revocation: policy(given.octets, .required)).isAccepted,
            "an answer with a nonce that was just drawn")
    }

    private static func policy(_ answer: Bytes, _ nonce: RevocationPolicy.Nonce) -> RevocationPolicy {
        var policy = RevocationPolicy.online(Trust.Fetcher(kind: .status, answer: answer))
        policy.nonce = nonce
        return policy
    }

    /// `BasicOCSPResponse` within the answer: what is signed, an algorithm, the signature.
    private static func isSigned(_ outer: DERValue) -> Bool {
        guard let parts = DERValue.all(outer.content), parts.count == 2, let bytes = DERValue.all(parts[1].content)?.first,
            let response = DERValue.all(bytes.content), response.count == 2,
            let basic = DERValue.sequence(Array(response[1].content)), basic.count >= 3, let numbers = basic[2].signatureNumbers,
            let key = try? Fixed.root.certificate.publicKey()
        else { return false }
        return (try? key.verifies(numbers, of: Bytes(Array(basic[0].encoded)), .ecdsa(.sha256))) == true
    }
}
