import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// `strata encrypt`: encrypts elements of a document.
struct EncryptCommand {
    static let usage = """
        strata encrypt FILE --for FILE… | --secret FILE | --secret-base64 FILE [--id ID]… [--content] [--cipher NAME] [--out FILE]
            encrypts the elements with these identifiers, or the document's element without --id, or with --content what
            stands between their tags: for the owners of certificates or public keys (RSA by OAEP, EC by ECDH-ES), or with
            a secret of 16, 24 or 32 octets. The cipher is aes256-gcm, or that of the secret's length.
        """

    private let file: String
    private let encryptor: XMLEncryptor
    private let identifiers: [String]
    private let isContent: Bool
    private let output: OutputFile

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--secret", "--secret-base64", "--cipher", "--out"], repeatable: ["--for", "--id"], flags: ["--content"])
        guard let file = arguments.positional.first else { throw UsageError("encrypt needs a file") }
        if arguments.positional.count > 1 { throw UsageError("encrypt takes one file, not \(arguments.positional.count)") }
        self.file = file
        let options = ["--for", "--secret", "--secret-base64"].filter { arguments.value($0) != nil }
        guard options.count == 1, let option = options.first, let path = arguments.value(option) else {
            throw UsageError("encrypt needs one of --for FILE, --secret FILE and --secret-base64 FILE")
        }
        let cipher = try arguments.value("--cipher").map { name throws(UsageError) in try EncryptCommand.cipher(name) }
        if option == "--for" {
            let recipients = try arguments.values("--for").flatMap { try KeyFiles.verification($0, password: nil) }.map {
                try EncryptCommand.recipient($0)
            }
            encryptor = XMLEncryptor(cipher ?? .aes256GCM, key: .generated(for: recipients))
        } else {
            let secret = try KeyFiles.secret(path, isBase64: option == "--secret-base64")
            let usual = ContentCipher.allCases.first { $0.keyLength == secret.count && $0.isAuthenticated }
            guard let chosen = cipher ?? usual, chosen.keyLength == secret.count else {
                throw InputError("\(path) has \(secret.count) octets, which is no key for \(cipher.map { "\($0)" } ?? "any cipher")")
            }
            encryptor = XMLEncryptor(chosen, key: .known(secret))
        }
        identifiers = arguments.values("--id")
        isContent = arguments.has("--content")
        output = OutputFile(path: arguments.value("--out"))
    }

    func run() throws {
        let document = try InputFile.document(file)
        let elements = try document.elements(identifiers: identifiers, in: file)
        let targets = (elements.isEmpty ? [document.root] : elements).map { isContent ? EncryptionTarget.content($0) : .element($0) }
        let writer = ByteWriter()
        XMLTextWriter.write(try encryptor.encrypt(targets).infoset, to: writer)
        try output.write(writer.take())
    }

    private static func recipient(_ key: VerificationKey) throws -> KeyRecipient {
        switch key {
        case .certificate(let certificate):
            let key = try certificate.publicKey()
            if case .rsa = key.kind { return try .certificate(certificate) }
            return try .agreement(key, keyInfo: [.issuerSerial(certificate)])
        case .publicKey(let key):
            if case .rsa = key.kind { return try .transport(key, keyInfo: [.keyValue(key)]) }
            return try .agreement(key, keyInfo: [.keyValue(key)])
        case .secret: throw InputError("a secret is no public key")
        }
    }

    private static func cipher(_ name: String) throws(UsageError) -> ContentCipher {
        if let cipher = ContentCipher.allCases.first(where: { $0.identifier == name || $0.identifier.hasSuffix("#" + name) }) {
            return cipher
        }
        let names = ContentCipher.allCases.map { $0.identifier.split(separator: "#").last.map(String.init) ?? "" }
        throw UsageError("--cipher takes one of \(names.joined(separator: ", ")), not \"\(name)\"")
    }
}
