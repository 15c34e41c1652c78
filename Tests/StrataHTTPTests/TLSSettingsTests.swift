import StrataCore
import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Testing

/// The HTTP transports have settings of TLS of their own: those of an element above would be without effect, and are refused.
@Suite struct TLSSettingsTests {
    private func check(_ binding: some Binding, at address: String, _ words: String) {
        #expect {
            _ = try binding.makeRequestFactory()
        } throws: {
            isRefusal($0, words)
        }
        #expect {
            _ = try binding.makeOutputFactory()
        } throws: {
            isRefusal($0, words)
        }
        #expect {
            _ = try binding.makeReplyListener(at: EndpointAddress(address))
        } throws: {
            isRefusal($0, words)
        }
        #expect {
            _ = try binding.makeInputListener(at: EndpointAddress(address))
        } throws: {
            isRefusal($0, words)
        }
    }

    private func isRefusal(_ error: any Error, _ words: String) -> Bool {
        guard let error = error as? BindingError, error.code == .invalidConfiguration else { return false }
        return error.message.contains("TLSSettings") && error.message.contains(words)
    }

    @Test func aboveHTTPS() {
        let binding = CustomBinding {
            TLSSettings()
            TextEncoding()
            HTTPSTransport()
        }
        check(binding, at: "https://localhost:0/", "set `tls`")
    }

    @Test func abovePlainHTTP() {
        let binding = CustomBinding {
            TLSSettings()
            TextEncoding()
            HTTPTransport()
        }
        check(binding, at: "http://localhost:0/", "in the clear")
    }

    @Test func withoutTheElementBothAreBuilt() throws {
        let plain = CustomBinding {
            TextEncoding()
            HTTPTransport()
        }
        let secure = CustomBinding {
            TextEncoding()
            HTTPSTransport()
        }
        _ = try plain.makeRequestFactory()
        _ = try secure.makeRequestFactory()
    }
}
