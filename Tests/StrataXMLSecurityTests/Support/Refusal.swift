import StrataInfoset
import StrataXMLSecurity

/// Declarations of the prefixes `x` (XML Encryption), `d` (XML Signature) and `e` (XML Encryption 1.1).
let encryptionNamespaces =
    "xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:e=\"http://www.w3.org/2009/xmlenc11#\""

/// Why an element is not decrypted; nil when it is.
func refusal(_ decryptor: XMLDecryptor, _ element: InfosetCursor) -> XMLSecurityError? {
    do throws(XMLSecurityError) {
        _ = try decryptor.decrypt([element])
        return nil
    } catch {
        return error
    }
}
