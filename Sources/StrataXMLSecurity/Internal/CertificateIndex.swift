internal import StrataCrypto
internal import StrataInfoset

/// Where certificates stand in a list, by everything that is said of one.
struct CertificateIndex: Sendable {
    private var byCertificate: [Certificate: [Int]] = [:]
    private var bySerialNumber: [String: [Int]] = [:]
    private var bySubject: [NameText: [Int]] = [:]
    private var byKeyIdentifier: [Bytes: [Int]] = [:]

    init(_ certificates: [Certificate]) {
        for (place, certificate) in certificates.enumerated() {
            byCertificate[certificate, default: []].append(place)
            bySerialNumber[certificate.serialNumber.decimal, default: []].append(place)
            bySubject[NameText(certificate.subject.description), default: []].append(place)
            if let identifier = certificate.subjectKeyIdentifier { byKeyIdentifier[identifier, default: []].append(place) }
        }
    }

    /// Where the certificates are that statements may be about: those that are brought along, else those that the first statement is true of.
    func places(of data: X509Data, _ certificates: [Certificate], _ digests: inout CertificateDigests) -> [Int] {
        guard data.certificates.isEmpty else { return data.certificates.flatMap { byCertificate[$0] ?? [] } }
        guard let first = data.identifications.first else { return [] }
        switch first {
        case .issuerSerial(_, let serial): return bySerialNumber[serial] ?? []
        case .subjectKeyIdentifier(let identifier): return byKeyIdentifier[identifier] ?? []
        case .subjectName(let name): return bySubject[NameText(name)] ?? []
        case .digest(let algorithm, let digest): return digests.places(of: digest, algorithm, certificates)
        }
    }
}

/// Digests of certificates, computed once for all statements of a signature.
struct CertificateDigests {
    private var tables: [DigestAlgorithm: [Bytes: [Int]]] = [:]

    mutating func places(of digest: Bytes, _ algorithm: DigestAlgorithm, _ certificates: [Certificate]) -> [Int] {
        if let table = tables[algorithm] { return table[digest] ?? [] }
        var table: [Bytes: [Int]] = [:]
        for (place, certificate) in certificates.enumerated() {
            if let digest = try? algorithm.digest(certificate.der) { table[digest, default: []].append(place) }
        }
        tables[algorithm] = table
        return table[digest] ?? []
    }
}
