import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// One encrypted element as octets, or one key.
enum Opened {
    static func check(_ element: InfosetCursor, _ settings: Settings, _ input: FuzzInput) {
        let own = open(settings, .own, input) { decryptor throws(XMLSecurityError) in try decryptor.octets(of: element) }
        let strange = open(settings, .strange, input) { decryptor throws(XMLSecurityError) in try decryptor.octets(of: element) }
        let isAuthenticated = ContentCipher.allCases.contains { $0.isAuthenticated && isMethod($0, of: element) }
        if case .success(let plaintext) = own, isAuthenticated { require(Genuine.contains(plaintext.exposed), "nobody has encrypted that") }
        compare(own, strange, mayOpen: !isAuthenticated)
    }

    static func check(key element: InfosetCursor, _ settings: Settings, _ input: FuzzInput) {
        let isRSA15 = element.firstChild?.attribute(ExpandedName("Algorithm")) == "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
        for length in [nil, 16, 32] {
            let own = open(settings, .own, input) { decryptor throws(XMLSecurityError) in try decryptor.key(in: element, length: length) }
            let strange = open(settings, .strange, input) { decryptor throws(XMLSecurityError) in
                try decryptor.key(in: element, length: length)
            }
            if case .success(let key) = own { require(length == nil || key.count == length, "a key of another length") }
            // What comes under RSA PKCS#1 v1.5 always gives a key, which is one that nobody knows.
            compare(own, strange, mayOpen: isRSA15 && length != nil)
        }
    }

    private static func open(
        _ settings: Settings, _ owner: Settings.Owner, _ input: FuzzInput, _ body: (XMLDecryptor) throws(XMLSecurityError) -> SecretBytes
    ) -> Result<SecretBytes, XMLSecurityError> {
        do throws(XMLSecurityError) {
            let octets = try body(settings.decryptor(owner))
            require("\(octets)" == "SecretBytes(\(octets.count) octets)", "a secret says \(octets)")
            return .success(octets)
        } catch {
            Genuine.checkTelling(error.description, input, isExplaining: false)
            return .failure(error)
        }
    }

    private static func compare(
        _ own: Result<SecretBytes, XMLSecurityError>, _ strange: Result<SecretBytes, XMLSecurityError>, mayOpen: Bool
    ) {
        switch (own, strange) {
        case (_, .success) where !mayOpen: broken("strange keys open it")
        case (.success, .success): break
        case (.success, .failure(let error)), (.failure(let error), .success):
            require(error.code == .undecryptable, "the failure depends on the keys: \(error)")
        case (.failure(let error), .failure(let other)): require(error == other, "the failure depends on the keys: \(error), \(other)")
        }
    }

    private static func isMethod(_ cipher: ContentCipher, of element: InfosetCursor) -> Bool {
        element.firstChild?.attribute(ExpandedName("Algorithm")) == cipher.identifier
    }
}
