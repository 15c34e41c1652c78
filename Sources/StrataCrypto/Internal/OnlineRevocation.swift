internal import StrataInfoset

/// Asks about the certificates of a way that is good in all other respects.
struct OnlineRevocation {
    /// What came of it.
    struct Result {
        /// Depths whose certificates a responder has called good.
        var settled: Set<Int> = []
        /// Lists that were fetched.
        var lists: [RevocationList] = []
        var rejections: [CertificateRejection] = []
        /// By depth, what was tried in vain.
        var failures: [Int: [String]] = [:]
    }

    let fetcher: any RevocationFetcher
    let policy: RevocationPolicy
    let strength: CertificateStrength
    let moment: CertificateDate

    /// The responder first, which is asked for one certificate; then the list, unless it was fetched already.
    func ask(_ path: [Certificate]) async -> Result {
        var result = Result()
        var fetched: Set<String> = []
        for (depth, (certificate, issuer)) in zip(path, path.dropFirst()).enumerated() {
            if await askResponders(certificate, issuer, depth, &result) { continue }
            await fetchLists(certificate, depth, &fetched, &result)
        }
        return result
    }

    /// Whether a responder has settled it.
    private func askResponders(_ certificate: Certificate, _ issuer: Certificate, _ depth: Int, _ result: inout Result) async -> Bool {
        for address in certificate.statusResponders.prefix(policy.maximumAddresses) {
            guard let query = StatusQuery(certificate, issuer: issuer, policy: policy) else { break }
            let octets: Bytes
            do {
                octets = try await fetch(.status, address, body: query.encoded, limit: policy.maximumAnswerLength)
            } catch {
                result.failures[depth, default: []].append("\(OpenSSL.printable(address)): \(error)")
                continue
            }
            switch query.judge(octets, at: moment, strength) {
            case .good:
                result.settled.insert(depth)
                return true
            case .revoked(let date, let reason):
                result.settled.insert(depth)
                let label = certificate.label
                result.rejections.append(
                    CertificateRejection(
                        .revoked, subject: label, depth: depth,
                        message: "the certificate of \(label) was revoked\(date.map { " at \($0)" } ?? "") (\(reason)), says "
                            + "\(OpenSSL.printable(address)); its owner needs a new one"))
                return true
            case .unusable(let reason):
                result.failures[depth, default: []].append("\(OpenSSL.printable(address)): \(reason)")
            }
        }
        return false
    }

    private func fetchLists(_ certificate: Certificate, _ depth: Int, _ fetched: inout Set<String>, _ result: inout Result) async {
        for address in certificate.revocationListAddresses.prefix(policy.maximumAddresses) where !fetched.contains(address) {
            do {
                let octets = try await fetch(.list, address, limit: policy.maximumListLength)
                let isDER = octets.count > 0 && octets[0] == 0x30
                result.lists +=
                    isDER
                    ? [try RevocationList(der: octets)]
                    : try RevocationList.list(pem: octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                fetched.insert(address)
                return
            } catch {
                result.failures[depth, default: []].append("\(OpenSSL.printable(address)): \(error)")
            }
        }
    }

    private struct Refused: Error, CustomStringConvertible { let description: String }

    private func fetch(_ kind: RevocationRequest.Kind, _ address: String, body: Bytes = Bytes(), limit: Int) async throws -> Bytes {
        guard let request = RevocationRequest(kind, address, body: body, maximumLength: limit) else {
            throw Refused(description: "it is no address of the scheme http or https")
        }
        let octets = try await fetcher.fetch(request)
        guard octets.count <= limit else { throw Refused(description: "the answer has \(octets.count) octets, and \(limit) are allowed") }
        return octets
    }
}
