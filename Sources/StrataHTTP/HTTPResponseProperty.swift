public import StrataCore

/// `message.properties[HTTPResponseProperty.self]`: what belongs to the HTTP response and not to the message.
///
/// On a client the transport sets it on each reply. On a service the application sets it on a reply to choose another status or to
/// send fields of its own; a status outside 200 to 599, or a field that cannot be written, makes the reply a fault that tells nothing, and
/// the reason is reported. Fields that say where the answer ends or what becomes of the connection (`Content-Length`,
/// `Transfer-Encoding`, `Upgrade`, …) and `Date` are the transport's own and left out; `Connection: close` ends the connection with the
/// answer.
public struct HTTPResponseProperty: Sendable, MessagePropertyKey {
    /// Itself.
    public typealias Value = HTTPResponseProperty

    /// 200 to 599; `nil` leaves it to the transport (200, 500 for a fault).
    public var status: Int?
    /// The fields: on a client all of them, on a service those that the transport does not write itself.
    public var headers: HTTPHeaders
    /// Sends the head alone; the answer then says that its length is zero.
    public var suppressesBody = false

    /// A status and fields of one's own.
    public init(status: Int? = nil, headers: HTTPHeaders = HTTPHeaders()) {
        self.status = status
        self.headers = headers
    }
}
