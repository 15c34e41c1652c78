public import StrataCore
public import StrataInfoset

/// What all presets over HTTP let one set beside their security; WCF's names and defaults.
public struct HTTPBindingSettings: Sendable {
    /// Octets of one message.
    public var maxReceivedMessageSize = 65536
    /// What a received message may cost to read.
    public var readerQuotas = XMLQuotas.defaults
    /// The encoding of what is written.
    public var textEncoding = XMLCharacterEncoding.utf8
    /// Open, close, send and receive timeouts.
    public var timeouts = Timeouts.defaults
    /// What the binding's deadlines are measured on.
    public var time: any TimeSource = SystemTime.shared
    /// Where the binding reports.
    public var diagnostics: any Diagnostics = NoDiagnostics()

    /// The defaults.
    public init() {}
    /// WCF's defaults: 65,536 octets a message, its reader quotas, UTF-8, its timeouts, no reports.
    public static var defaults: HTTPBindingSettings { HTTPBindingSettings() }
}
