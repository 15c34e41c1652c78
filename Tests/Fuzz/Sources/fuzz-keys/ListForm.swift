import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// Revocation lists, in DER and PEM. Every list that the root has ever signed revokes one certificate: none makes it good.
enum ListForm {
    static func check(_ given: Given) {
        if given.isSequence, let list = given.read({ () throws(CryptoError) in try RevocationList(der: given.octets) }) {
            check(list, given)
            judge(.online(Trust.Fetcher(kind: .list, answer: given.octets)), given)
        }
        guard given.isText else { return }
        for list in given.read({ () throws(CryptoError) in try RevocationList.list(pem: given.text) }) ?? [] { check(list, given) }
    }

    private static func check(_ list: RevocationList, _ given: Given) {
        let der = list.der
        let again = Given.again("a list") { try RevocationList(der: der) }
        require(again.der == der && again.count == list.count, "a list that was written is another one")
        require(Given.again("a PEM list") { try RevocationList.list(pem: list.pem).map(\.der) } == [der], "its PEM is another one")
        given.requireLine(list.description)
        _ = list.signatureDigest
        given.requireNoLeftover("after a list")
        judge(.offline([list]), given)
    }

    private static func judge(_ policy: RevocationPolicy, _ given: Given) {
        require(!Trust.verdict([Fixed.revoked], given, revocation: policy).isAccepted, "a list makes good what is revoked")
        _ = Trust.verdict([Fixed.good], given, revocation: policy)
    }
}
