import Foundation
import StrataCore

/// A transport: each message is a parcel over a TCP connection of its own, request and reply or one way. Every other shape fails closed,
/// without a line for it.
struct ParcelTransport: TransportElement {
    /// How large a parcel may be that comes.
    var maxParcelSize = 65536
    /// How many parcels a service deals with at once, and how many messages of one-way channels wait for their receiver.
    var maxAtOnce = 16

    var scheme: String { "parcel" }

    func describe(to description: inout ElementDescription) {
        description.setting("maxParcelSize", maxParcelSize, default: ParcelTransport().maxParcelSize)
        description.setting("maxAtOnce", maxAtOnce, default: ParcelTransport().maxAtOnce)
        description.wire.append("a TCP connection on loopback for each message: four lines, then the encoded message")
        description.leavesOpen.append("whoever is on the machine can read along, and call")
    }

    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool {
        !shape.session && shape.pattern != .duplex
    }

    func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        let stack = try Stack(self, context)
        return Factory(stack) { $0 }
    }

    func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        let stack = try Stack(self, context)
        return Factory(stack) { $0 }
    }

    func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel> {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        let stack = try Stack(self, context)
        return try Listener(stack) { InputEnd(ParcelPost(stack, $0)) }
    }

    func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        let stack = try Stack(self, context)
        return try Listener(stack) { ReplyEnd(ParcelPost(stack, $0)) }
    }
}

/// What the channels of one stack share.
final class Stack: Sendable {
    let settings: ParcelTransport
    let capabilities: BindingCapabilities
    let listenAddress: EndpointAddress?
    let time: any TimeSource
    let timeouts: Timeouts
    private let context: BindingContext

    init(_ transport: ParcelTransport, _ context: borrowing BindingContext) throws(BindingError) {
        guard transport.maxParcelSize > 0, transport.maxAtOnce > 0 else {
            throw BindingError(.invalidConfiguration, element: transport.elementName, "maxParcelSize and maxAtOnce must be at least 1")
        }
        settings = transport
        capabilities = context.capabilities(of: transport)
        (listenAddress, time, timeouts) = (context.listenAddress, context.time, context.timeouts)
        self.context = context.copy()
        // An encoding that cannot make its encoder says so now, not with the first message.
        _ = try context.makeEncoder()
    }

    /// There is no session whose state an encoder could keep: one for each parcel, so any number may be under way.
    func makeEncoder() throws(BindingError) -> any MessageEncoder { try context.makeEncoder() }

    /// The port of `parcel://127.0.0.1:4711/path`; `nil` for an address that is not on loopback.
    static func port(of address: String) -> UInt16? {
        guard let parts = URLComponents(string: address), parts.host == "127.0.0.1" else { return nil }
        return UInt16(exactly: parts.port ?? -1)
    }

    /// The address with that port.
    static func uri(_ address: String, at port: UInt16) -> String? {
        var parts = URLComponents(string: address)
        parts?.port = Int(port)
        return parts?.string
    }
}
