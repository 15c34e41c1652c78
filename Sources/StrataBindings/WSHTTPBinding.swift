public import StrataCore
internal import StrataHTTP
internal import StrataTextEncoding

/// WCF's WSHttpBinding: SOAP 1.2 with WS-Addressing 1.0, as text, over HTTP or HTTPS.
///
/// WCF's default is message security with Windows credentials, which exist on Windows only; here it is transport security.
public struct WSHTTPBinding: Binding {
    /// Where protection comes from.
    public enum Security: Sendable {
        /// Nowhere.
        case none
        /// From TLS.
        case transport(HTTPSSecurity)
    }

    /// Where protection comes from; TLS unless set.
    public var security: Security
    /// Quotas, encoding, timeouts and where it reports.
    public var settings: HTTPBindingSettings

    /// A binding with this security and these settings.
    public init(_ security: Security = .transport(.defaults), settings: HTTPBindingSettings = .defaults) {
        self.security = security
        self.settings = settings
    }

    public var timeouts: Timeouts { settings.timeouts }
    public var time: any TimeSource { settings.time }
    public var diagnostics: any Diagnostics { settings.diagnostics }
    public var baseline: (any Binding)? {
        switch security {
        case .none: WSHTTPBinding(.none)
        case .transport(let transport): WSHTTPBinding(.transport(HTTPSSecurity(clientCredential: transport.clientCredential.withoutValues)))
        }
    }

    public var stack: BindingStack {
        PresetElements.text(.soap12Addressing10, settings)
        switch security {
        case .none: PresetElements.http(settings, nil)
        case .transport(let transport): PresetElements.https(settings, transport)
        }
    }
}
