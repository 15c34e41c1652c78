import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset

/// Judgements under the fixed root, at the fixed moment.
enum Trust {
    /// Brings one answer to every question of a kind.
    struct Fetcher: RevocationFetcher {
        struct Silent: Error {}
        let kind: RevocationRequest.Kind
        let answer: Bytes

        func fetch(_ request: RevocationRequest) async throws -> Bytes {
            guard request.kind == kind else { throw Silent() }
            return answer
        }
    }

    static func verdict(_ chain: [Certificate], _ given: Given, revocation: RevocationPolicy = .noCheck) -> CertificateVerdict {
        var validation = CertificateValidation.chain(.roots([Fixed.root.certificate]), revocation: revocation)
        validation.now = { Fixed.moment }
        let judging = validation
        let verdict = waiting { await judging.judge(chain, for: .server, name: .host("localhost")) }
        for line in verdict.description.split(separator: "\n") { given.requireLine(String(line)) }
        require(verdict.isAccepted == verdict.findings.allSatisfy { $0.rejections.isEmpty } || verdict.findings.isEmpty, "two verdicts")
        return verdict
    }
}
