import StrataBindings
import StrataCore
import StrataHTTP
import StrataServiceModel
import StrataTextEncoding
import Testing

/// What a browser is shown at the address of a service.
@Suite(.timeLimit(.minutes(1))) struct ServicePageTests {
    private func page(_ change: (inout HostedService<any Till>) -> Void = { _ in }) async throws -> RawExchange.Answer {
        var service = HostedService<any Till>(.single(TillService()))
        change(&service)
        service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: HostTests.Way.http.address)
        let text = CustomBinding("plain-text") {
            TextEncoding(.soap12Addressing10)
            HTTPTransport()
        }
        service.addEndpoint(TillContract.self, text, at: EndpointAddress("http://127.0.0.1:0/till/text"))
        return try await ServiceHost(service).whileServing { host in
            let answer = try await RawExchange.get(host.addresses[0].uri)
            if answer.status == 200 {
                let text = String(decoding: answer.body, as: UTF8.self)
                for address in host.addresses { #expect(text.contains("<code>\(address.uri)</code>"), "\(text)") }
            }
            return answer
        }
    }

    @Test func tellsContractsOperationsAndEndpoints() async throws {
        let answer = try await page()
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 200 && answer.head.contains("text/html; charset=utf-8"), "\(answer.head)")
        for part in [
            "<title>Till</title>", "<h3>ITill</h3>", "<code>urn:till</code>", "<td>Echo</td>", "<code>urn:till/ITill/Echo</code>",
            "<td>none (one way)</td>", "BasicHTTPBinding", "plain-text", "Not protected",
        ] {
            #expect(text.contains(part), "\(part): \(text)")
        }
        for field in ["Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff", "Cache-Control: no-store"] {
            #expect(answer.head.contains(field), "\(answer.head)")
        }
        // Each contract once, though two endpoints have it; no script.
        #expect(text.ranges(of: "<h3>ITill</h3>").count == 1 && !text.contains("<script"))
    }

    /// Whatever a service is called, it is text.
    @Test func namesAreText() async throws {
        let answer = try await page { $0.name = "<script>alert('1')</script>&\u{202E}" }
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;\u{FFFD}") && !text.contains("<script"), "\(text)")
    }

    @Test func canBeOff() async throws {
        let answer = try await page { $0.servesPage = false }
        #expect(answer.status == 405 && answer.head.contains("Allow: POST"), "\(answer.head)")
    }
}
