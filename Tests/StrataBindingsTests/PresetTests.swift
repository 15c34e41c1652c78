import StrataBindings
import StrataCore
import StrataCrypto
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import Testing

/// The system-provided bindings: WCF's elements and defaults, and nothing that a custom binding could not say.
struct PresetTests {
    struct Judge: UserNameValidator {
        func validate(userName: String, password: String) async throws {}
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let preset: any Binding
        let custom: CustomBinding
        var testDescription: String { name }

        init(_ name: String, _ preset: any Binding, @BindingBuilder _ stack: () -> BindingStack) {
            (self.name, self.preset) = (name, preset)
            custom = CustomBinding(preset.name, stack)
        }
    }

    static let cases: [Case] = {
        guard let certificates = try? BindingCertificates.shared.get() else { return [] }
        let tls = TLSConfiguration.client(trust: .roots([certificates.authority.certificate]), identity: certificates.client)
        let basic = HTTPBasicAuthentication(
            credentials: HTTPCredentials(userName: "alice", password: "secret"), userNameValidator: Judge(), realm: "tests")
        func http(_ change: (inout HTTPTransport.Configuration) -> Void = { _ in }) -> HTTPTransport {
            var configuration = HTTPTransport.Configuration.defaults
            change(&configuration)
            return HTTPTransport(configuration)
        }
        func https(_ tls: TLSConfiguration, _ change: (inout HTTPSTransport.Configuration) -> Void = { _ in }) -> HTTPSTransport {
            var configuration = HTTPSTransport.Configuration(tls: tls)
            change(&configuration)
            return HTTPSTransport(configuration)
        }
        func withBasic(_ configuration: inout HTTPTransport.Configuration) {
            configuration.authenticationScheme = .basic
            configuration.credentials = basic.credentials
            configuration.userNameValidator = basic.userNameValidator
            configuration.realm = basic.realm
        }
        var cases = [
            Case("BasicHTTP, none", BasicHTTPBinding()) {
                TextEncoding(.soap11)
                http()
            },
            Case("BasicHTTP, transport credential only", BasicHTTPBinding(.transportCredentialOnly(basic))) {
                TextEncoding(.soap11)
                http(withBasic)
            },
            Case("WSHTTP, none", WSHTTPBinding(.none)) {
                TextEncoding(.soap12Addressing10)
                http()
            },
            Case("WS2007HTTP, none", WS2007HTTPBinding(.none)) {
                TextEncoding(.soap12Addressing10)
                http()
            },
        ]
        let secure: [(String, HTTPSSecurity, HTTPSTransport)] = [
            ("transport", .defaults, https(.defaults)),
            ("transport, TLS set", HTTPSSecurity(tls: tls), https(tls)),
            ("transport, Basic", HTTPSSecurity(tls: tls, clientCredential: .basic(basic)), https(tls) { withBasic(&$0.http) }),
            (
                "transport, certificate", HTTPSSecurity(tls: tls, clientCredential: .certificate),
                https(tls) { $0.requireClientCertificate = true }
            ),
        ]
        for (name, security, transport) in secure {
            cases.append(
                Case("BasicHTTP, " + name, BasicHTTPBinding(.transport(security))) {
                    TextEncoding(.soap11)
                    transport
                })
            cases.append(
                Case("BasicHTTPS, " + name, BasicHTTPSBinding(security)) {
                    TextEncoding(.soap11)
                    transport
                })
            cases.append(
                Case("WSHTTP, " + name, WSHTTPBinding(.transport(security))) {
                    TextEncoding()
                    transport
                })
            cases.append(
                Case("WS2007HTTP, " + name, WS2007HTTPBinding(.transport(security))) {
                    TextEncoding()
                    transport
                })
        }
        return cases
    }()

    /// The same elements with the same settings, and the same promises.
    @Test(arguments: cases) func isAnOrdinaryStack(_ it: Case) throws {
        #expect(it.preset.stack.elements.map(\.elementName) == it.custom.stack.elements.map(\.elementName))
        func plain(_ explanation: BindingExplanation) -> BindingExplanation {
            var explanation = explanation
            for element in explanation.elements.indices {
                for setting in explanation.elements[element].settings.indices {
                    if explanation.elements[element].settings[setting].source == "preset" {
                        explanation.elements[element].settings[setting].source = "set"
                    }
                }
            }
            return explanation
        }
        #expect(plain(it.preset.explain()) == it.custom.explain())
        #expect(it.preset.capabilities == it.custom.capabilities)
        #expect(it.preset.timeouts == .defaults)
        #expect(!it.custom.explain().description.contains("(preset)"))
    }

    /// A preset's own choices are never taken for its user's.
    @Test func whatNobodySetIsNotSet() {
        let bindings: [any Binding] = [
            BasicHTTPBinding(), BasicHTTPBinding(.transport(.defaults)), BasicHTTPSBinding(), WSHTTPBinding(), WSHTTPBinding(.none),
            WS2007HTTPBinding(), WS2007HTTPBinding(.none),
            BasicHTTPBinding(.transportCredentialOnly(HTTPBasicAuthentication())),
            WSHTTPBinding(.transport(HTTPSSecurity(clientCredential: .certificate))),
            WSHTTPBinding(.transport(HTTPSSecurity(clientCredential: .basic(HTTPBasicAuthentication())))),
        ]
        for binding in bindings {
            let set = binding.explain().elements.flatMap(\.settings).filter { $0.source == "set" }
            #expect(set.isEmpty, "\(binding.name): \(set)")
        }
    }

