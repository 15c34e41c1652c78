import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// Keys, public and private, locked and not: what is read is written and read again as the same.
enum KeyForm {
    private static let iterations = 4000

    static func check(_ given: Given) {
        if given.isSequence {
            for password in [nil, Fixed.password] {
                let key = given.read { () throws(CryptoError) in
                    try PrivateKey(der: given.octets, password: password, maximumIterations: iterations)
                }
                if let key { check(key, given) }
            }
            if let key = given.read({ () throws(CryptoError) in try PublicKey(der: given.octets) }) { check(key, given) }
        } else if given.isText {
            for password in [nil, Fixed.password] {
                let key = given.read { () throws(CryptoError) in
                    try PrivateKey(pem: given.text, password: password, maximumIterations: iterations)
                }
                if let key { check(key, given) }
            }
            if let key = given.read({ () throws(CryptoError) in try PublicKey(pem: given.text) }) { check(key, given) }
        } else {
            checkNumbers(given)
        }
    }

    /// The numbers of a public key, as XML Signature has them.
    private static func checkNumbers(_ given: Given) {
        for kind in [KeyKind.p256, .p384, .p521] {
            guard let key = given.read({ () throws(CryptoError) in try PublicKey(point: given.octets, on: kind) }) else { continue }
            require(key.point == given.octets, "the point is another one")
            check(key, given)
        }
        let exponent = Bytes([1, 0, 1])
        guard let key = given.read({ () throws(CryptoError) in try PublicKey(rsaModulus: given.octets, exponent: exponent) }) else {
            return
        }
        check(key, given)
    }

    static func check(_ key: PrivateKey, _ given: Given) {
        require("\(key)" == "PrivateKey(\(key.kind))", "a private key says \(key)")
        guard let der = given.read({ () throws(CryptoError) in try key.der() }) else { return }
        let again = Given.again("a key") { try PrivateKey(der: der.exposed) }
        require(Given.again("a key") { try again.der() } == der, "a key that was written is another one")
        let locked = Given.again("a key") { try key.der(password: Fixed.password, iterations: 1) }
        let opened = Given.again("a locked key") { try PrivateKey(der: locked.exposed, password: Fixed.password) }
        require(Given.again("a key") { try opened.der() } == der, "a key that was locked is another one")
        require((try? PrivateKey(der: locked.exposed)) == nil, "a locked key is read without its password")
        guard let publicKey = given.read({ () throws(CryptoError) in try key.publicKey() }) else { return }
        require((try? again.publicKey()) == publicKey, "its public key is another one")
        check(publicKey, given)
        sign(key, publicKey, given)
    }

    static func check(_ key: PublicKey, _ given: Given) {
        require(Given.again("a public key") { try PublicKey(der: key.der) } == key, "a public key that was written is another one")
        if case .rsa(let bits) = key.kind {
            require((512...8192).contains(bits), "an RSA key of \(bits) bits")
            guard let numbers = key.rsaNumbers else { broken("an RSA key without numbers") }
            let again = Given.again("a public key") { try PublicKey(rsaModulus: numbers.modulus, exponent: numbers.exponent) }
            let others = again.rsaNumbers
            require(others?.modulus == numbers.modulus && others?.exponent == numbers.exponent, "its numbers are others")
        } else {
            guard let point = key.point else { broken("an EC key without a point") }
            let again = Given.again("a public key") { try PublicKey(point: point, on: key.kind) }
            require(again.point == point, "its point is another one")
        }
        given.requireNoLeftover("after a public key")
    }

    /// A key whose numbers do not fit together may make signatures that do not hold, or none: it only comes to an end.
    private static func sign(_ key: PrivateKey, _ publicKey: PublicKey, _ given: Given) {
        let scheme: SignatureScheme
        switch key.kind {
        case .rsa(let bits): if bits <= 2048 { scheme = .rsaPKCS1(.sha256) } else { return }
        case .p256, .p384, .p521: scheme = .ecdsa(.sha256)
        }
        let octets = Bytes("signed")
        guard let signature = given.read({ () throws(CryptoError) in try key.signature(of: octets, scheme) }) else { return }
        _ = given.read { () throws(CryptoError) in try publicKey.verifies(signature, of: octets, scheme) }
        if scheme == .ecdsa(.sha256) { _ = given.read { () throws(CryptoError) in try key.sharedSecret(with: publicKey) } }
    }
}
