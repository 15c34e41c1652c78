import Foundation
import StrataCrypto
import StrataXMLSecurity
import Testing

/// Mutations of signed documents, judged by us and by xmlsec1: nothing that it refuses may be accepted here.
@Suite("mutations, judged by xmlsec1", .serialized, .enabled(if: XMLSec.program != nil, "needs xmlsec1"))
struct XMLSecMutationTests {
    private struct Verdicts {
        var both = 0
        var neither = 0
        var onlyUs: [String] = []
        /// How often xmlsec1 alone accepts, by the code of our refusal, with an example of the reason.
        var onlyThem: [String: (count: Int, reason: String)] = [:]
    }

    /// Why we refuse what it accepts.
    private static let causes: Set<String> = [
        // What XML, or its namespaces, do not allow, and libxml2 reads.
        "namespace", "malformed", "invalidCharacter", "encodingMismatch",
        // An identifier that stands twice; structure that no schema allows; references and algorithms that are not followed by choice.
        "duplicateIdentifier", "unresolvedReference", "unsupportedAlgorithm", "forbiddenAlgorithm", "relativeNamespace", "invalidSubset",
    ]

    @Test(.timeLimit(.minutes(60)))
    func nothingThatItRefusesIsAccepted() async throws {
        let count = XMLSec.isThorough ? 10_000 : 300
        let keys = try XMLSec.keys().prefix(2)
        let forms = [
            Canonicalization(.exclusive10), Canonicalization(.exclusive10, inclusivePrefixes: ["u", ""]), Canonicalization(.inclusive10),
            Canonicalization(.inclusive11), Canonicalization(.exclusive10, includesComments: true),
        ]
        var verdicts = Verdicts()
        let bases = keys.count * forms.count * 2
        for (k, key) in keys.enumerated() {
            for (f, form) in forms.enumerated() {
                for wholeDocument in [false, true] {
                    let method = k == 0 ? SignatureMethod.hmacSHA256 : .rsaSHA256
                    let text = try SignedDocument.signed(method, key.signing, form, .sha256, wholeDocument: wholeDocument)
                    let base = (k * forms.count + f) * 2 + (wholeDocument ? 1 : 0)
                    let documents = (0..<count / bases).map { XMLMutation(text, seed: UInt64(base * 100_000 + $0 + 1)).text }
                    try await judge(documents, key, &verdicts)
                }
            }
        }
        #expect(verdicts.onlyUs.isEmpty, "\(verdicts.onlyUs.count): \(verdicts.onlyUs.prefix(5).joined(separator: "\n\n"))")
        let others = verdicts.onlyThem.filter { !Self.causes.contains($0.key) }
        #expect(others.isEmpty, "\(others)")
        #expect(verdicts.both > count / 20 && verdicts.neither > count / 4)
        print("of \(count): both accept \(verdicts.both), both refuse \(verdicts.neither), only we accept \(verdicts.onlyUs.count)")
        for (code, entry) in verdicts.onlyThem.sorted(by: { $0.value.count > $1.value.count }) {
            print("only xmlsec1 accepts: \(entry.count) for \(code), for example: \(entry.reason)")
        }
    }

    private func judge(_ documents: [[UInt8]], _ key: XMLSec.Key, _ verdicts: inout Verdicts) async throws {
        let theirs = try await XMLSec.verdicts(documents, key)
        for (document, isAccepted) in zip(documents, theirs) {
            switch (SignedDocument.refusal(document, key.verification), isAccepted) {
            case (nil, true): verdicts.both += 1
            case (nil, false): verdicts.onlyUs.append(String(decoding: document, as: UTF8.self))
            case (_?, false): verdicts.neither += 1
            case (let refusal?, true):
                let known = verdicts.onlyThem[refusal.code]
                verdicts.onlyThem[refusal.code] = ((known?.count ?? 0) + 1, known?.reason ?? refusal.reason)
            }
        }
    }
}
