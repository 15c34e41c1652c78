import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// PKCS#12: what is read belongs together, and is written and read again as the same.
enum ContainerForm {
    static func check(_ given: Given) {
        guard given.isSequence else { return }
        for password in [Fixed.password, ""] {
            let read = given.read { () throws(CryptoError) in
                try PKCS12(given.octets, password: password, maximumIterations: 4000)
            }
            guard let container = read else { continue }
            let own = container.identity?.chain ?? []
            for certificate in (own + container.authorities).prefix(4) { CertificateForm.check(certificate, given) }
            if let identity = container.identity {
                require(identity.privateKey.belongs(to: identity.certificate), "the key is not that of the certificate")
                given.requireLine(identity.description)
            }
            write(container, given)
        }
    }

    private static func write(_ container: PKCS12, _ given: Given) {
        let written = given.read { () throws(CryptoError) in try container.encoded(password: Fixed.password, iterations: 1) }
        guard let written else { return }
        let again = Given.again("a container") { try PKCS12(written.exposed, password: Fixed.password) }
        require((again.identity == nil) == (container.identity == nil), "a key has come or gone")
        require(again.identity?.certificate == container.identity?.certificate, "the certificate is another one")
        func all(_ container: PKCS12) -> Set<Certificate> { Set((container.identity?.chain ?? []) + container.authorities) }
        require(all(again) == all(container), "other certificates come back")
        guard let key = container.identity?.privateKey, let other = again.identity?.privateKey else { return }
        require((try? key.der()) == (try? other.der()), "the key is another one")
    }
}
