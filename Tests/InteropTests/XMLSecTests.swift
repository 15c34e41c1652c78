import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Signatures of ours verified by xmlsec1 and of xmlsec1 by us, over every algorithm that both know.
@Suite("xmlsec1", .serialized, .enabled(if: XMLSec.program != nil, "needs xmlsec1"))
struct XMLSecTests {
    @Test(.timeLimit(.minutes(5)))
    func verifiesWhatWeSign() async throws {
        for key in try XMLSec.keys() {
            var documents: [[UInt8]] = []
            for method in key.methods {
                for form in XMLSec.forms {
                    for digest in XMLSec.digests {
                        documents.append(Array(try SignedDocument.signed(method, key.signing, form, digest).utf8))
                    }
                }
            }
            let verdicts = try await XMLSec.verdicts(documents, key)
            #expect(verdicts.allSatisfy { $0 }, "\(key): \(verdicts.count { !$0 }) of \(verdicts.count) refused")
            // It does look: one octet of the element that is signed is another one.
            let changed = documents.map { String(decoding: $0, as: UTF8.self).replacing(" text ", with: " test ") }
            #expect(try await XMLSec.verdicts(changed.prefix(3).map { Array($0.utf8) }, key) == [false, false, false])
        }
    }

    /// Each form with each digest and with each method; all three together where there is time.
    @Test(.timeLimit(.minutes(10)))
    func signsWhatWeVerify() async throws {
        for key in try XMLSec.keys() {
            try await XMLSec.withFolder(key) { folder in
                for (m, method) in key.methods.enumerated() {
                    for (f, form) in XMLSec.forms.enumerated() {
                        for (d, digest) in XMLSec.digests.enumerated() where XMLSec.isThorough || d == (m + f) % XMLSec.digests.count {
                            let template = SignedDocument.template(method, form, digest)
                            let document = try await XMLSec.signed(template, key, folder)
                            let refusal = SignedDocument.refusal(document, key.verification)
                            #expect(refusal == nil, "\(key) \(method) \(form.algorithm) \(digest): \(refusal?.reason ?? "")")
                        }
                    }
                }
            }
        }
    }
}
