import Foundation
import Testing

/// curl as a client of the HTTP transport: what a plain HTTP client does that SOAP stacks do not.
@Suite(
    "curl on our service", .serialized, .enabled(if: Peers.hasCurl, "needs curl, the certificates (.ci/peers) and the samples (make test)"))
struct CurlTests {
    static let add = """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Add xmlns="urn:peers:calc"><a>2</a><b>40</b></Add></s:Body></s:Envelope>
        """

    private func curl(_ arguments: [String], operation: String = "Add", body: String = CurlTests.add) async throws -> String {
        let common = [
            "--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", Peers.certificates.appending(path: "ca.pem").path,
            "--header", "Content-Type: text/xml; charset=utf-8", "--header", "SOAPAction: \"urn:peers:calc/ICalc/\(operation)\"",
            "--data-binary", body,
        ]
        let result = try await ChildProcess.run(try #require(Peers.curl), common + arguments)
        return result.lines.joined(separator: "\n")
    }

    private let format = ["--write-out", "\\nHTTP %{http_code} connects %{num_connects}\\n"]

    @Test(.timeLimit(.minutes(1)))
    func keepsTheConnection() async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + [address, address, address])
            #expect(output.components(separatedBy: "<AddResult>42</AddResult>").count == 4, "\(output)")
            #expect(output.components(separatedBy: "HTTP 200 connects 1").count == 2, "\(output)")
            #expect(output.components(separatedBy: "HTTP 200 connects 0").count == 3, "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func sendsChunks() async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + ["--header", "Transfer-Encoding: chunked", address])
            #expect(output.contains("<AddResult>42</AddResult>") && output.contains("HTTP 200"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func waitsForContinue() async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + ["--verbose", "--header", "Expect: 100-continue", address])
            #expect(output.contains("HTTP/1.1 100") && output.contains("<AddResult>42</AddResult>"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["--tlsv1.2", "--tlsv1.3"])
    func speaksTLS(version: String) async throws {
        try await withOurService("basic-https") { address, _ in
            let maximum = ["--tls-max", String(version.suffix(3))]
            let output = try await curl(format + [version] + maximum + [address, address])
            #expect(output.components(separatedBy: "<AddResult>42</AddResult>").count == 3, "\(output)")
            #expect(output.contains("HTTP 200 connects 0"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func showsAClientCertificate() async throws {
        try await withOurService("basic-https-clientcert") { address, _ in
            let certificate = Peers.certificates.appending(path: "client.pem").path
            let key = Peers.certificates.appending(path: "client.key").path
            let output = try await curl(format + ["--cert", certificate, "--key", key, address])
            #expect(output.contains("<AddResult>42</AddResult>"), "\(output)")
            let refused = try await curl(format + [address])
            #expect(!refused.contains("AddResult") && refused.contains("HTTP 000"), "\(refused)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func isAskedForItsPassword() async throws {
        try await withOurService("basic-https-basic") { address, _ in
            let right = try await curl(format + ["--user", "alice:secret", address])
            #expect(right.contains("<AddResult>42</AddResult>"), "\(right)")
            let wrong = try await curl(format + ["--user", "alice:wrong", address])
            #expect(wrong.contains("HTTP 401"), "\(wrong)")
            let none = try await curl(["--include", address])
            #expect(none.lowercased().contains("www-authenticate: basic realm="), "\(none)")
        }
    }

    /// Members are read into values and written from them: what comes back has the form of the values, not of the request.
    @Test(.timeLimit(.minutes(1)))
    func typesAreRebuilt() async throws {
        let sent = """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><q:EchoTypes xmlns:q="urn:peers:calc"><q:value
            xmlns="urn:peers:data" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"><!-- gone --><Number> -007 </Number><Real>15.0e+299</Real>
            <When>2024-02-29T12:34:56.7890+00:00</When><Blob> AAE= </Blob><Flag>1</Flag><Money>+1.10</Money>
            <Id>00112233-4455-6677-8899-AABBCCDDEEFF</Id><Span>PT90M</Span><Single>1e9</Single><Unknown>x</Unknown></q:value></q:EchoTypes></s:Body></s:Envelope>
            """
        try await withOurService("basic") { address, _ in
            let output = try await curl([address], operation: "EchoTypes", body: sent)
            for member in [
                "Number>-7<", "Real>1.5E+300<", "When>2024-02-29T12:34:56.789+00:00<", "Blob>AAE=<", "Flag>true<", "Money>1.10<",
                "Id>00112233-4455-6677-8899-aabbccddeeff<", "Span>PT1H30M<", "Single>1E+09<", "Color>Red<", "Big>0<",
            ] {
                #expect(output.contains(member), "\(member) is not in \(output)")
            }
            #expect(!output.contains("gone") && !output.contains("Unknown"), "\(output)")
        }
    }
}
