public import StrataCore
internal import StrataFraming

/// `message.properties[HTTPRequestProperty.self]`: what belongs to the HTTP request and not to the message.
///
/// On a service the transport sets it, complete. On a client the application sets it to send fields of its own (a bearer token, a
/// trace id); the transport writes the fields that it owns itself (`Host`, `Content-Length`, `Content-Type`, `SOAPAction`, …), and refuses
/// them here.
public struct HTTPRequestProperty: Sendable, MessagePropertyKey {
    /// Itself.
    public typealias Value = HTTPRequestProperty

    private var own: HTTPHeaders?
    private let received: HTTP1.RequestHead?
    private var ownMethod = "POST"

    /// A request of one's own.
    public init(headers: HTTPHeaders = HTTPHeaders()) {
        own = headers
        received = nil
    }

    init(_ head: HTTP1.RequestHead) {
        received = head
        own = nil
    }

    /// The fields.
    public var headers: HTTPHeaders {
        get { own ?? received.map { HTTPHeaders($0.fields) } ?? HTTPHeaders() }
        set { own = newValue }
    }

    /// `POST`.
    public var method: String { received?.method ?? ownMethod }

    /// The path of the request, percent-encoded as it was sent; empty on a client.
    public var path: String { received?.path ?? "" }

    /// The query without its question mark; `nil` when there is none.
    public var query: String? { received?.query }
}
