internal import StrataCore
internal import StrataHTTP
internal import StrataInfoset
internal import StrataTLS
internal import StrataTextEncoding

/// What the presets over HTTP are made of: the elements, from the settings they have in common.
enum PresetElements {
    static func text(_ version: MessageVersion, _ settings: HTTPBindingSettings) -> TextEncoding {
        var configuration = TextEncoding.Configuration.defaults
        configuration.messageVersion = version
        configuration.writeEncoding = settings.textEncoding
        configuration.readerQuotas = settings.readerQuotas
        return TextEncoding(configuration)
    }

    static func http(
        _ settings: HTTPBindingSettings, _ authentication: HTTPBasicAuthentication?, _ mode: TransferMode = .buffered
    ) -> HTTPTransport {
        var configuration = HTTPTransport.Configuration.defaults
        configuration.maxReceivedMessageSize = settings.maxReceivedMessageSize
        configuration.transferMode = mode
        authentication?.apply(to: &configuration)
        return HTTPTransport(configuration)
    }

    static func https(
        _ settings: HTTPBindingSettings, _ security: HTTPSSecurity, _ mode: TransferMode = .buffered
    ) -> HTTPSTransport {
        var configuration = HTTPSTransport.Configuration(tls: security.tls)
        configuration.http.maxReceivedMessageSize = settings.maxReceivedMessageSize
        configuration.http.transferMode = mode
        switch security.clientCredential {
        case .none: break
        case .basic(let authentication): authentication.apply(to: &configuration.http)
        case .certificate: configuration.requireClientCertificate = true
        }
        return HTTPSTransport(configuration)
    }
}
