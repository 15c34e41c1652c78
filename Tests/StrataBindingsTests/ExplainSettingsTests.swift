import StrataBindings
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import Testing

/// Whatever is set shows in the explanation, with where it comes from.
struct ExplainSettingsTests {
    private func explain(_ elements: [any BindingElement]) throws -> BindingExplanation {
        try CustomBinding("it", validating: elements).explain()
    }

    /// The table of changes names every stored setting of every element: a new setting that nobody explains is found here.
    @Test func everySettingIsTried() throws {
        for variants in try ElementVariants.all() {
            let tried = Set(variants.changed.keys.map { String($0.split(separator: " ")[0]) })
            #expect(tried == SettingPaths.of(variants.element), "the settings of \(variants.name)")
        }
    }

    @Test func everySettingShows() throws {
        for variants in try ElementVariants.all() {
            let plain = try explain(variants.stack(variants.element))
            var texts: Set<String> = [plain.description]
            for (setting, element) in variants.changed {
                let changed = try explain(variants.stack(element))
                #expect(changed != plain, "\(variants.name).\(setting)")
                #expect(texts.insert(changed.description).inserted, "\(variants.name).\(setting) looks like another change")
                let different = zip(plain.elements, changed.elements).flatMap { a, b in
                    b.settings.filter { !a.settings.contains($0) }
                }
                #expect(!different.isEmpty, "\(variants.name).\(setting) shows beside the settings only")
                for setting in different { #expect(setting.source != "default", "\(variants.name).\(setting)") }
            }
            for setting in plain.elements.flatMap(\.settings) where variants.name != "PublishedResources" {
                #expect(["default", "TLSSettings"].contains(setting.source), "\(variants.name).\(setting) was not set")
            }
        }
    }

    @Test func theBindingsOwnSettingsShow() throws {
        func text(_ change: (inout HTTPBindingSettings) -> Void) -> String {
            var settings = HTTPBindingSettings.defaults
            change(&settings)
            return BasicHTTPBinding(settings: settings).explain().description
        }
        struct Clock: TimeSource {
            var now: Duration { .zero }
            func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken { TimerToken {} }
        }
        let changes: [String: (inout HTTPBindingSettings) -> Void] = [
            "maxReceivedMessageSize": { $0.maxReceivedMessageSize = 1 },
            "readerQuotas": { $0.readerQuotas.maxDepth = 1 },
            "textEncoding": { $0.textEncoding = .utf16LittleEndian },
            "timeouts": { $0.timeouts.open = .seconds(1) },
            "timeouts.close": { $0.timeouts.close = .seconds(1) },
            "timeouts.send": { $0.timeouts.send = .seconds(1) },
            "timeouts.receive": { $0.timeouts.receive = .seconds(1) },
            "time": { $0.time = Clock() },
            "diagnostics": { $0.diagnostics = TextDiagnostics { _ in } },
            "diagnostics.level": { $0.diagnostics = TextDiagnostics(level: .trace) { _ in } },
        ]
        let tried = Set(changes.keys.map { String($0.split(separator: ".")[0]) })
        #expect(tried == Set(Mirror(reflecting: HTTPBindingSettings()).children.compactMap(\.label)))
        var texts: Set<String> = [text { _ in }]
        for (name, change) in changes { #expect(texts.insert(text(change)).inserted, "\(name)") }
    }

    @Test func removingAnyElementShows() throws {
        let page = Resource("/page", title: "page", contentType: "text/html", octets: Bytes())
        let elements: [any BindingElement] = [PublishedResources([page]), TextEncoding(), TLSSettings(), HTTPSTransport()]
        let whole = try explain(elements)
        for index in elements.indices.dropLast() {
            var fewer = elements
            fewer.remove(at: index)
            let explanation = try explain(fewer)
            #expect(explanation != whole)
            #expect(explanation.description != whole.description)
        }
        // Without its transport it is no binding, and that is said when it is put together.
        #expect(throws: BindingError.self) { try explain(Array(elements.dropLast())) }
    }

    @Test func noSecretShows() throws {
        let certificates = try BindingCertificates.shared.get()
        var configuration = HTTPSTransport.Configuration(tls: .server(certificates.server))
        configuration.authenticationScheme = .basic
        configuration.credentials = HTTPCredentials(userName: "alice", password: "opensesame")
        let explanation = try explain([TextEncoding(), HTTPSTransport(configuration)])
        let all = "\(explanation) " + String(reflecting: explanation) + " \(dumped(explanation))"
        #expect(all.contains("alice"))
        #expect(!all.contains("opensesame"))
        #expect(!all.contains("PRIVATE KEY"))
    }

    private func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    /// What the user leaves, what a preset sets and what the user sets are told apart.
    @Test func sources() throws {
        func source(_ binding: some Binding, _ element: Int, _ setting: String) -> String? {
            binding.explain().elements[element].settings.first { $0.name == setting }?.source
        }
        var settings = HTTPBindingSettings.defaults
        settings.maxReceivedMessageSize = 1000
        settings.timeouts.send = .seconds(5)
        let basic = BasicHTTPBinding(settings: settings)
        #expect(source(basic, 0, "messageVersion") == "preset")
        #expect(source(basic, 1, "maxReceivedMessageSize") == "set")
        #expect(source(basic, 1, "maxConnections") == "default")
        #expect(basic.explain().settings.filter { $0.source != "default" }.map(\.name) == ["send"])
        var tls = TLSConfiguration.defaults
        tls.serverName = "somebody.example"
        let secure = WSHTTPBinding(.transport(HTTPSSecurity(tls: tls, clientCredential: .certificate)))
        #expect(source(secure, 0, "messageVersion") == "default", "its version is the encoding's own default")
        #expect(source(secure, 1, "tls.clientCertificates") == "preset")
        #expect(source(secure, 1, "tls.serverName") == "set")
        let above = try CustomBinding(validating: [TLSSettings(tls), TextEncoding(), HTTPSTransport()])
        #expect(source(above, 2, "tls.serverName") == "TLSSettings")
        #expect(source(above, 0, "serverName") == "set")
        #expect(above.explain().description.contains("tls.serverName: somebody.example (TLSSettings)"))
    }

    @Test func wireAndProtection() throws {
        let plain = BasicHTTPBinding().explain()
        #expect(plain.wire.contains("content type text/xml; charset=utf-8 (TextEncoding)"))
        #expect(plain.wire.contains("HTTP/1.1 in the clear (HTTPTransport)"))
        #expect(plain.protects.isEmpty)
        #expect(plain.leavesOpen.contains("requests: whoever is on the way can read and change them"))
        #expect(plain.leavesOpen.contains("the client does not check who the service is"))
        let secure = WSHTTPBinding().explain()
        #expect(secure.wire.contains("HTTP/1.1 inside TLS (HTTPSTransport)"))
        #expect(!secure.leavesOpen.contains { $0.hasPrefix("requests:") || $0.hasPrefix("replies:") })
        #expect(secure.leavesOpen.contains("the service does not learn who the client is"))
        var tls = TLSConfiguration.defaults
        tls.clientCertificates = .required
        let known = try explain([TLSSettings(tls), TextEncoding(), HTTPSTransport()])
        #expect(!known.leavesOpen.contains("the service does not learn who the client is"))
        #expect(known.protects.contains("the service learns who the client is from its certificate (HTTPSTransport)"))
        tls.checksServerName = false
        let unchecked = try explain([TextEncoding(), HTTPSTransport(tls: tls)])
        #expect(unchecked.leavesOpen.contains { $0.contains("name in the server's certificate is not checked") })
        let exposed = BasicHTTPBinding(.transportCredentialOnly(HTTPBasicAuthentication())).explain()
        #expect(exposed.leavesOpen.contains { $0.contains("password") })
    }
}
