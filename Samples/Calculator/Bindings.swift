import Strata
import StrataCrypto
import StrataHTTP
import StrataInProcess
import StrataTLS
import StrataTextEncoding

/// How the calculator is spoken to. The contract, the service and the client are the same in each.
enum Way: String, CaseIterable {
    /// SOAP 1.1 over HTTPS, the caller known by HTTP Basic.
    case https
    /// SOAP 1.2 with WS-Addressing over HTTPS, the caller known by HTTP Basic.
    case wsHTTPS = "ws-https"
    /// SOAP 1.1 in the clear.
    case http
    /// Within the process: elements put together by hand.
    case inProcess = "in-process"

    var address: EndpointAddress {
        switch self {
        case .https, .wsHTTPS: EndpointAddress("https://localhost:0/calculator")
        case .http: EndpointAddress("http://localhost:0/calculator")
        case .inProcess: EndpointAddress("inproc:calculator")
        }
    }

    var isSecured: Bool { self == .https || self == .wsHTTPS }

    func service(_ identity: CertificateIdentity) -> any Binding {
        let users = HTTPBasicAuthentication(userNameValidator: OneUser(), realm: "calculator")
        return binding(HTTPSSecurity(tls: .server(identity), clientCredential: .basic(users)))
    }

    func client(trust: TLSTrust, password: String) -> any Binding {
        let alice = HTTPBasicAuthentication(credentials: HTTPCredentials(userName: "alice", password: password))
        return binding(HTTPSSecurity(tls: .client(trust: trust), clientCredential: .basic(alice)))
    }

    private func binding(_ security: HTTPSSecurity) -> any Binding {
        switch self {
        case .https: BasicHTTPSBinding(security)
        case .wsHTTPS: WSHTTPBinding(.transport(security))
        case .http: BasicHTTPBinding()
        case .inProcess:
            CustomBinding("in-process") {
                TextEncoding()
                InProcessTransport()
            }
        }
    }
}
