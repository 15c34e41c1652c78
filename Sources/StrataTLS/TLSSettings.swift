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
    public func describe(to description: inout ElementDescription) {
        let standard = TLSConfiguration.defaults
        description.setting("minimumVersion", minimumVersion, default: standard.minimumVersion)
        description.setting("maximumVersion", maximumVersion, default: standard.maximumVersion)
        description.setting("identity", identity?.description ?? "none", default: "none")
        description.setting("trust", trust.description, default: standard.trust.description)
        description.setting("clientCertificates", clientCertificates, default: standard.clientCertificates)
        description.setting("serverName", serverName.isEmpty ? "the host that is called" : serverName, default: "the host that is called")
        description.setting("checksServerName", checksServerName, default: standard.checksServerName)
        description.setting("applicationProtocols", applicationProtocols, default: standard.applicationProtocols)
        if !checksServerName {
            description.leavesOpen.append(
                "the name in the server's certificate is not checked: any peer that trust accepts can pose as the server")
        }
    }
}
