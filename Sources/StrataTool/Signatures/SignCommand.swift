import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// `strata sign`: puts a signature into a document.
struct SignCommand {
    static let usage = """
        strata sign FILE --key FILE | --secret FILE | --secret-base64 FILE [--certificate FILE] [--password-file FILE]
                    [--id ID]… [--into ID] [--method NAME] [--digest NAME] [--form NAME] [--prefixes LIST]
                    [--say certificate|issuer-serial|key-identifier|key|nothing] [--relative-names] [--out FILE]
            signs the elements with these identifiers (wsu:Id, xml:id, Id …), or the whole document without --id, and puts
            the signature at the end of the element of --into, else of the document's. The key is a PEM or DER private key,
            a .p12 (password strata without --password-file), or a pkcs11: URI of a key in a device (PIN by --password-file;
            OpenSSL needs the provider pkcs11). Names are what stands behind the # of the identifiers, for
            example rsa-sha256, sha384; forms are exclusive (which is taken), inclusive and inclusive11.
            A document with namespace names that are no absolute URI is refused, or signed with --relative-names.
        """

    private let file: String
    private let signer: XMLSigner
    private let identifiers: [String]
    private let place: String?
    private let form: Canonicalization
    private let digest: DigestAlgorithm
    private let output: OutputFile

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list,
            options: [
                "--key", "--secret", "--secret-base64", "--certificate", "--password-file", "--into", "--method", "--digest", "--form",
                "--prefixes", "--say", "--out",
            ], repeatable: ["--id"], flags: ["--relative-names"])
        guard let file = arguments.positional.first else { throw UsageError("sign needs a file") }
        if arguments.positional.count > 1 { throw UsageError("sign takes one file, not \(arguments.positional.count)") }
        self.file = file
        let (key, chain) = try SignCommand.key(arguments)
        let method = try arguments.value("--method").map { name throws(UsageError) in try AlgorithmNames.method(name) }
        form = try Canonicalization(
            named: arguments.value("--form") ?? "exclusive", includesComments: false, prefixes: arguments.value("--prefixes"))
        digest = try AlgorithmNames.digest(arguments.value("--digest") ?? "sha256")
        identifiers = arguments.values("--id")
        place = arguments.value("--into")
        output = OutputFile(path: arguments.value("--out"))
        var signer = XMLSigner(method ?? AlgorithmNames.usual(key), key: key)
        signer.canonicalization = Canonicalization(form.method)
        signer.acceptsRelativeNamespaceNames = arguments.has("--relative-names")
        signer.keyInfo = try SignCommand.statements(arguments.value("--say"), key, chain)
        self.signer = signer
    }

    func run() throws {
        let document = try InputFile.document(file)
        let targets = try document.elements(identifiers: identifiers, in: file).map { SignatureTarget.element($0, form, digest: digest) }
        let parent = try document.elements(identifiers: place.map { [$0] } ?? [], in: file).first ?? document.root
        let signed = try signer.sign(
            targets.isEmpty ? [.document(form, digest: digest)] : targets, in: document, at: .lastChild(of: parent.range)
        ).infoset
        let writer = ByteWriter()
        XMLTextWriter.write(signed, to: writer)
        try output.write(writer.take())
    }

    private static func key(_ arguments: Arguments) throws -> (SigningKey, [Certificate]) {
        let options = ["--key", "--secret", "--secret-base64"].filter { arguments.value($0) != nil }
        guard options.count == 1, let option = options.first, let path = arguments.value(option) else {
            throw UsageError("sign needs one of --key FILE, --secret FILE and --secret-base64 FILE")
        }
        guard option == "--key" else { return (.secret(try KeyFiles.secret(path, isBase64: option == "--secret-base64")), []) }
        let password = try InputFile.password(arguments.value("--password-file"))
        let (key, chain) = try KeyFiles.signing(path, certificates: arguments.value("--certificate"), password: password)
        return (.privateKey(key), chain)
    }

    /// What the signature says of its key: the most that is known, if nothing else is asked for.
    private static func statements(_ asked: String?, _ key: SigningKey, _ chain: [Certificate]) throws -> [KeyInfoStatement] {
        guard case .privateKey(let key) = key else {
            guard asked == nil || asked == "nothing" else { throw UsageError("of a secret nothing can be said") }
            return []
        }
        switch asked ?? (chain.isEmpty ? "key" : "certificate") {
        case "nothing": return []
        case "key": return [.keyValue(try key.publicKey())]
        case let what:
            guard ["certificate", "issuer-serial", "key-identifier"].contains(what) else {
                throw UsageError("--say takes certificate, issuer-serial, key-identifier, key or nothing, not \"\(what)\"")
            }
            guard let leaf = chain.first else {
                throw UsageError("--say \(what) needs the certificate: --certificate FILE, or a .p12 as key")
            }
            if what == "issuer-serial" { return [.issuerSerial(leaf)] }
            return what == "certificate" ? [.certificates(chain)] : [.subjectKeyIdentifier(leaf)]
        }
    }
}
