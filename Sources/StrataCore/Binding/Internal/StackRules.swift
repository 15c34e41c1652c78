/// What holds for every stack, whoever put it together.
enum StackRules {
    /// Where a kind of element may stand, topmost first. Settings stand anywhere.
    private enum Level: Int {
        case upper, upgrade, encoding, transport
    }

    /// What an error says to somebody whose stack makes nothing.
    static let recommendedOrder =
        "the order is message and channel elements, stream upgrades, one encoding, the transport, with settings anywhere; "
        + "each channel element must find a shape beneath that it can work over"

    /// Checks what the binding itself says.
    static func checkBinding(_ name: String, _ timeouts: Timeouts) throws(BindingError) {
        guard !name.isEmpty else { throw BindingError(.invalidConfiguration, "a binding needs a name that is not empty") }
        for (setting, value) in [
            ("open", timeouts.open), ("close", timeouts.close), ("send", timeouts.send), ("receive", timeouts.receive),
        ] where value < .zero {
            throw BindingError(
                .invalidConfiguration, "the timeout '\(setting)' of binding '\(name)' is \(value) and must not be negative")
        }
    }

    /// Checks kinds and order.
    static func check(_ elements: [any BindingElement], of binding: String) throws(BindingError) {
        guard let last = elements.last, last is any TransportElement else {
            throw BindingError(
                .missingTransport,
                "binding '\(binding)' does not end with a transport element: end the stack with an encoding and a transport")
        }
        var reached = Level.upper
        var encoding: (any EncodingElement)?
        var upgrades: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let level = try level(of: element, in: binding) else { continue }
            if level == .transport, index < elements.count - 1 {
                throw BindingError(
                    .misplacedElement, element: element.elementName, "nothing may follow the transport in binding '\(binding)'")
            }
            if let element = element as? any EncodingElement {
                if let encoding {
                    throw BindingError(
                        .duplicateEncoding, element: element.elementName,
                        "a binding has exactly one encoding; binding '\(binding)' has \(encoding.elementName) too")
                }
                encoding = element
            }
            if let upgrade = element as? any StreamUpgradeElement, !upgrades.insert(upgrade.upgradeName).inserted {
                throw BindingError(
                    .streamUpgrade, element: element.elementName,
                    "two elements of binding '\(binding)' offer the stream upgrade '\(upgrade.upgradeName)'")
            }
            guard level.rawValue >= reached.rawValue else {
                throw BindingError(
                    .misplacedElement, element: element.elementName,
                    level == .upper
                        ? "message and channel elements stand above stream upgrades and the encoding; move it up in binding '\(binding)'"
                        : "stream upgrades stand above the encoding; move it up in binding '\(binding)'")
            }
            reached = level
        }
    }

    /// Checks what the transport asks of the stack, and that a message version is spoken.
    static func checkTransport(_ elements: [any BindingElement], of binding: String) throws(BindingError) -> any TransportElement {
        guard let transport = elements.last as? any TransportElement else {
            throw BindingError(.missingTransport, "binding '\(binding)' has no transport element: end the stack with one")
        }
        guard !transport.scheme.isEmpty else {
            throw BindingError(
                .missingScheme, element: transport.elementName,
                "\(transport.elementName) does not name the scheme of its addresses: give its `scheme` a value")
        }
        let encoding = elements.lazy.compactMap { $0 as? any EncodingElement }.first
        if encoding == nil {
            if transport.requiresEncoding {
                throw BindingError(
                    .missingEncoding, element: transport.elementName,
                    "\(transport.elementName) needs an encoding: add an encoding element above it in binding '\(binding)'")
            }
            if transport.messageVersion == nil {
                throw BindingError(
                    .missingMessageVersion, element: transport.elementName,
                    "no element of binding '\(binding)' says which message version is spoken: add an encoding, or give the transport a version"
                )
            }
        }
        for case let upgrade as any StreamUpgradeElement in elements where !transport.performedUpgrades.contains(upgrade.upgradeName) {
            throw BindingError(
                .streamUpgrade, element: upgrade.elementName,
                "\(transport.elementName) does not perform the stream upgrade '\(upgrade.upgradeName)': remove it or take a stream transport"
            )
        }
        return transport
    }

    /// Checks that bodies can stream through all elements, where the stack lets them.
    static func checkStreaming(_ elements: [any BindingElement], of binding: String) throws(BindingError) {
        for element in elements {
            if element.requiresBufferedBodies {
                throw BindingError(
                    .invalidConfiguration, element: element.elementName,
                    "\(element.elementName) needs whole bodies and binding '\(binding)' streams them: set the transport's transferMode to "
                        + "buffered, or take the element out")
            }
            if let encoding = element as? any EncodingElement, !encoding.supportsStreaming {
                throw BindingError(
                    .invalidConfiguration, element: element.elementName,
                    "\(element.elementName) reads and writes whole messages and binding '\(binding)' streams them: set the transport's "
                        + "transferMode to buffered, or take an encoding that streams")
            }
        }
    }

    /// The kind of an element in words.
    static func kind(of element: any BindingElement) -> String {
        switch element {
        case is any SettingsElement: "settings"
        case is any MessageElement: "sees each message, in place"
        case is any AsyncMessageElement: "sees each message, may suspend"
        case is any ChannelElement: "owns channels"
        case is any StreamUpgradeElement: "upgrades the byte stream"
        case is any EncodingElement: "encoding"
        case is any TransportElement: "transport"
        default: "no kind of element"
        }
    }

    /// The scheme of an address, in lower case; empty when it has none.
    static func scheme(of address: EndpointAddress) -> String {
        address.uri.firstIndex(of: ":").map { address.uri[..<$0].lowercased() } ?? ""
    }

    private static func level(of element: any BindingElement, in binding: String) throws(BindingError) -> Level? {
        var kinds: [(name: String, level: Level?)] = []
        if element is any SettingsElement { kinds.append(("SettingsElement", nil)) }
        if element is any MessageElement { kinds.append(("MessageElement", .upper)) }
        if element is any AsyncMessageElement { kinds.append(("AsyncMessageElement", .upper)) }
        if element is any ChannelElement { kinds.append(("ChannelElement", .upper)) }
        if element is any StreamUpgradeElement { kinds.append(("StreamUpgradeElement", .upgrade)) }
        if element is any EncodingElement { kinds.append(("EncodingElement", .encoding)) }
        if element is any TransportElement { kinds.append(("TransportElement", .transport)) }
        guard let kind = kinds.first, kinds.count == 1 else {
            let found = kinds.isEmpty ? "none" : kinds.map(\.name).joined(separator: " and ")
            throw BindingError(
                .misplacedElement, element: element.elementName,
                "\(element.elementName) must conform to exactly one kind of element, and conforms to \(found)")
        }
        return kind.level
    }
}
