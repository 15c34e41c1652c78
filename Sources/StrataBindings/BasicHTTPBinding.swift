public import StrataCore
internal import StrataHTTP
internal import StrataTextEncoding

/// WCF's BasicHttpBinding: SOAP 1.1 without addressing, as text, over HTTP or HTTPS. What most SOAP stacks speak.
public struct BasicHTTPBinding: Binding {
    /// Where protection comes from.
    public enum Security: Sendable {
        /// Nowhere; WCF's default.
        case none
        /// From TLS.
        case transport(HTTPSSecurity)
        /// User name and password without TLS: they travel in the clear. For a network that is protected otherwise.
        case transportCredentialOnly(HTTPBasicAuthentication)
    }

    /// Where protection comes from; nowhere unless set.
    public var security: Security
    /// Quotas, encoding, timeouts and where it reports.
    public var settings: HTTPBindingSettings
    /// Whether bodies are held in memory or stream; held unless set. For streams raise `settings.maxReceivedMessageSize` too.
    public var transferMode = TransferMode.buffered

    /// A binding with this security and these settings.
    public init(_ security: Security = .none, settings: HTTPBindingSettings = .defaults) {
        self.security = security
        self.settings = settings
    }

    public var timeouts: Timeouts { settings.timeouts }
    public var time: any TimeSource { settings.time }
    public var diagnostics: any Diagnostics { settings.diagnostics }
    public var baseline: (any Binding)? {
        switch security {
        case .none: BasicHTTPBinding(.none)
        case .transport(let transport):
            BasicHTTPBinding(.transport(HTTPSSecurity(clientCredential: transport.clientCredential.withoutValues)))
        case .transportCredentialOnly: BasicHTTPBinding(.transportCredentialOnly(HTTPBasicAuthentication()))
        }
    }

    public var stack: BindingStack {
        PresetElements.text(.soap11, settings)
        switch security {
        case .none: PresetElements.http(settings, nil, transferMode)
        case .transport(let transport): PresetElements.https(settings, transport, transferMode)
        case .transportCredentialOnly(let authentication): PresetElements.http(settings, authentication, transferMode)
        }
    }
}
