import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// What became of a published signature, in words: `verified`, or why it was refused. The table of expected ones has the same words.
struct SignatureOutcome: Hashable, CustomStringConvertible {
    let description: String
    /// What was said, for whoever has to find out why it is another one than expected.
    var detail = ""

    static let verified = SignatureOutcome("verified")
    /// It verifies with a certificate that does not lead to one that the row trusts.
    static func untrusted(_ reason: String) -> SignatureOutcome { SignatureOutcome("untrusted", reason) }
    /// White space between elements was added after signing, which the explanation finds.
    static let indented = SignatureOutcome("indented")

    private init(_ description: String, _ detail: String = "") {
        self.description = description
        self.detail = detail
    }

    /// The code, and of an algorithm that is not performed or accepted what it is called behind the last separator.
    init(_ error: XMLSecurityError) {
        let isAboutAlgorithm = error.code == .unsupportedAlgorithm || error.code == .forbiddenAlgorithm
        let name = error.reason.matches(of: /'[^']*?([^'\/#]*)'/).last.map { " " + $0.output.1 } ?? ""
        self.init(error.code.description + (isAboutAlgorithm ? name : ""), error.reason)
    }

    init(_ error: InfosetError) { self.init(error.code.description, error.description) }

    /// Whether an intact signature may come to it: everything but another digest or value than was written.
    var isReasonable: Bool { !["digestMismatch", "signatureMismatch"].contains(description) }
}

/// A row of the interop suites, with the keys and options of the authors' own run.
struct InteropSignature {
    let row: [String: String]
    private var arguments: [(option: String, value: String)] = []

    init(_ row: [String: String]) {
        self.row = row
        let words = row["verify_args", default: ""].split(separator: " ").map(String.init)
        for (i, word) in words.enumerated() where word.hasPrefix("--") {
            let value = i + 1 < words.count && !words[i + 1].hasPrefix("--") ? words[i + 1] : ""
            arguments.append((String(word.split(separator: ":")[0]), value))
        }
    }

    /// The outcome of each signature of the document.
    func outcomes() throws -> [SignatureOutcome] {
        let octets = Bytes(try Vectors.octets("xmldsig", row["file", default: ""]))
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(octets, quotas: .maximum)
        } catch {
            return [SignatureOutcome(error)]
        }
        var policy = SignaturePolicy.legacy
        policy.minimumRSABits = 512
        policy.minimumSecretLength = 1
        policy.acceptsXPointer = true
        policy.acceptsRepeatedParts = true
        policy.minimumHMACOutputLength = values("--hmac-min-out-len").first.flatMap { Int($0) }
        let verifier = SignatureVerifier(policy: policy, keys: try keys())
        return try infoset.signatures.map { signature in
            let verification = verifier.examine(signature)
            if let error = verification.failure { return SignatureOutcome(error) }
            return try distrust(try verification.content()).map { .untrusted($0) } ?? .verified
        }
    }

    private func values(_ option: String) -> [String] {
        arguments.filter { $0.option == option }.map(\.value)
    }

    private func keys() throws -> any VerificationKeySource {
        var known: [VerificationKey] = []
        for file in values("--hmackey") { known.append(.secret(SecretBytes(try Vectors.octets("xmldsig", file)))) }
        for file in values("--pubkey-der") {
            // Keys of kinds that are not supported belong to methods that are refused before.
            let der = Bytes(try octets(file))
            if let key = try? PublicKey(der: der) { known.append(.publicKey(key)) }
        }
        for file in values("--pubkey-cert-der") { known.append(.certificate(try certificate(file))) }
        if !known.isEmpty { return KnownKeys(known) }
        let certificates = try (values("--untrusted-der") + values("--trusted-der")).map { try certificate($0) }
        return EmbeddedOrKnown(certificates: certificates)
    }

    /// A file of the suite, or of the folder that the row is in.
    private func octets(_ file: String) throws -> [UInt8] {
        if let octets = try? Vectors.octets("xmldsig", file) { return octets }
        return try Vectors.octets("xmldsig", row["file", default: ""].split(separator: "/")[0] + "/" + file)
    }

    private func certificate(_ file: String) throws -> Certificate { try Certificate(der: Bytes(try octets(file))) }

