/// An HTTP answer that is no SOAP message: the cause of the `CommunicationError` that a client then throws.
public struct HTTPStatusError: Error, Sendable, CustomStringConvertible {
    /// The status.
    public var status: Int
    public var reason: String
    public var headers: HTTPHeaders
    /// The first octets of the body as text, at most 1024 characters; never the whole of a foreign page.
    public var excerpt: String

    public var description: String {
        "status \(status)" + (reason.isEmpty ? "" : " \(reason)") + (excerpt.isEmpty ? "" : ", body begins with '\(excerpt)'")
    }
}
