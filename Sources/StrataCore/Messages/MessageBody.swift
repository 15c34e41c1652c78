public import StrataInfoset

/// What a message says: an element of some infoset, something that writes itself, or a stream.
public struct MessageBody: Sendable {
    enum Content: Sendable {
        case empty
        /// One element, written as it is.
        case element(InfosetCursor)
        /// The `Body` element of a received envelope; its children are the contents.
        case received(InfosetCursor)
        case writer(@Sendable (inout InfosetBuilder) throws -> Void)
        case fault(Fault)
        /// `head`: the empty `Body` element of the envelope that was received with it.
        case streamed(StreamedBody, head: InfosetCursor? = nil)
    }

    var content: Content

    /// No content.
    public static var empty: MessageBody { MessageBody(content: .empty) }

    init(content: Content) { self.content = content }

    /// One element, which keeps its octets, its prefixes and what namespaces it needs.
    public init(_ element: InfosetCursor) { content = .element(element) }

    /// Something that writes itself, each time the message is sealed, inside the open `Body` element.
    public init(write: @escaping @Sendable (inout InfosetBuilder) throws -> Void) { content = .writer(write) }

    /// A SOAP fault, written in the version of the message.
    public init(_ fault: Fault) { content = .fault(fault) }

    /// Contents that are not held in memory.
    public init(_ stream: StreamedBody) { content = .streamed(stream) }

    /// The stream, for a streamed body.
    public var stream: StreamedBody? {
        if case .streamed(let stream, _) = content { stream } else { nil }
    }

    func write(to builder: inout InfosetBuilder, version: MessageVersion) throws {
        switch content {
        case .empty, .streamed: break
        case .element(let element): builder.copy(element)
        case .received(let body): builder.copyContents(of: body)
        case .writer(let write): try write(&builder)
        case .fault(let fault): try fault.write(to: &builder, version: version)
        }
    }
}
