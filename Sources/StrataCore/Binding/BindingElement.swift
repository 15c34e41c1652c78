public import StrataInfoset

/// A part of a binding. Conform to exactly one of the kinds: `SettingsElement`, `MessageElement`, `AsyncMessageElement`,
/// `ChannelElement`, `StreamUpgradeElement`, `EncodingElement`, `TransportElement`; take the weakest that does the job.
public protocol BindingElement: Sendable {
    /// The name that errors and explanations use; the type's name unless overridden.
    var elementName: String { get }

    /// Leaves settings for the elements beneath. Runs top to bottom before anything is built.
    func contribute(to parameters: inout BindingParameters)

    /// Changes what the stack beneath gives into what the stack from here on gives. Runs bottom to top.
    func adjust(_ capabilities: inout BindingCapabilities)

    /// The same, for an element whose effect depends on what the elements above it have left. `adjust(_:)` unless implemented.
    ///
    /// - Parameters:
    ///   - capabilities: what the stack beneath gives.
    ///   - parameters: what all elements of the stack have left.
    func adjust(_ capabilities: inout BindingCapabilities, given parameters: BindingParameters)

    /// Whether it must see bodies whole, to sign or change them: a stack that lets them stream is then refused when it is built. False
    /// unless implemented.
    var requiresBufferedBodies: Bool { get }

    /// Says what it is: its settings with where they come from, what it adds to the wire, what it protects.
    func describe(to description: inout ElementDescription)
}

extension BindingElement {
    public var elementName: String { "\(Self.self)" }
    public func contribute(to parameters: inout BindingParameters) {}
    public func adjust(_ capabilities: inout BindingCapabilities) {}
    public func adjust(_ capabilities: inout BindingCapabilities, given parameters: BindingParameters) { adjust(&capabilities) }
    public func describe(to description: inout ElementDescription) {}
    public var requiresBufferedBodies: Bool { false }
}

/// Sees no message: leaves typed parameters for the elements beneath.
public protocol SettingsElement: BindingElement {}

/// Sees each message, synchronously and in place; consecutive ones are fused into one channel, for every shape.
public protocol MessageElement: BindingElement {
    /// The transform of one stack, made once for each factory or listener. `context` is what lies beneath. No I/O; throw
    /// `BindingError` when a setting, or what lies beneath, cannot work.
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform
}

/// The same, but may suspend: a remote key, a token to fetch.
public protocol AsyncMessageElement: BindingElement {
    /// The transform of one stack, made once for each factory or listener. `context` is what lies beneath. No I/O; throw
    /// `BindingError` when a setting, or what lies beneath, cannot work.
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform
}

/// Upgrades the byte stream of a connection by negotiation.
public protocol StreamUpgradeElement: BindingElement {
    /// The name the upgrade has on the wire (`application/ssl-tls`).
    var upgradeName: String { get }

    /// A transform for one connection. `host` is the name called, on a client.
    func makeTransform(side: ChannelSide, host: String?) throws(StreamTransformError) -> any StreamTransform
}

/// Turns messages into octets and back.
public protocol EncodingElement: BindingElement {
    /// The version of the messages it reads and writes.
    var messageVersion: MessageVersion { get }

    /// The quotas that its decoders hold; `nil` when it cannot say. An element that reads messages by itself, as security does, refuses
    /// an encoding that cannot (`BindingContext.readerQuotas(for:)`).
    var readerQuotas: XMLQuotas? { get }

    /// Whether its encoders read and write messages whose body is a stream; false unless implemented.
    var supportsStreaming: Bool { get }

    /// An encoder for messages without a session. It keeps no state from one message to the next: each is read by itself, in any order, by
    /// any encoder that this makes.
    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder

    /// An encoder for one direction of one session: it writes, or reads, all messages of that direction in their order, and may keep what
    /// they share (a dictionary that grows). Its media type may be another than that of `makeEncoder`, whose octets it need not read.
    ///
    /// What `makeEncoder` gives, unless implemented.
    func makeSessionEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder
}

/// Owns channels and may change the shape. Every shape fails closed unless it is implemented.
public protocol ChannelElement: BindingElement {
    /// Whether it can make `shape` over what stands beneath. Pure: asks, builds nothing.
    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool

    /// A factory of output channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel>
    /// A factory of request channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel>
    /// A factory of duplex channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel>
    /// A listener of input channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel>
    /// A listener of reply channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel>
    /// A listener of duplex channels over what stands beneath; throws `.unsupportedShape` unless implemented. No I/O.
    func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any DuplexChannel>
}

/// The bottom of the stack: moves octets (or messages). Every shape fails closed unless it is implemented.
public protocol TransportElement: BindingElement {
    /// The scheme of its addresses (`https`).
    var scheme: String { get }

    /// Whether it needs an encoding above it; an in-memory transport may not.
    var requiresEncoding: Bool { get }

    /// The version of its messages when the stack has no encoding; `nil` when it takes any, or needs an encoding.
    var messageVersion: MessageVersion? { get }

    /// Names of the stream upgrades that it performs; one that nobody performs is an error when the binding is built.
    var performedUpgrades: Set<String> { get }

    /// Whether it can make `shape` with the parameters in `context`. Pure.
    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool

    /// A factory of output channels; throws `.unsupportedShape` unless implemented. No I/O.
    func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel>
    /// A factory of request channels; throws `.unsupportedShape` unless implemented. No I/O.
    func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel>
    /// A factory of duplex channels; throws `.unsupportedShape` unless implemented. No I/O.
    func makeDuplexFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel>
    /// A listener of input channels at `context.listenAddress`; throws `.unsupportedShape` unless implemented. No I/O.
    func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel>
    /// A listener of reply channels at `context.listenAddress`; throws `.unsupportedShape` unless implemented. No I/O.
    func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel>
    /// A listener of duplex channels at `context.listenAddress`; throws `.unsupportedShape` unless implemented. No I/O.
    func makeDuplexListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any DuplexChannel>
}

extension EncodingElement {
    public var readerQuotas: XMLQuotas? { nil }
    public var supportsStreaming: Bool { false }

    public func makeSessionEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        try makeEncoder(context)
    }
}
