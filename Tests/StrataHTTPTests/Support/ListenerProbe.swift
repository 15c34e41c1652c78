import StrataCore
@testable import StrataHTTP
import Synchronization

/// An HTTP transport that hands out the listener it has made: a binding puts other layers around it.
final class ListenerProbe: TransportElement {
    let configuration: HTTPTransport.Configuration
    private let made = Mutex<HTTPReplyListener?>(nil)

    init(_ configuration: HTTPTransport.Configuration) { self.configuration = configuration }

    /// The listener; `nil` before one was made.
    var listener: HTTPReplyListener? { made.withLock { $0 } }

    var scheme: String { "http" }
    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { HTTPBuilder.canMake(shape) }

    func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        let listener = try HTTPBuilder.replyListener(self, configuration, tls: nil, context)
        made.withLock { $0 = listener as? HTTPReplyListener }
        return listener
    }

    func describe(to description: inout ElementDescription) { HTTPBuilder.describe(configuration, to: &description) }
}
