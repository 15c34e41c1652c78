public import StrataCore

/// The settings of TLS that an element leaves for those beneath it: a transport, or the upgrade of a stream.
public enum TLSParameters: BindingParameterKey {
    /// The settings of TLS.
    public typealias Value = TLSConfiguration

    /// `TLSConfiguration.defaults`.
    public static var defaultValue: TLSConfiguration { .defaults }
}
