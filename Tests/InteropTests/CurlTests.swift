import Foundation
import Testing

/// curl as a client of the HTTP transport: what a plain HTTP client does that SOAP stacks do not.
@Suite(
    "curl on our service", .serialized, .enabled(if: Peers.hasCurl, "needs curl, the certificates (.ci/peers) and the samples (make test)"))
struct CurlTests {
    static let add = """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Add xmlns="urn:peers:calc"><a>2</a><b>40</b></Add></s:Body></s:Envelope>
        """

    private func curl(_ arguments: [String], operation: String = "Add", body: String? = CurlTests.add) async throws -> String {
        var common = [
            "--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", Peers.certificates.appending(path: "ca.pem").path,
            "--header", "SOAPAction: \"urn:peers:calc/ICalc/\(operation)\"",
        ]
        if !arguments.contains(where: { $0.hasPrefix("Content-Type") }) { common += ["--header", "Content-Type: text/xml; charset=utf-8"] }
        if let body { common += ["--data-binary", body] }
        let result = try await ChildProcess.run(try #require(Peers.curl), common + arguments)
        // Without the carriage returns: with its line feed one would be a single character.
        return result.lines.map { $0.last == "\r" ? String($0.dropLast()) : $0 }.joined(separator: "\n")
    }

    private let format = ["--write-out", "\\nHTTP %{http_code} connects %{num_connects} sent %{size_upload}\\n"]

    /// How often a text is there.
    private func count(_ text: String, in output: String) -> Int { output.components(separatedBy: text).count - 1 }

    private let sum = "<AddResult>42</AddResult>"

    // MARK: Connections

    @Test(.timeLimit(.minutes(1)))
    func keepsTheConnection() async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + [address, address, address])
            #expect(count(sum, in: output) == 3, "\(output)")
            #expect(count("HTTP 200 connects 1", in: output) == 1 && count("HTTP 200 connects 0", in: output) == 2, "\(output)")
        }
    }

    /// After a fault and after refusals, too: their requests are read to the end.
    @Test(.timeLimit(.minutes(1)))
    func keepsTheConnectionWhateverTheAnswer() async throws {
        try await withOurService("basic") { address, _ in
            let more = ["--next", "--silent", "--noproxy", "*", "--data-binary", Self.add] + format
            let fault = more + ["--header", "Content-Type: text/xml", "--header", "SOAPAction: urn:unknown", address]
            let media = more + ["--header", "Content-Type: text/plain", address]
            let method = more + ["--request", "PUT", address]
            let nowhere = more + [address + "-of-somebody-else"]
            let output = try await curl(format + ["--header", "Content-Type: text/xml", address] + fault + media + method + nowhere)
            for answer in ["200 connects 1", "500 connects 0", "415 connects 0", "405 connects 0", "404 connects 0"] {
                #expect(count("HTTP \(answer)", in: output) == 1, "\(answer): \(output)")
            }
            #expect(output.contains("ActionNotSupported"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [["--header", "Connection: close"], ["--http1.0"]])
    func closesTheConnectionWhenAsked(how: [String]) async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + how + ["--include", address, address])
            #expect(count(sum, in: output) == 2 && count("HTTP 200 connects 1", in: output) == 2, "\(output)")
            #expect(count("\nConnection: close", in: output) == 2, "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func keepsAConnectionOfHTTP10WhenAsked() async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + ["--http1.0", "--header", "Connection: keep-alive", "--include", address, address])
            #expect(count(sum, in: output) == 2 && count("HTTP 200 connects 0", in: output) == 1, "\(output)")
            #expect(count("\nConnection: keep-alive", in: output) == 2, "\(output)")
        }
    }

    // MARK: Bodies

    @Test(.timeLimit(.minutes(1)))
    func sendsChunks() async throws {
        // Larger than what curl puts into one chunk.
        let text = String(repeating: "chunk ", count: 30_000)
        let file = FileManager.default.temporaryDirectory.appending(path: "strata-chunks-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Self.add.replacing("Add", with: "Echo").replacing("<a>2</a><b>40</b>", with: "<text>\(text)</text>")
            .write(to: file, atomically: true, encoding: .utf8)
        try await withOurService("basic") { address, _ in
            let chunked = format + ["--header", "Transfer-Encoding: chunked", "--data-binary", "@" + file.path, address, address]
            let output = try await curl(chunked, operation: "Echo", body: nil)
            #expect(count("<EchoResult>\(text)</EchoResult>", in: output) == 2, "\(output.prefix(2000))")
            #expect(output.contains("HTTP 200 connects 0"), "\(output.prefix(2000))")
            let fields = try await curl(chunked + ["--verbose"], operation: "Echo", body: nil)
            #expect(
                count("> Transfer-Encoding: chunked", in: fields) == 2 && !fields.contains("> Content-Length"), "\(fields.prefix(2000))")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func waitsForContinue() async throws {
        try await withOurService("basic") { address, _ in
            // It sends nothing until it is asked to, and gives up before it would lose its patience.
            let patient = ["--verbose", "--expect100-timeout", "60", "--max-time", "15", "--header", "Expect: 100-continue"]
            let output = try await curl(format + patient + [address])
            #expect(count("< HTTP/1.1 100 Continue", in: output) == 1, "\(output)")
            #expect(output.contains(sum) && output.contains("HTTP 200 connects 1 sent \(Self.add.utf8.count)"), "\(output)")
        }
    }

    @Test(
        .timeLimit(.minutes(1)), arguments: [("Content-Type: text/plain", "", 415), ("Content-Type: text/xml", "-of-somebody-else", 404)])
    func keepsItsBodyWhenRefused(contentType: String, path: String, status: Int) async throws {
        try await withOurService("basic") { address, _ in
            let patient = ["--verbose", "--expect100-timeout", "60", "--max-time", "15", "--header", "Expect: 100-continue"]
            let output = try await curl(format + patient + ["--header", contentType, address + path])
            #expect(!output.contains("100 Continue") && output.contains("HTTP \(status) connects 1 sent 0"), "\(output)")
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (["--request", "GET"], "?wsdl", 404), (["--request", "OPTIONS"], "", 405), (["--request", "PUT"], "", 405),
            (["--header", "Content-Encoding: br"], "", 415), (["--header", "Content-Encoding: gzip"], "", 400),
            (["--header", "Content-Type: application/soap+xml"], "", 415),
            (["--header", "Content-Type: text/xml; charset=klingon"], "", 415), (["--header", "Expect: 200-ok"], "", 417),
            (["--header", "X-Wide: " + String(repeating: "x", count: 40_000)], "", 431), (["--header", "SOAPAction: again"], "", 400),
        ])
    func isToldWhatIsWrong(arguments: [String], query: String, status: Int) async throws {
        try await withOurService("basic") { address, _ in
            let hasBody = arguments.first == "--header"
            let output = try await curl(format + arguments + ["--include", address + query], body: hasBody ? Self.add : nil)
            #expect(output.contains("HTTP \(status) "), "\(output.prefix(2000))")
            if status == 405 { #expect(output.contains("Allow: GET, HEAD, POST"), "\(output)") }
        }
    }

    /// The page for people, and its head alone.
    @Test(.timeLimit(.minutes(1)), arguments: [["--request", "GET"], ["--head"]])
    func isShownAPage(arguments: [String]) async throws {
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + arguments + ["--include", address], body: nil)
            #expect(output.contains("HTTP 200 ") && output.contains("text/html"), "\(output)")
            #expect(output.contains("<td>EchoTypes</td>") == (arguments != ["--head"]), "\(output)")
        }
    }

    // MARK: TLS

    @Test(.timeLimit(.minutes(1)), arguments: ["1.2", "1.3"])
    func speaksTLS(version: String) async throws {
        try await withOurService("basic-https") { address, _ in
            let versions = ["--tlsv\(version)", "--tls-max", version, "--verbose"]
            let output = try await curl(format + versions + [address, address])
            #expect(count("SSL connection using TLSv\(version) ", in: output) == 1, "\(output)")
            #expect(output.contains("SSL certificate verify ok"), "\(output)")
            #expect(count(sum, in: output) == 2 && output.contains("HTTP 200 connects 0"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func doesNotTakeAnotherName() async throws {
        try await withOurService("basic-https") { _, port in
            let output = try await curl(
                format + ["--connect-to", "elsewhere.test:\(port):localhost:\(port)", "https://elsewhere.test:\(port)/peer"])
            #expect(output.contains("HTTP 000") && output.contains("curl: (60)"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func findsNoOldTLS() async throws {
        try await withOurService("basic-https") { address, _ in
            let old = ["--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]
            let output = try await curl(format + old + [address])
            #expect(output.contains("HTTP 000") && output.contains("curl: (35)"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["1.2", "1.3"])
    func showsAClientCertificate(version: String) async throws {
        let client = Peers.certificates.appending(path: "client").path
        let shown = ["--cert", client + ".pem", "--key", client + ".key", "--tls-max", version]
        try await withOurService("basic-https-clientcert") { address, _ in
            let who = Self.add.replacing("Add", with: "WhoAmI").replacing("<a>2</a><b>40</b>", with: "")
            let output = try await curl(format + shown + [address, address], operation: "WhoAmI", body: who)
            #expect(output.matches(of: /<WhoAmIResult>CN=peers client; [0-9A-F]{40}</).count == 2, "\(output)")
            #expect(output.contains("HTTP 200 connects 0"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["1.2", "1.3"])
    func isRefusedWithoutACertificate(version: String) async throws {
        try await withOurService("basic-https-clientcert") { address, _ in
            let output = try await curl(format + ["--tls-max", version, address])
            #expect(!output.contains("AddResult") && output.contains("HTTP 000"), "\(output)")
            // What it is told is what is wrong, not only that the connection is gone.
            #expect(output.contains("alert"), "\(output)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func isAskedForItsPassword() async throws {
        try await withOurService("basic-https-basic") { address, _ in
            let right = try await curl(["--user", "alice:secret", address])
            #expect(right.contains(sum), "\(right)")
            // Both of them are answered on one connection.
            let asked = try await curl(format + ["--user", "alice:secret", "--anyauth", "--verbose", address])
            #expect(asked.contains("< HTTP/1.1 401") && asked.contains(sum) && asked.contains("HTTP 200 connects 1"), "\(asked)")
            for wrong in ["alice:wrong", "bob:secret", "alice:", ":secret"] {
                let refused = try await curl(format + ["--user", wrong, address])
                #expect(refused.contains("HTTP 401") && !refused.contains("AddResult"), "\(refused)")
            }
            let none = try await curl(["--include", address])
            #expect(none.lowercased().contains("www-authenticate: basic realm="), "\(none)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func provesItsPasswordByDigest() async throws {
        try await withOurService("basic-httpauth-digest") { address, _ in
            let proved = try await curl(format + ["--digest", "--user", "alice:secret", "--verbose", address, address])
            #expect(count(sum, in: proved) == 2 && proved.contains("HTTP 200 connects 1"), "\(proved)")
            #expect(proved.contains("algorithm=SHA-256") && proved.contains("algorithm=MD5"), "\(proved)")
            // It asks anew for each call, and takes the stronger of both.
            #expect(count("< HTTP/1.1 401", in: proved) == 2, "\(proved)")
            #expect(proved.components(separatedBy: "algorithm=SHA-256\n").count > 1, "\(proved)")
            for wrong in ["alice:wrong", "bob:secret"] {
                let refused = try await curl(format + ["--digest", "--user", wrong, address])
                #expect(refused.contains("HTTP 401") && !refused.contains("AddResult"), "\(refused)")
            }
            let basic = try await curl(format + ["--basic", "--user", "alice:secret", address])
            #expect(basic.contains("HTTP 401") && !basic.contains("AddResult"), "\(basic)")
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

    /// The other members: other prefixes, other white space, members left out come back in the one form there is.
    @Test(.timeLimit(.minutes(1)))
    func composedTypesAreRebuilt() async throws {
        let sent = """
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="urn:peers:data"
            xmlns:x="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="http://www.w3.org/2001/XMLSchema"
            xmlns:l="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><s:Body><EchoTypes xmlns="urn:peers:calc">
            <value x:type=" d:DerivedTypes "><d:Text><![CDATA[<&]]>&#xE9;</d:Text><d:Ints><l:int>+1</l:int> <l:int>02</l:int></d:Ints>
            <d:Strings><l:string> a </l:string><l:string x:nil="1"/><l:string/></d:Strings>
            <d:Nested><d:Name>n</d:Name> <d:Value>5</d:Value></d:Nested>
            <d:NestedList><d:Inner><d:Name>x</d:Name></d:Inner><d:Inner x:nil="true"/></d:NestedList>
            <d:MaybeInt>3</d:MaybeInt><d:NoInt x:nil=" true "/><d:Color>blau</d:Color><d:Big>-9223372036854775808</d:Big>
            <d:Map><l:KeyValueOfstringint><l:Key>one</l:Key> <l:Value>1</l:Value></l:KeyValueOfstringint></d:Map>
            <d:Any x:type="y:int"> 042 </d:Any><d:Link>http://example.org/x?y=1&amp;z</d:Link><d:Extra>e</d:Extra></value>
            </EchoTypes></s:Body></s:Envelope>
            """
        try await withOurService("basic") { address, _ in
            let output = try await curl([address], operation: "EchoTypes", body: sent)
            for member in [
                "i:type=\"a:DerivedTypes\"", "<a:Text>&lt;&amp;é</a:Text>", "<b:int>1</b:int><b:int>2</b:int></a:Ints>",
                "<b:string> a </b:string><b:string i:nil=\"true\"/><b:string/></a:Strings>",
                "<a:Nested><a:Name>n</a:Name><a:Value>5</a:Value></a:Nested>",
                "<a:Inner><a:Name>x</a:Name><a:Value>0</a:Value></a:Inner><a:Inner i:nil=\"true\"/></a:NestedList>",
                "<a:MaybeInt>3</a:MaybeInt><a:NoInt i:nil=\"true\"/><a:Color>blau</a:Color>", "<a:Big>-9223372036854775808</a:Big>",
                "<b:KeyValueOfstringint><b:Key>one</b:Key><b:Value>1</b:Value></b:KeyValueOfstringint></a:Map>", "i:type=\"b:int\"",
                ">42</a:Any><a:Link>http://example.org/x?y=1&amp;z</a:Link><a:Extra>e</a:Extra></EchoTypesResult>",
            ] {
                #expect(output.contains(member), "\(member) is not in \(output)")
            }
        }
    }

    /// A value that is not of its member's type is the sender's fault, and says which member.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "<Number>2147483648</Number>", "<Number>1.0</Number>", "<Real>0x10</Real>", "<Real>inf</Real>",
            "<When>2024-02-30T00:00:00</When>",
            "<When>yesterday</When>", "<Blob>AAE</Blob>", "<MaybeInt/>", "<Color>Blue</Color>", "<Flag>yes</Flag>",
            "<Big>9223372036854775808</Big>",
            "<Money>1e3</Money>", "<Money>79228162514264337593543950336</Money>", "<Id>00112233</Id>", "<Span>1 day</Span>",
            "<Span>PT</Span>",
            "<Single>1,5</Single>", "<Any xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:type=\"Unknown\">1</Any>",
        ])
    func valuesOfOtherTypesAreRefused(member: String) async throws {
        let sent = Self.add.replacing("<Add", with: "<EchoTypes").replacing("</Add", with: "</EchoTypes")
            .replacing("<a>2</a><b>40</b>", with: "<q:value xmlns:q=\"urn:peers:calc\" xmlns=\"urn:peers:data\">\(member)</q:value>")
        let name = member.dropFirst().prefix { $0.isLetter }
        try await withOurService("basic") { address, _ in
            let output = try await curl(format + [address], operation: "EchoTypes", body: sent)
            #expect(output.contains("<faultcode>s:Client</faultcode>") && output.contains("HTTP 500"), "\(output)")
            #expect(output.contains("/EchoTypes/value/\(name) "), "\(output)")
        }
    }
}
