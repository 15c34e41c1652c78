import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// `strata canonicalize`: writes the canonical form of a document or of an element, or its digest.
struct CanonicalizeCommand {
    static let usage = """
        strata canonicalize FILE [--id ID] [--without-signatures] [--form NAME] [--comments] [--prefixes LIST]
                            [--relative-names] [--digest NAME] [--out FILE]
            writes the octets of the canonical form (exclusive without --form) of the document, or of the element with that
            identifier, or with --digest their digest in base64; namespace names that are no absolute URI are refused, or with
            --relative-names written as they are
        """

    private let file: String
    private let identifier: String?
    private let isWithoutSignatures: Bool
    private let form: Canonicalization
    private let digest: DigestAlgorithm?
    private let output: OutputFile

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--id", "--form", "--prefixes", "--digest", "--out"],
            flags: ["--comments", "--relative-names", "--without-signatures"])
        guard let file = arguments.positional.first else { throw UsageError("canonicalize needs a file") }
        if arguments.positional.count > 1 { throw UsageError("canonicalize takes one file, not \(arguments.positional.count)") }
        self.file = file
        identifier = arguments.value("--id")
        isWithoutSignatures = arguments.has("--without-signatures")
        var form = try Canonicalization(
            named: arguments.value("--form") ?? "exclusive", includesComments: arguments.has("--comments"),
            prefixes: arguments.value("--prefixes"))
        form.acceptsRelativeNamespaceNames = arguments.has("--relative-names")
        self.form = form
        digest = try arguments.value("--digest").map { name throws(UsageError) in try AlgorithmNames.digest(name) }
        output = OutputFile(path: arguments.value("--out"))
    }

    func run() throws {
        let document = try InputFile.document(file)
        let element = try document.elements(identifiers: identifier.map { [$0] } ?? [], in: file).first
        var subset = element.map { DocumentSubset($0, includesComments: true) } ?? DocumentSubset(document: document)
        if isWithoutSignatures {
            for signature in document.signatures where subset.range.contains(signature.range) && subset.covers(signature) {
                subset = try subset.excluding(signature)
            }
        }
        let octets = try form.octets(of: subset)
        guard let digest else { return try output.write(octets) }
        try output.write(Bytes(Printable.base64(try digest.digest(octets)) + "\n"))
    }
}
