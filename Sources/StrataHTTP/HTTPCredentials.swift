/// The user name and password that a client shows to a server that asks for HTTP Basic (RFC 7617). Never printed.
public struct HTTPCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without a colon (RFC 7617, 2).
    public var userName: String
    public var password: String

    public init(userName: String, password: String) {
        self.userName = userName
        self.password = password
    }

    /// The user name only.
    public var description: String { "HTTPCredentials(\(userName), password not shown)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["userName": userName]) }
}
