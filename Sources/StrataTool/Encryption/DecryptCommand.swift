import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// `strata decrypt`: puts back what was encrypted.
struct DecryptCommand {
    static let usage = """
        strata decrypt FILE [--key FILE]… [--secret FILE]… [--secret-base64 FILE]… [--password-file FILE]
                       [--policy standard|legacy] [--nested] [--explain] [--out FILE]
            decrypts what XML Encryption encrypted and writes the document, or the octets where they were no part of one. Keys
            come from files alone: --key a private key, PEM or DER, or a .p12 (password strata without --password-file), or
            the pkcs11: URI of one in a device (PIN by --password-file; OpenSSL needs the provider pkcs11);
            --secret octets as they are in the file, or in base64. Keys that the document carries encrypted are tried too.
              --policy         legacy accepts CBC, RSA 1.5, triple DES and whatever else is known and was usual
              --nested         decrypts also what was encrypted twice
              --explain        says what each attempt came to: never for whoever sent the message
        """

    private let file: String
    private let known: [DecryptionKey]
    private let policy: EncryptionPolicy
    private let isExplaining: Bool
    private let output: OutputFile

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--password-file", "--policy", "--out"], repeatable: ["--key", "--secret", "--secret-base64"],
            flags: ["--nested", "--explain"])
        guard let file = arguments.positional.first else { throw UsageError("decrypt needs a file") }
        if arguments.positional.count > 1 { throw UsageError("decrypt takes one file, not \(arguments.positional.count)") }
        self.file = file
        var policy: EncryptionPolicy
        switch arguments.value("--policy") {
        case nil, "standard": policy = .standard
        case "legacy":
            policy = .legacy
            policy.minimumRSABits = 1024
        case let name?: throw UsageError("--policy takes standard or legacy, not \"\(name)\"")
        }
        policy.decryptsNested = arguments.has("--nested")
        policy.quotas = InputFile.quotas
        self.policy = policy
        isExplaining = arguments.has("--explain")
        output = OutputFile(path: arguments.value("--out"), isSecret: true)
        let password = try InputFile.password(arguments.value("--password-file"))
        var known: [DecryptionKey] = []
        for path in arguments.values("--key") {
            known.append(.privateKey(try KeyFiles.signing(path, certificates: nil, password: password).0))
        }
        for path in arguments.values("--secret") { known.append(.secret(try KeyFiles.secret(path, isBase64: false))) }
        for path in arguments.values("--secret-base64") { known.append(.secret(try KeyFiles.secret(path, isBase64: true))) }
        guard !known.isEmpty else { throw UsageError("decrypt needs a key: --key FILE, --secret FILE or --secret-base64 FILE") }
        self.known = known
    }

    func run() throws {
        let document = try InputFile.document(file)
        let encrypted = document.outermost("EncryptedData")
        guard !encrypted.isEmpty else { throw InputError("\(file) has no EncryptedData of XML Encryption") }
        var decryptor = XMLDecryptor(policy: policy, keys: KnownDecryptionKeys(known))
        decryptor.isExplaining = isExplaining
        decryptor.keys = KnownDecryptionKeys(known + loose(document, decryptor))
        if document.root == encrypted[0], !document.root.isPartOfDocument {
            return try output.write(try decryptor.octets(of: document.root).exposed)
        }
        let decryption = try decryptor.decrypt(encrypted)
        let writer = ByteWriter()
        XMLTextWriter.write(decryption.infoset, to: writer)
        try output.write(writer.take())
    }

    /// The keys that stand in the header of a message and not with what they decrypt.
    private func loose(_ document: Infoset, _ decryptor: XMLDecryptor) -> [DecryptionKey] {
        let inside = document.outermost("EncryptedData").map(\.range)
        let keys = document.outermost("EncryptedKey").filter { key in !inside.contains { $0.contains(key.range) } }
        return keys.prefix(16).flatMap { key in
            // A key under RSA 1.5 has the length that it is asked for, whether it decrypts or not.
            [nil, 32, 24, 16].compactMap { length in (try? decryptor.key(in: key, length: length)).map { DecryptionKey.secret($0) } }
        }
    }
}

extension Infoset {
    /// The elements of XML Encryption of this name, those within others left out.
    func outermost(_ name: String) -> [InfosetCursor] {
        var found: [InfosetCursor] = []
        for element in elements(where: { $0.localName == name && $0.namespace == "http://www.w3.org/2001/04/xmlenc#" })
        where found.last?.range.contains(element.range) != true {
            found.append(element)
        }
        return found
    }
}

extension InfosetCursor {
    /// Whether an `EncryptedData` says that it stands for an element or the content of one.
    fileprivate var isPartOfDocument: Bool {
        let type = attribute(ExpandedName("Type")) ?? ""
        return type.hasSuffix("xmlenc#Element") || type.hasSuffix("xmlenc#Content")
    }
}
