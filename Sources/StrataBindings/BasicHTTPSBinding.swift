public import StrataCore
internal import StrataHTTP
internal import StrataTextEncoding

/// WCF's BasicHttpsBinding: SOAP 1.1 without addressing, as text, over HTTPS. It has no insecure mode.
public struct BasicHTTPSBinding: Binding {
    /// TLS, and how the client says who it is.
    public var security: HTTPSSecurity
    /// Quotas, encoding, timeouts and where it reports.
    public var settings: HTTPBindingSettings
    /// Whether bodies are held in memory or stream; held unless set. For streams raise `settings.maxReceivedMessageSize` too.
    public var transferMode = TransferMode.buffered

    /// A binding with this security and these settings.
    public init(_ security: HTTPSSecurity = .defaults, settings: HTTPBindingSettings = .defaults) {
        self.security = security
        self.settings = settings
    }

    public var timeouts: Timeouts { settings.timeouts }
    public var time: any TimeSource { settings.time }
    public var diagnostics: any Diagnostics { settings.diagnostics }
    public var baseline: (any Binding)? { BasicHTTPSBinding(HTTPSSecurity(clientCredential: security.clientCredential.withoutValues)) }

    public var stack: BindingStack {
        PresetElements.text(.soap11, settings)
        PresetElements.https(settings, security, transferMode)
    }
}
