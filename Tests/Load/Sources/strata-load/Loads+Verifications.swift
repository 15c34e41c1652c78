import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

extension Loads {
    /// Small secured messages received, so many: what the process holds stays the same. Most come under secrets, as in a session; some under
    /// keys of ECDSA and RSA, some are refused for their signature, some do not decrypt, and some are signed and encrypted anew.
    static func verifications(_ count: Int) async throws -> Bool {
        let secret = try SecretBytes.random(count: 32)
        let session = try SecretBytes.random(count: 16)
        let curve = try PrivateKey.generate(.p256)
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        let transported = XMLEncryptor.Key.generated(for: [try .transport(rsa.publicKey())])
        let bySecret = try SecuredMessage(.hmacSHA256, .secret(secret), .secret(secret), .known(session), .secret(session))
        let byCurve = try SecuredMessage(
            .ecdsaSHA256, .privateKey(curve), .publicKey(try curve.publicKey()), .known(session), .secret(session))
        let byRSA = try SecuredMessage(.rsaSHA256, .privateKey(rsa), .publicKey(try rsa.publicKey()), transported, .privateKey(rsa))
        return try await Repetition("verifications", count) { number in
            switch number % 100 {
            case 0: try byRSA.exchange()
            case 1..<4: try byRSA.receive(changed: number % 2 == 0)
            case 4..<24: try byCurve.receive(changed: number % 4 == 0)
            case 24..<28: try byCurve.exchange()
            case 28..<46: try bySecret.exchange()
            case 46: try byRSA.refuseDamaged()
            case 47: try bySecret.refuseDamaged()
            default: try bySecret.receive(changed: number % 4 == 0)
            }
        }.holds()
    }
}