    /// Why the certificate does not lead to what the row trusts, at the time it says; nil when it does.
    private func distrust(_ content: VerifiedContent) throws -> String? {
        guard case .certificate(let leaf) = content.key, values("--insecure").isEmpty else { return nil }
        let roots = try values("--trusted-der").map { try certificate($0) }
        guard !roots.isEmpty else { return nil }
        let others = try content.keyInfo.certificates + values("--untrusted-der").map { try certificate($0) }
        var moment = values("--X509-skip-time-checks").isEmpty ? nil : leaf.notBefore
        if let text = values("--verification-gmt-time").first {
            let date = try Date(String(text.prefix(10)) + "T" + String(text.dropFirst(11)) + "Z", strategy: .iso8601)
            moment = CertificateDate(secondsSince1970: Int64(date.timeIntervalSince1970))
        }
        do throws(CertificateRejection) {
            try CertificateTrust.roots(roots).verify([leaf] + others, for: .any, at: moment)
            return nil
        } catch {
            return error.description
        }
    }
}

/// What a signature brings along, else what is known.
struct EmbeddedOrKnown: VerificationKeySource {
    let certificates: [Certificate]

    func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        // What is elsewhere stays where it is.
        let elsewhere = ["RetrievalMethod", "KeyInfoReference"]
        if keyInfo.items.contains(where: { if case .other(let element) = $0 { elsewhere.contains(element.localName) } else { false } }) {
            return []
        }
        let embedded = try EmbeddedKeys(acceptsKeyValues: true).keys(for: keyInfo, method: method)
        return embedded.isEmpty ? KnownCertificates(certificates).keys(for: keyInfo, method: method) : embedded
    }
}

/// A row of signatures that other stacks made.
struct ForeignSignature {
    let row: [String: String]

    init(_ row: [String: String]) { self.row = row }

    func outcomes(acceptsRelativeNames: Bool = false) throws -> [SignatureOutcome] {
        let file = row["file", default: ""]
        let octets = Bytes(Vectors.utf8(try octets(file)))
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(octets, quotas: .maximum)
        } catch {
            return [SignatureOutcome(error)]
        }
        var policy = SignaturePolicy.legacy
        policy.minimumRSABits = 512
        policy.acceptsRelativeNamespaceNames = acceptsRelativeNames
        var verifier = SignatureVerifier(policy: policy, keys: EmbeddedThenKnown(keys: try ForeignSignature.keys()))
        verifier.isExplaining = true
        return infoset.signatures.map { signature in
            let verification = verifier.examine(signature)
            guard let failure = verification.failure else { return .verified }
            return verification.causes == [.whitespace] ? .indented : SignatureOutcome(failure)
        }
    }

    private func octets(_ file: String) throws -> [UInt8] { try Vectors.octets("xmldsig-foreign", file) }

    /// The keys and certificates of the suites, and the secret that one of them uses.
    private static func keys() throws -> [VerificationKey] {
        guard let folder = Vectors.folder?.appendingPathComponent("xmldsig-foreign/keys") else { return [] }
        var keys: [VerificationKey] = []
        for suite in ["xml-crypto", "signxml"] {
            let files = try FileManager.default.contentsOfDirectory(
                at: folder.appendingPathComponent(suite), includingPropertiesForKeys: nil)
            for file in files where file.pathExtension == "pem" {
                let text = try String(contentsOf: file, encoding: .utf8)
                if let key = try? PublicKey(pem: text) { keys.append(.publicKey(key)) }
                for certificate in (try? Certificate.list(pem: text)) ?? [] { keys.append(.certificate(certificate)) }
            }
        }
        return keys
    }
}

/// What a signature brings along, then what is known, whatever it says of its key.
struct EmbeddedThenKnown: VerificationKeySource {
    let keys: [VerificationKey]

    func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        try EmbeddedKeys(acceptsKeyValues: true).keys(for: keyInfo, method: method) + keys
    }
}

extension Infoset {
    /// All signatures, in document order.
    var signatures: [InfosetCursor] {
        all { $0.localName == "Signature" && $0.namespace == "http://www.w3.org/2000/09/xmldsig#" }
    }
}
