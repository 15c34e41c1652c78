public import StrataInfoset

/// What lies beneath the element that is being built, and the parameters that those above have left.
///
/// A channel element asks it for the channels beneath (`nextRequestFactory`, …), perhaps of another shape. A failed make leaves
/// it as it was, so an element may try the next best shape; `canMake` answers without building anything.
public struct BindingContext: ~Copyable, Sendable {
    /// What the elements above have said.
    public let parameters: BindingParameters
    /// The name of the binding, for errors.
    public let bindingName: String
    /// Open, close, send and receive timeouts of the binding.
    public let timeouts: Timeouts
    /// What the whole binding knows as its time.
    public let time: any TimeSource
    /// Where reports go.
    public let diagnostics: any Diagnostics
    /// The address a listener is to listen at; `nil` when a factory is built.
    public let listenAddress: EndpointAddress?

    /// The elements beneath, topmost first.
    var remaining: ArraySlice<any BindingElement>

    /// The encoding of the stack; elements above it may ask too.
    public let encoding: (any EncodingElement)?
    /// The stream upgrades of the stack, topmost first.
    public let upgrades: [any StreamUpgradeElement]

    /// The version of the messages that the stack speaks; `nil` in a stack without encoding whose transport takes any.
    public let messageVersion: MessageVersion?

    /// A new encoder for messages without a session: a transport may use it for any message, and keep as many as it likes.
    public func makeEncoder() throws(BindingError) -> any MessageEncoder {
        let encoding = try neededEncoding()
        return observed(try encoding.makeEncoder(self))
    }

    /// A new encoder for one direction of a session. Each end makes two for a session, one that writes and one that reads.
    ///
    /// A transport hands all messages of the direction to it, in the order in which they travel; after one that cannot be read the session
    /// is over. Messages that an encoder could not write leave it as it was.
    public func makeSessionEncoder() throws(BindingError) -> any MessageEncoder {
        let encoding = try neededEncoding()
        return observed(try encoding.makeSessionEncoder(self))
    }

    private func neededEncoding() throws(BindingError) -> any EncodingElement {
        guard let encoding else {
            throw BindingError(.missingEncoding, "binding '\(bindingName)' has no encoding element: add one above the transport")
        }
        return encoding
    }

    private func observed(_ encoder: any MessageEncoder) -> any MessageEncoder {
        let observers = parameters[MessageObserversParameter.self]
        return observers.isEmpty ? encoder : ObservedEncoder(encoder, observers)
    }

    /// The quotas that the decoders of the stack hold, for an element that reads XML by itself (what it decrypts, tokens) and must hold
    /// the same.
    ///
    /// Throws `.unknownReaderQuotas` for an encoding that does not say them.
    public func readerQuotas(for element: any BindingElement) throws(BindingError) -> XMLQuotas {
        guard let encoding else { return .defaults }
        guard let quotas = encoding.readerQuotas else {
            throw BindingError(
                .unknownReaderQuotas, element: encoding.elementName,
                "\(encoding.elementName) does not say its reader quotas, and \(element.elementName) must hold them too: give it `readerQuotas`"
            )
        }
        return quotas
    }

    /// What a transport gives together with what it carries: the encoding, and the upgrades that it performs.
    ///
    /// A transport's factories and listeners report it as their `capabilities`, having built what it says.
    public func capabilities(of transport: some TransportElement) -> BindingCapabilities {
        var capabilities = BindingCapabilities()
        transport.adjust(&capabilities, given: parameters)
        encoding?.adjust(&capabilities, given: parameters)
        for upgrade in upgrades.reversed() where transport.performedUpgrades.contains(upgrade.upgradeName) {
            upgrade.adjust(&capabilities, given: parameters)
        }
        return capabilities
    }

    /// The same context once more, for an element that builds two stacks over the elements beneath.
    public func copy() -> BindingContext { withRemaining(remaining) }

    /// The error of an element that cannot make `shape`.
    public func unsupported(_ shape: ChannelShape, by element: any BindingElement) -> BindingError {
        BindingError(
            .unsupportedShape, element: element.elementName,
            "\(element.elementName) cannot make \(shape) channels in binding '\(bindingName)'")
    }

    func withRemaining(_ remaining: ArraySlice<any BindingElement>) -> BindingContext {
        BindingContext(
            parameters: parameters, bindingName: bindingName, timeouts: timeouts, time: time, diagnostics: diagnostics,
            listenAddress: listenAddress, remaining: remaining, encoding: encoding, upgrades: upgrades,
            messageVersion: messageVersion)
    }
}