    @Test func defaultsAreWCFs() throws {
        #expect(Timeouts.defaults.open == .seconds(60))
        #expect(Timeouts.defaults.close == .seconds(60))
        #expect(Timeouts.defaults.send == .seconds(60))
        #expect(Timeouts.defaults.receive == .seconds(600))
        #expect(HTTPBindingSettings.defaults.maxReceivedMessageSize == 65536)
        let quotas = HTTPBindingSettings.defaults.readerQuotas
        #expect(quotas.maxDepth == 32 && quotas.maxStringContentLength == 8192 && quotas.maxArrayLength == 16384)
        #expect(quotas.maxBytesPerRead == 4096 && quotas.maxNameTableCharCount == 16384)
        func version(_ binding: some Binding) -> MessageVersion? {
            binding.stack.elements.lazy.compactMap { ($0 as? any EncodingElement)?.messageVersion }.first
        }
        #expect(version(BasicHTTPBinding()) == .soap11)
        #expect(version(BasicHTTPSBinding()) == .soap11)
        #expect(version(WSHTTPBinding()) == .soap12Addressing10)
        #expect(version(WS2007HTTPBinding()) == .soap12Addressing10)
        // What is there by default of security: BasicHTTP nothing, the others TLS (Windows credentials and messages' security are not here).
        func scheme(_ binding: some Binding) -> String? { (binding.stack.elements.last as? any TransportElement)?.scheme }
        #expect(scheme(BasicHTTPBinding()) == "http")
        #expect([scheme(BasicHTTPSBinding()), scheme(WSHTTPBinding()), scheme(WS2007HTTPBinding())] == ["https", "https", "https"])
    }

    @Test func shapes() {
        for binding in [BasicHTTPBinding(), WSHTTPBinding(), BasicHTTPSBinding(), WS2007HTTPBinding()] as [any Binding] {
            for side in [ChannelSide.client, .service] {
                let possible = ChannelShape.allCases.filter { binding.canMake($0, side: side) }
                #expect(possible == [.oneWay, .requestReply], "\(binding.name)")
            }
        }
    }

    /// What a client credential asks of each end, when the binding is built.
    @Test func credentialsThatAreMissing() throws {
        let certificates = try BindingCertificates.shared.get()
        let address = EndpointAddress("https://127.0.0.1:0/it")
        let server = TLSConfiguration.server(certificates.server)
        let none = HTTPSSecurity(tls: server, clientCredential: .basic(HTTPBasicAuthentication()))
        for binding in [BasicHTTPSBinding(none), WSHTTPBinding(.transport(none))] as [any Binding] {
            do throws(BindingError) {
                _ = try binding.makeRequestFactory()
                Issue.record("no credentials, and nobody said so")
            } catch { #expect(error.code == .invalidConfiguration && error.message.contains("credentials")) }
            do throws(BindingError) {
                _ = try binding.makeReplyListener(at: address)
                Issue.record("no validator, and nobody said so")
            } catch { #expect(error.code == .invalidConfiguration && error.message.contains("userNameValidator")) }
        }
        #expect(throws: BindingError.self, "a service without certificate") { try WSHTTPBinding().makeReplyListener(at: address) }
        let certificate = HTTPSSecurity(clientCredential: .certificate)
        for binding in [BasicHTTPSBinding(certificate), WSHTTPBinding(.transport(certificate))] as [any Binding] {
            do throws(BindingError) {
                _ = try binding.makeRequestFactory()
                Issue.record("no certificate, and nobody said so")
            } catch { #expect(error.code == .invalidConfiguration && error.message.contains("identity")) }
            #expect(throws: BindingError.self) { try binding.makeOutputFactory() }
        }
        _ = try BasicHTTPSBinding(HTTPSSecurity(tls: server, clientCredential: .certificate)).makeRequestFactory()
    }

    /// TLS settings left for a transport count, and never for nothing.
    @Test func tlsSettings() throws {
        var tls = TLSConfiguration.client(identity: try BindingCertificates.shared.get().server)
        tls.clientCertificates = .required
        let above = try CustomBinding(validating: [TLSSettings(tls), TextEncoding(), HTTPSTransport()])
        #expect(above.capabilities.authenticatesClient)
        #expect(try above.makeRequestFactory().capabilities == above.capabilities)
        func error(_ elements: [any BindingElement]) -> BindingError? {
            do throws(BindingError) { _ = try CustomBinding(validating: elements).makeRequestFactory() } catch { return error }
            return nil
        }
        let twice = error([TLSSettings(tls), TextEncoding(), HTTPSTransport(tls: .defaults)])
        #expect(twice?.code == .invalidConfiguration && twice?.message.contains("both have TLS settings") == true)
        let plain = error([TLSSettings(tls), TextEncoding(), HTTPTransport()])
        #expect(plain?.code == .invalidConfiguration && plain?.message.contains("does not use TLS") == true)
        #expect(plain?.element == "HTTPTransport")
    }
}
