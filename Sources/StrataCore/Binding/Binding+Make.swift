extension Binding {
    /// A factory of output channels. Throws `BindingError`, before any I/O, for a stack that cannot be built.
    public func makeOutputFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        try make(.output(session), listenAddress: nil, resources: [])
    }

    /// A factory of request channels.
    public func makeRequestFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        try make(.request(session), listenAddress: nil, resources: [])
    }

    /// A factory of duplex channels.
    public func makeDuplexFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        try make(.duplex(session), listenAddress: nil, resources: [])
    }

    /// A listener of input channels.
    ///
    /// - Parameters:
    ///   - address: where to listen; its scheme must be the transport's.
    ///   - session: whether the messages belong to a session.
    ///   - resources: what the transport serves under the address beside messages, where it can.
    public func makeInputListener(
        at address: EndpointAddress, session: Bool = false, resources: [Resource] = []
    ) throws(BindingError) -> any ChannelListener<any InputChannel> {
        try make(.input(session), listenAddress: address, resources: resources)
    }

    /// A listener of reply channels.
    public func makeReplyListener(
        at address: EndpointAddress, session: Bool = false, resources: [Resource] = []
    ) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        try make(.reply(session), listenAddress: address, resources: resources)
    }

    /// A listener of duplex channels.
    public func makeDuplexListener(
        at address: EndpointAddress, session: Bool = false, resources: [Resource] = []
    ) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        try make(.duplexListener(session), listenAddress: address, resources: resources)
    }

    /// Whether the stack can make `shape`. Builds nothing; `false` too for a stack that cannot be built at all.
    public func canMake(_ shape: ChannelShape, side: ChannelSide) -> Bool {
        do { return try makeContext(listenAddress: nil, resources: []).canMake(shape, side: side) } catch { return false }
    }

    /// What the stack gives, as its elements say.
    public var capabilities: BindingCapabilities {
        let elements = stack.elements
        let parameters = BindingParameters(of: elements)
        var capabilities = BindingCapabilities()
        for element in elements.reversed() { element.adjust(&capabilities, given: parameters) }
        return capabilities
    }

    func makeContext(listenAddress: EndpointAddress?, resources: [Resource]) throws(BindingError) -> BindingContext {
        let elements = stack.elements
        try StackRules.check(elements, of: name)
        try StackRules.checkBinding(name, timeouts)
        let transport = try StackRules.checkTransport(elements, of: name)
        if capabilities.streaming { try StackRules.checkStreaming(elements, of: name) }
        if let listenAddress, StackRules.scheme(of: listenAddress) != transport.scheme.lowercased() {
            throw BindingError(
                .invalidAddress, element: transport.elementName,
                "'\(listenAddress.displayURI)' is not an address of \(transport.elementName): its scheme must be '\(transport.scheme)'")
        }
        let parameters = BindingParameters(of: elements, resources: resources)
        let encoding = elements.lazy.compactMap { $0 as? any EncodingElement }.first
        return BindingContext(
            parameters: parameters, bindingName: name, timeouts: timeouts, time: time, diagnostics: diagnostics,
            listenAddress: listenAddress, remaining: elements[...], encoding: encoding,
            upgrades: elements.compactMap { $0 as? any StreamUpgradeElement },
            messageVersion: encoding?.messageVersion ?? transport.messageVersion)
    }

    private func make<Made>(_ maker: ShapeMaker<Made>, listenAddress: EndpointAddress?, resources: [Resource]) throws(BindingError) -> Made
    {
        var context = try makeContext(listenAddress: listenAddress, resources: resources)
        let possible = ChannelShape.allCases.filter { context.canMake($0, side: maker.side) }
        guard possible.contains(maker.shape) else {
            throw BindingError(
                .unsupportedShape,
                "binding '\(name)' cannot make \(maker.shape) channels on the \(maker.side) side; "
                    + (possible.isEmpty
                        ? "it makes none: \(StackRules.recommendedOrder)"
                        : "it makes \(possible.map(\.description).joined(separator: ", "))"))
        }
        let pipeline = try context.takePipeline()
        let inner = try context.makeUnfused(maker)
        guard context.remaining.isEmpty else {
            let names = context.remaining.map(\.elementName).joined(separator: ", ")
            throw BindingError(
                .unusedElements,
                "building binding '\(name)' left elements unused: \(names); an element above them did not ask for what stands beneath")
        }
        let made = maker.wrap(inner, pipeline, StackTop(timeouts: timeouts, time: time, diagnostics: diagnostics, side: maker.side))
        let (computed, built) = (capabilities, maker.capabilities(made))
        guard computed == built else {
            throw BindingError(
                .capabilityMismatch,
                "what was built does not give what the elements of binding '\(name)' promise: \(computed.differences(from: built))")
        }
        return made
    }
}

extension BindingCapabilities {
    /// Where two differ, in words; `self` is what was promised.
    func differences(from built: BindingCapabilities) -> String {
        var found: [String] = []
        func compare<Value: Equatable>(_ name: String, _ path: KeyPath<BindingCapabilities, Value>) {
            if self[keyPath: path] != built[keyPath: path] {
                found.append("\(name) promised \(self[keyPath: path]), built \(built[keyPath: path])")
            }
        }
        compare("request protection", \.requestProtection)
        compare("response protection", \.responseProtection)
        compare("client authentication", \.authenticatesClient)
        compare("service authentication", \.authenticatesService)
        compare("order", \.ordered)
        compare("streaming", \.streaming)
        return found.joined(separator: "; ")
    }
}
