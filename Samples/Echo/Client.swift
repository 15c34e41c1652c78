import Strata
import StrataHTTP
import StrataTLS
import StrataTextEncoding

/// How the client speaks: the same elements, with what a client brings.
func clientBinding(trust: TLSTrust, password: String) -> CustomBinding {
    var https = HTTPSTransport.Configuration(tls: .client(trust: trust))
    https.authenticationScheme = .basic
    https.credentials = HTTPCredentials(userName: "alice", password: password)
    return CustomBinding("echo-client") {
        TextEncoding()
        HTTPSTransport(https)
    }
}

/// One call over a channel of its own.
func call(_ address: EndpointAddress, over binding: some Binding) async throws -> String {
    try await binding.withRequestChannel(to: address) { channel in
        let request = Message(version: .default, action: "urn:example:echo") { $0.element(echo, "hello") }
        let reply = try await SOAPProcessor(version: .default).call(request, over: channel)
        return try reply.bodyContents?.string() ?? ""
    }
}
