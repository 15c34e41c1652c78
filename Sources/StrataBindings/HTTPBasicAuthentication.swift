public import StrataCore
public import StrataHTTP

/// HTTP Basic (RFC 7617) in a preset: what each end needs for it. A client sets `credentials`, a service `userNameValidator`.
public struct HTTPBasicAuthentication: Sendable {
    /// What a client shows.
    public var credentials: HTTPCredentials?
    /// Who judges on a service.
    public var userNameValidator: (any UserNameValidator)?
    /// The name of the protected space in a service's challenge.
    public var realm: String

    /// HTTP Basic with what this end needs of it.
    public init(credentials: HTTPCredentials? = nil, userNameValidator: (any UserNameValidator)? = nil, realm: String = "") {
        self.credentials = credentials
        self.userNameValidator = userNameValidator
        self.realm = realm
    }

    func apply(to configuration: inout HTTPTransport.Configuration) {
        configuration.authenticationScheme = .basic
        configuration.credentials = credentials
        configuration.userNameValidator = userNameValidator
        configuration.realm = realm
    }
}
