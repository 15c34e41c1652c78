import Strata
import StrataCrypto
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding

enum Names {
    static let space = "urn:peers:calc"
    static let echo = ExpandedName("Echo", namespace: space)
    static let text = ExpandedName("text", namespace: space)
    static let response = ExpandedName("EchoResponse", namespace: space)
    static let result = ExpandedName("EchoResult", namespace: space)
    static let action = "urn:peers:calc/ICalc/Echo"
    static let replyAction = "urn:peers:calc/ICalc/EchoResponse"
}

/// Wide enough for the largest message here; everything else as it comes.
var settings: HTTPBindingSettings {
    var settings = HTTPBindingSettings.defaults
    settings.maxReceivedMessageSize = 1 << 20
    settings.readerQuotas.maxStringContentLength = 1 << 20
    return settings
}

func serviceBinding(certificates: String?) throws -> any Binding {
    guard let certificates else { return BasicHTTPBinding(settings: settings) }
    let identity = try CertificateIdentity(chainFile: certificates + "/server.pem", privateKeyFile: certificates + "/server.key")
    return BasicHTTPSBinding(HTTPSSecurity(tls: .server(identity)), settings: settings)
}

func clientBinding(certificates: String?) throws -> any Binding {
    guard let certificates else { return BasicHTTPBinding(settings: settings) }
    return BasicHTTPSBinding(HTTPSSecurity(tls: try clientTLS(certificates)), settings: settings)
}

/// A client that keeps no connection.
func connectingBinding(certificates: String, resumes: Bool) throws -> any Binding {
    var tls = try clientTLS(certificates)
    tls.resumesSessions = resumes
    var https = HTTPSTransport.Configuration(tls: tls)
    https.keepAliveEnabled = false
    var text = TextEncoding.Configuration.defaults
    text.messageVersion = .soap11
    return CustomBinding("connecting") {
        TextEncoding(text)
        HTTPSTransport(https)
    }
}

private func clientTLS(_ certificates: String) throws -> TLSConfiguration {
    .client(trust: .roots(try Certificate.list(file: certificates + "/ca.pem")))
}

/// Serves until it is killed.
func serve(_ address: EndpointAddress, certificates: String?) async throws {
    let listener = try serviceBinding(certificates: certificates).makeReplyListener(at: address)
    try await listener.open()
    print("READY")
    Console.flush()
    let node = SOAPProcessor(version: .soap11)
    try await listener.serve { request in
        await node.process(request) { request in
            let text = try request.bodyContents?.child(Names.text)?.string() ?? ""
            return Message(version: .soap11, action: Names.replyAction) { body in
                body.startElement(Names.response)
                body.element(Names.result, text)
                body.endElement()
            }
        }
    }
}
