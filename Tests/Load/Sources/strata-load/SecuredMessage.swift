import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// A small message with its body signed and encrypted, as it comes over a network, and whoever receives it.
struct SecuredMessage {
    struct Wrong: Error {}

    private static let plain = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body Id="body"><pay xmlns="urn:bank"><amount>10</amount>\
        <account>1</account></pay></s:Body></s:Envelope>
        """
    private static let signature = ExpandedName("Signature", namespace: "http://www.w3.org/2000/09/xmldsig#")
    private static let data = ExpandedName("EncryptedData", namespace: "http://www.w3.org/2001/04/xmlenc#")
    private static let soap = "http://www.w3.org/2003/05/soap-envelope"

    private let signer: XMLSigner
    private let encryptor: XMLEncryptor
    private let verifier: SignatureVerifier
    private let decryptor: XMLDecryptor
    /// The message.
    private let octets: Bytes
    /// The same with another amount, which the signature does not cover.
    private let changed: Bytes
    /// The message with other octets at the end of what was encrypted.
    private let damaged: Bytes

    init(
        _ method: SignatureMethod, _ signing: SigningKey, _ verifying: VerificationKey, _ key: XMLEncryptor.Key, _ decrypting: DecryptionKey
    ) throws {
        signer = XMLSigner(method, key: signing)
        encryptor = XMLEncryptor(.aes128GCM, key: key)
        verifier = SignatureVerifier(keys: KnownKeys(verifying))
        decryptor = XMLDecryptor(keys: KnownDecryptionKeys(decrypting))
        let signed = try Self.signed(signer)
        octets = try Self.encrypted(signed, encryptor)
        let text = String(decoding: Array(Self.octets(signed)), as: UTF8.self).replacing(">10<", with: ">11<")
        changed = try Self.encrypted(try XMLTextReader.read(Bytes(text)), encryptor)
        var damaged = String(octets)
        guard let end = damaged.range(of: "</xenc:CipherValue>", options: .backwards)?.lowerBound else { throw Wrong() }
        let start = damaged.index(end, offsetBy: -12)
        damaged.replaceSubrange(start..<damaged.index(start, offsetBy: 8), with: "AAAAAAAA")
        self.damaged = Bytes(damaged)
    }

    /// Signs and encrypts the message anew, and receives it.
    func exchange() throws { try receive(try Self.encrypted(try Self.signed(signer), encryptor)) }

    /// Receives the message, or the changed one, which is refused.
    func receive(changed isChanged: Bool = false) throws {
        guard isChanged else { return try receive(octets) }
        do {
            try receive(changed)
        } catch let error as XMLSecurityError where error.code == .digestMismatch { return }
        throw Wrong()
    }

    /// Receives what does not decrypt.
    func refuseDamaged() throws {
        do {
            try receive(damaged)
        } catch let error as XMLSecurityError where error.code == .undecryptable { return }
        throw Wrong()
    }

    private func receive(_ octets: Bytes) throws {
        let infoset = try XMLTextReader.read(octets)
        guard let data = Self.body(infoset)?.child(Self.data) else { throw Wrong() }
        let opened = try decryptor.decrypt([data]).infoset
        guard let signature = opened.root.firstChild?.child(Self.signature), let body = Self.body(opened) else { throw Wrong() }
        guard try verifier.verify(signature).covers(body) else { throw Wrong() }
    }

    private static func body(_ infoset: Infoset) -> InfosetCursor? { infoset.root.child(ExpandedName("Body", namespace: soap)) }

    private static func signed(_ signer: XMLSigner) throws -> Infoset {
        let infoset = try XMLTextReader.read(Bytes(plain))
        guard let body = body(infoset), let header = infoset.root.firstChild else { throw Wrong() }
        return try signer.sign([.element(body)], in: infoset, at: .lastChild(of: header.range)).infoset
    }

    private static func encrypted(_ infoset: Infoset, _ encryptor: XMLEncryptor) throws -> Bytes {
        guard let body = body(infoset) else { throw Wrong() }
        return octets(try encryptor.encrypt([.content(body)]).infoset)
    }

    private static func octets(_ infoset: Infoset) -> Bytes {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer)
        return writer.take()
    }
}
