/// The user name and password that a client shows to a server that asks for HTTP Basic (RFC 7617). Never printed.
public struct HTTPCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without a colon (RFC 7617, 2).
    public var userName: String
    /// Any text without control characters (RFC 7617, 2).
    public var password: String

    /// A user name and its password, sent as UTF-8.
    public init(userName: String, password: String) {
        self.userName = userName
        self.password = password
    }

    /// The user name only.
    public var description: String { "HTTPCredentials(\(userName), password not shown)" }
    /// The user name only.
    public var debugDescription: String { description }
    /// The user name only.
    public var customMirror: Mirror { Mirror(self, children: ["userName": userName]) }
}
