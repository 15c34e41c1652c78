public import StrataCore

/// `message.properties[HTTPResponseProperty.self]`: what belongs to the HTTP response and not to the message.
///
/// On a client the transport sets it on each reply. On a service the application sets it on a reply to choose another status or to
/// send fields of its own.
public struct HTTPResponseProperty: Sendable, MessagePropertyKey {
    public typealias Value = HTTPResponseProperty

    /// 200 to 599; `nil` leaves it to the transport (200, 500 for a fault).
    public var status: Int?
    public var headers: HTTPHeaders
    /// Sends the head alone.
    public var suppressesBody = false

    public init(status: Int? = nil, headers: HTTPHeaders = HTTPHeaders()) {
        self.status = status
        self.headers = headers
    }
}
