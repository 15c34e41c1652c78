public import StrataCore
internal import StrataCrypto

/// The binding element that says how TLS is to be spoken. It stands anywhere above the transport and protects nothing by itself:
/// the transport or upgrade beneath it does.
public struct TLSSettings: SettingsElement {
    /// What is left for the elements beneath.
    public var configuration: TLSConfiguration

    /// The element with the given settings.
    public init(_ configuration: TLSConfiguration = .defaults) {
        self.configuration = configuration
    }

    public func contribute(to parameters: inout BindingParameters) {
        parameters[TLSParameters.self] = configuration
    }

    public func describe(to description: inout ElementDescription) {
        configuration.describe(to: &description)
    }
}

extension TLSConfiguration {
    /// Adds the settings, none of them secret, to the description of an element that uses them.
    ///
    /// - Parameters:
    ///   - description: what they are added to.
    ///   - prefix: what stands before the name of each.
    ///   - source: the element that has left them; `nil` when they are the described element's own.
    public func describe(to description: inout ElementDescription, prefix: String = "", from source: String? = nil) {
        let standard = TLSConfiguration.defaults
        func add<Value: Equatable & Sendable>(_ name: String, _ value: Value, _ usual: Value) {
            guard let source else { return description.setting(prefix + name, value, default: usual) }
            description.setting(prefix + name, value, from: source)
        }
        add("minimumVersion", minimumVersion, standard.minimumVersion)
        add("maximumVersion", maximumVersion, standard.maximumVersion)
        add("identity", identitySource?.description ?? identity?.description ?? "none", "none")
        add("trust", trust.description, standard.trust.description)
        add("clientCertificates", clientCertificates, standard.clientCertificates)
        add("serverName", serverName.isEmpty ? "the host that is called" : serverName, "the host that is called")
        add("checksServerName", checksServerName, standard.checksServerName)
        add("resumesSessions", resumesSessions, standard.resumesSessions)
        add("applicationProtocols", applicationProtocols, standard.applicationProtocols)
        if !checksServerName {
            description.leavesOpen.append(
                "the name in the server's certificate is not checked: any peer that trust accepts can pose as the server")
        }
    }
}
